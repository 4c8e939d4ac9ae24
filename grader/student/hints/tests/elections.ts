/** Hints on the tests of stage 2A. */
import type { TestLadders } from '../ladder';

export const TESTS_2A: TestLadders = {
  '2A/initial-election': {
    about: 'V.1',
    nudge:
      'Three fresh servers, and a network that works. Does any of them ever start an election, does a majority say yes, and once one of them leads, what could make another one stand against it in the seconds that follow?',
  },
  '2A/elections-go-on': {
    about: 'C.4',
    nudge:
      'The candidate hears nothing, or only refusals, or gets one vote too few. What makes it try again, in which term, and does it then ask every server, those included that have not answered the last request yet?',
  },
  '2A/random-timeouts': {
    about: 'F.2',
    nudge:
      'Measure how long one server waits, several times in a row: is it ever exactly the same time? When does your code draw the random number, for a follower and for a candidate, and from how wide a range?',
    reread:
      'Section 5.2, the part on split votes and randomized election timeouts, and in section 5.6 the relation of the broadcast time to the election timeout. Ask what happens to two servers that once had the same timeout, if each keeps its own.',
    sketch:
      'Draw anew at each start of the timer, not once for a server and not once for the program, and in the same way for a candidate as for a follower: one function for both is best. The range is wide, some hundred milliseconds, so that two servers that rang together once do not go on doing so. If you compare a deadline from time to time instead of setting a timer of that length, compare often enough, or the draw is rounded away.',
  },
  '2A/majority': {
    about: 'C.2',
    nudge:
      "In clusters of three, four, five and seven: how many votes, the candidate's own included, make a leader in your code? Four is the one that tells most. And does your formula begin with all servers, or with all others?",
    sketch:
      'More than half of all servers are needed, and all means all: the candidate itself and those that are down as well. Two of four are not more than half. Whoever counts only what others grant has left out the own vote on one side of the comparison, so put it in from the start. Decide anew with each vote that comes in, without waiting for those that are slow. A refusal in the same term leaves a candidate what it is.',
  },
  '2A/one-vote': {
    about: 'RV.2',
    nudge:
      'Two candidates ask in one term, the first of them twice, and then somebody asks in a newer term. What do a follower, a candidate and a leader of yours answer to each of these four questions, and what is in votedFor after each?',
  },
  '2A/old-votes': {
    about: 'C.2',
    nudge:
      'The votes that arrive now were asked for in the last term, and the server has stood in a new one since. What gives them away, the reply or what you kept of the request? And do they change anything besides the count?',
    sketch:
      'A reply says in which term its sender is by now, not for which term it is an answer. So keep the request beside the call, and compare its term with your own when the answer comes. If they differ, or if this server is no candidate any more, let the answer go altogether: no vote, no other role, no timer. Before that, and only if the term in the reply is newer than yours, follow it. A lost request is nothing at all, and after a refusal in your own term the candidacy goes on.',
  },
  '2A/duplicate-votes': {
    about: 'C.2',
    nudge:
      'One and the same server says yes in every election, and perhaps twice in one. Do you keep a number, or do you keep who said yes? And is nothing of it left when the next election begins?',
    sketch:
      'Note the numbers of those that granted in something that holds each of them at most once, begin with your own, and begin anew in each election. How many stand in it is what you compare with the majority. A mere counter cannot tell the second yes of one server from the first of another, and a collection that outlives its election mixes the terms.',
  },
  '2A/first-heartbeat': {
    about: 'L.1',
    nudge:
      'The deciding vote has come. What does your server do next for those who never answered: does it send to them right now, or does it wait until the heartbeat timer rings? Is that the same when it wins for the third time?',
  },
  '2A/heartbeats': {
    about: 'L.1',
    nudge:
      'A leader stays in office for seconds, while one server is silent and replies get lost or come from an older term. What could stop its heartbeats to anybody? And what could start a second series of them when it wins for the seventh time?',
    sketch:
      'One repeating timer serves a whole term. It is stopped before it is started, started on winning and stopped on stepping down. At each ring it sends to all others, in a loop that waits for none of them. No reply starts, stops or delays the next heartbeat, and nothing is sent in answer to a success that leaves nothing to do. A late reply of an older term touches neither role nor timer: compare the term of its request first. About ten rings a second are plenty.',
  },
  '2A/heartbeats-hold': {
    about: 'F.2',
    nudge:
      'AppendEntries of the current leader come in time, and still your server starts an election, or refuses them. What does the receiver ask before it starts the election timer over: whom it voted for, what it was before, whether it knew that term already?',
    sketch:
      'Only one question decides: is the term of the request older than your own? If not, its sender leads, whoever had your vote and whatever you were before. Adopt the term if it is newer, be a follower, start the election timer over, and answer. Do so for each such request, also if it is just like the last one. The election timeout has to be several times the time between heartbeats. A former leader needs an election timer again, which then is put off like any other.',
  },
  '2A/candidate-yields': {
    about: 'C.3',
    nudge:
      'The candidate still waits for votes when AppendEntries of its own term comes in, and afterwards the votes come as well. What is it after the first, and what do the second find?',
  },
  '2A/newer-term': {
    about: 'ALL.2',
    nudge:
      'Draw a table with three roles and four kinds of messages. In each of its twelve fields a newer term arrives. Which field does your code not cover, does each end with a follower in that very term, and does each leave a vote to give?',
  },
  '2A/stale-request': {
    about: 'RV.1',
    nudge:
      'Somebody who slept for a while sends RequestVote and AppendEntries of an older term, to a follower, a candidate and a leader. What comes back, and is anything at all different on your server afterwards?',
    reread:
      'Figure 2, step 1 of both receivers, and the sentence of section 5.1 on requests with a stale term number. In both boxes read under Results what the term in the reply is for.',
    sketch:
      'Both receivers begin with the same comparison. An older term is answered at once, with a refusal and with your own term, and nothing happens in between: no step towards follower for a candidate or a leader, no timer started over, no vote given or cleared. The term in the reply is yours and not the one of the request, for it tells the late one that it is late. Only what stands after this comparison may change anything.',
  },
  '2A/steps-down': {
    about: 'ALL.2',
    nudge:
      'A leader has just learned of a newer term. Which timers run in it from now on, and which do not? And would it ever start an election again if nobody else did?',
    sketch:
      'Put all that belongs to stepping down into one place, and use it for all four kinds of messages: adopt the term, with no vote given in it, become a follower, end the heartbeats, and start the election timer, which a leader did without. A candidate has one running already, and it may simply go on. Whatever sends later, be it a timer or code behind a wait, looks at the role again before it does. Then nothing that was planned in office leaves after it.',
  },
  '2A/refused-vote': {
    about: 'F.2',
    nudge:
      'Every 50 ms somebody asks your server for something and is refused. Which of these requests touch its election timer? Look at the place in each receiver where the timer is started over: is it before the decision or after it?',
  },
  '2A/granted-vote': {
    about: 'F.2',
    nudge:
      'Your server has just granted a vote. What keeps it from starting an election itself a moment later, and so from spoiling the election of the one that it voted for?',
    sketch:
      'Start the election timer over in the branch that grants a vote, there and nowhere else in that receiver. A request that only brings a newer term, or is refused, leaves the timer as it is. If you keep a deadline instead of a timer, move the deadline in that branch. And see that only one timer runs: an old one that was never stopped rings all the same.',
  },
  '2A/re-election': {
    about: 'V.1',
    nudge:
      'The old leader returns and finds a newer one. Later two of three are away, and in the end all are back. At each of these three moments: which message tells whom that a term is over, and who must not win?',
  },
  '2A/many-elections': {
    about: 'V.1',
    nudge:
      'Seven servers, three of them away at random, ten times over. If a leader is missing, look at the timers of the four that can talk. If there are two, look for a vote that counted twice. And does a server that is away hold up anything in one that is not?',
  },
};
