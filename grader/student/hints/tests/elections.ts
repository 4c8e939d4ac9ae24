/** Hints on the tests of stage 2A. */
import type { TestLadders } from '../ladder';

export const TESTS_2A: TestLadders = {
  '2A/initial-election': {
    about: 'V.1',
    nudge:
      'Three fresh servers, and a network that works. Does any of them ever start an election? Does a majority grant its vote? And once one of them leads, what could make another one start an election in the seconds that follow?',
  },
  '2A/elections-go-on': {
    about: 'C.4',
    nudge:
      'The candidate hears nothing, or only refusals, or gets one vote too few. What makes it try again, in which term, and does it then ask every server, including those that have not answered the last request yet?',
  },
  '2A/random-timeouts': {
    about: 'F.2',
    nudge:
      'Measure how long one server waits, several times in a row: is it ever exactly the same time? When does your code draw the random number, for a follower and for a candidate, and from how wide a range?',
    reread:
      'Section 5.2, the part on split votes and randomized election timeouts, and in section 5.6 the relation of the broadcast time to the election timeout. Ask what happens to two servers that once had the same timeout, if each keeps its own.',
    sketch:
      'Draw a new number at each start of the timer, not once for a server and not once for the program, and in the same way for a candidate as for a follower: one function for both is best. The range is wide, some hundred milliseconds, so that two servers that once started elections together do not keep doing so. If you compare a deadline from time to time instead of setting a timer of that length, compare often enough, or the random part is lost to rounding.',
  },
  '2A/majority': {
    about: 'C.2',
    nudge:
      "In clusters of three, four, five and seven: how many votes, the candidate's own included, make a leader in your code? Four is the most interesting size. And does your formula start from all servers, or from all others?",
    sketch:
      'More than half of all servers are needed, and all means all: the candidate itself and those that are down as well. Two of four are not more than half. If you count only the votes of others, your own vote is missing on one side of the comparison, so put it in from the start. Decide again with each vote that arrives, without waiting for slow ones. After a refusal in the same term, a candidate stays a candidate.',
  },
  '2A/one-vote': {
    about: 'RV.2',
    nudge:
      'Two candidates ask in one term, the first of them twice, and then another candidate asks in a newer term. What do your follower, candidate and leader reply to each of these four requests, and what is in votedFor after each?',
  },
  '2A/old-votes': {
    about: 'C.2',
    nudge:
      'The votes that arrive now were requested in the last term, and the server is now a candidate in a new one. How can your code notice: by the reply, or by the request you kept? And do they change anything besides the count?',
    sketch:
      'A reply carries the term that its sender is in now, not the term of the request. So keep the request until its reply arrives, and compare its term with your own then. If they differ, or if this server is no longer a candidate, ignore the reply completely: no vote, no other role, no timer. Before that, and only if the term in the reply is newer than yours, follow it. A lost request changes nothing, and after a refusal in your own term the candidacy continues.',
  },
  '2A/duplicate-votes': {
    about: 'C.2',
    nudge:
      'The same server grants its vote in every election, and perhaps twice in one. Do you keep a number, or the set of voters? And is it empty again when the next election begins?',
    sketch:
      'Keep the numbers of the voters in a collection that holds each of them at most once, start it with your own, and make a new one for each election. Compare its size with the majority. A plain counter cannot distinguish the second vote of one server from the first of another, and a collection that outlives its election mixes the terms.',
  },
  '2A/first-heartbeat': {
    about: 'L.1',
    nudge:
      'The deciding vote has arrived. What does your server do next for servers that never answered: does it send to them right now, or does it wait until the heartbeat timer fires? Is that the same when it wins for the third time?',
  },
  '2A/heartbeats': {
    about: 'L.1',
    nudge:
      'A leader leads for seconds, while one server is silent and replies are lost or belong to an older term. What could stop its heartbeats to any server? And what could start a second series of them when it wins for the seventh time?',
    sketch:
      'One repeating timer serves a whole term. Stop it before you start it, start it when you win and stop it when you step down. Each time it fires it sends to all others, in a loop that waits for none of them. No reply starts, stops or delays the next heartbeat, and a success that leaves nothing to do triggers no message. A late reply of an older term touches neither role nor timer: compare the term of its request first. About ten rounds per second are enough.',
  },
  '2A/heartbeats-hold': {
    about: 'F.2',
    nudge:
      'AppendEntries of the current leader arrive in time, but your server starts an election, or refuses them. What does the receiver check before it resets the election timer: whom it voted for, what it was before, whether it knew that term already?',
    sketch:
      'Only one question decides: is the term of the request older than your own? If not, its sender leads, no matter whom you voted for or what you were before. Adopt the term if it is newer, be a follower, reset the election timer, and answer. Do so for each such request, even if it is just like the last one. The election timeout has to be several times the time between heartbeats. A former leader needs an election timer again, which heartbeats then reset like any other.',
  },
  '2A/candidate-yields': {
    about: 'C.3',
    nudge:
      'The candidate still waits for votes when an AppendEntries of its own term arrives, and afterwards the votes arrive as well. Which role does it have after the AppendEntries, and what do the votes do then?',
  },
  '2A/newer-term': {
    about: 'ALL.2',
    nudge:
      'Draw a table with three roles and four kinds of messages. In each of its twelve cells a newer term arrives. Which of them does your code not cover? Is the server a follower in exactly that term afterwards, and may it still vote in that term?',
  },
  '2A/stale-request': {
    about: 'RV.1',
    nudge:
      'A server that was paused for a while sends RequestVote and AppendEntries of an older term, to a follower, a candidate and a leader. What do they reply, and is anything different on your server afterwards?',
    reread:
      'Figure 2, step 1 of both receivers, and the sentence of section 5.1 on requests with a stale term number. In both boxes read under Results what the term in the reply is for.',
    sketch:
      'Both receivers begin with the same comparison. A request of an older term gets a refusal with your own term at once, and nothing else happens: a candidate or leader keeps its role, no timer is reset, no vote is granted or cleared. The term in the reply is yours and not that of the request, so that the sender learns that its term is over. Only the code after this comparison may change anything.',
  },
  '2A/steps-down': {
    about: 'ALL.2',
    nudge:
      'A leader has just learned of a newer term. Which timers run in it from now on, and which do not? And would it ever start an election again if no other server did?',
    sketch:
      'Put everything that stepping down needs into one function, and use it for all four kinds of messages: adopt the term, with no vote given in it, become a follower, end the heartbeats, and start the election timer, which a leader does not run. A candidate has one running already, and it may continue. Code that sends later, in a timer or after a wait, checks the role again before it sends. Then nothing that was planned as leader leaves after stepping down.',
  },
  '2A/refused-vote': {
    about: 'F.2',
    nudge:
      'Every 50 ms a request arrives that your server refuses. Which of these requests reset its election timer? Look at the place in each receiver that resets the timer: is it before the decision or after it?',
  },
  '2A/granted-vote': {
    about: 'F.2',
    nudge:
      'Your server has just granted a vote. What keeps it from starting an election itself a moment later, and so disturbing the election of the server that it voted for?',
    sketch:
      'Reset the election timer in the branch that grants a vote, there and nowhere else in that receiver. A request that only brings a newer term, or is refused, leaves the timer as it is. If you keep a deadline instead of a timer, move the deadline in that branch. And see that only one timer runs: an old one that was never stopped still fires.',
  },
  '2A/re-election': {
    about: 'V.1',
    nudge:
      'The old leader returns and finds a newer one. Later two of three are away, and in the end all are back. At each of these three moments: which message tells which server that its term is over, and which server must not win?',
  },
  '2A/many-elections': {
    about: 'V.1',
    nudge:
      'Seven servers, three of them away at random, ten times over. If a leader is missing, look at the timers of the four connected servers. If there are two leaders, look for a vote that counted twice. And does a server that is away delay anything in one that is connected?',
  },
};
