/** Hints on the rules for all servers, followers and candidates, and on those for votes. */
import type { RuleLadders } from '../ladder';

export const ELECTIONS: RuleLadders = {
  'ALL.1': {
    nudge:
      'When commitIndex jumps from 2 to 7 in one step, how many calls of apply follow in your code, in which order, and which index does each carry? And what happens if the next jump comes before the first one is worked off?',
    reread:
      'Figure 2, "Rules for Servers", All Servers, the first rule, and in section 5.3 the sentences on when a leader and when a follower applies an entry. Note which two numbers the rule compares, and that they may be far apart.',
    sketch:
      'Have one place, and only one, that applies. It works as long as lastApplied is below commitIndex, and in each turn it takes care of exactly one index, the one after lastApplied: it hands over that index with the command of that entry, and lastApplied has moved before anything else can run. Whatever raises commitIndex, on a leader or on a follower, calls it afterwards. Nothing in it waits, so it cannot meet itself halfway. Both numbers begin at 0 with every boot.',
  },
  'ALL.2': {
    nudge:
      'A newer term can reach a server in four ways: in two kinds of requests and in two kinds of replies. For each of the four, can you point to the line that notices it? And what else, besides the number, has to change at that moment?',
    reread:
      'Figure 2, "Rules for Servers", All Servers, the second rule, and the second half of section 5.1, where terms are exchanged. Then Figure 4: every arrow that leads back to follower. The rule is about requests and replies alike, refusals included.',
    sketch:
      'Make one function that takes a term and does the whole change: it adopts the newer term, in which no vote is given yet, the server is a follower, and if it led, its heartbeats end and its election timer runs again. Call it first thing in both receivers and first thing after both kinds of replies, whenever the term that comes in is above your own. A term equal to your own must not clear the vote. Only after that decide what the message itself asks for, and answer with the term as it is by then.',
  },
  'F.1': {
    nudge:
      'Is there any path through your two receivers on which nobody gets an answer, or on which the term in the answer is not the one that this server is in by then?',
    reread:
      'Figure 2, the boxes "RequestVote RPC" and "AppendEntries RPC", the lines under Results, and the first rule for followers. Section 5.1 says what the term in a reply is for.',
    sketch:
      'Walk through each receiver from the top and follow every branch to its end. Each one ends in a reply, also for a request of an older term and for one that is refused because of the log. Look up the term for the reply last, after a newer term was adopted, and not into a variable at the beginning. If your receiver is asynchronous, make sure that what it waits for always comes.',
  },
  'F.2': {
    nudge:
      'List every place in your code that starts the election timer over. Which of two good reasons does each have: a message of the current leader, or a vote that was just given? Is one left without a reason, or is one missing? And does every run of the timer get a fresh random length?',
    reread:
      'Figure 2, "Rules for Servers", Followers, the second rule: it names two events and no third. Then section 5.2, its beginning and the part on randomized election timeouts, and section 5.6 on how long they should be.',
    sketch:
      'The timer runs from boot on, in followers and candidates. Start it over on a vote request only in the branch that grants, on AppendEntries as soon as its term is found not to be older than yours, even if the log check refuses it afterwards, and when you start an election yourself. Nowhere else. A leader has no use for it and needs it again when it steps down. Each start stops the old run, or several ring, and draws a new random time: well above the time between heartbeats, and from a range that is wide compared with the delay of a message.',
  },
  'C.1': {
    nudge:
      'The election timer rings. What has changed in the server before the first request leaves, and does the last of the requests leave at the same moment as the first?',
    reread:
      'Figure 2, "Rules for Servers", Candidates, the first rule with its four points, and the second paragraph of section 5.2, where the requests go out "in parallel". Check the four points off one by one against your code.',
    sketch:
      'Go to a new term first, one above your own. Record your vote for yourself in that term, just as you would record one for somebody else, and begin a new count with that vote in it. Start the election timer over. Only then put the request together: your number, the new term, and index and term of the last entry of your log, committed or not. It goes to all others in one go. Each answer is dealt with when it comes, in a piece of code of its own, so that the loop that sends never waits.',
  },
  'C.2': {
    nudge:
      'Your server asked for votes, and some time later an answer comes. What may have become of the server meanwhile? Which answers add a vote, what keeps one server from counting twice, and how many votes of how many servers are enough?',
    reread:
      'The second rule for candidates in Figure 2, and in section 5.2 the paragraph on how a candidate wins: votes of a majority of the full cluster, for the same term. Compare each part of that sentence with what your code looks at when a vote comes in.',
    sketch:
      'Keep in mind in which term the request was sent. When the answer comes, look for a newer term first. Then let the answer go, unless this server is still a candidate and still in the term of that request. Of what is left count only those that grant, by noting who it was rather than by adding one, with yourself noted from the start and a new list for each election. If those noted are more than half of all servers, those that are down included, become the leader. No answer at all is neither a vote nor a refusal. Neither a refusal in your own term nor a rival of that term ends the candidacy.',
  },
  'C.3': {
    nudge:
      "Two servers stand in the same term, and one of them wins. What does the other do when the winner's first AppendEntries comes, whose term is exactly its own?",
    reread:
      'Figure 2, "Rules for Servers", Candidates, the third rule, and the paragraph of section 5.2 on a candidate that receives AppendEntries while it waits for votes. Look for the words "at least as large".',
    sketch:
      'In the receiver of AppendEntries only an older term is refused because of its term. For any other the sender is the rightful leader, and whoever gets it is a follower from then on, a candidate of the same term included. The term has not changed in this case, so the vote that was given in it stays given. The election timer starts over. Votes that arrive later find no candidate any more and are let go. Then the log check follows, as for every follower.',
  },
  'C.4': {
    nudge:
      'A candidate has asked everybody, and every message got lost. What in your code will ever happen to it again, and in which term?',
    reread:
      'Figure 2, "Rules for Servers", Candidates, the last rule, and the part of section 5.2 on split votes, where a candidate times out and starts a new election.',
    sketch:
      'The election timer has to run while the server is a candidate, started over at the moment when the candidacy begins. When it rings again, the very same thing happens as the first time: a new term, a vote for oneself, a new count, requests to all others. This must depend neither on any reply nor on having been a follower before. So see that the code behind the timer does something in the role of a candidate as well, and that the new run has a new random length.',
  },
  'RV.1': {
    nudge:
      'A vote request comes from an election that is long over. What has your server already changed by the time it says no, and what can the candidate learn from the answer?',
    reread:
      'Figure 2, box "RequestVote RPC", receiver implementation, step 1, and the line on term under Results. Section 5.1 says the same of every request with a stale term number.',
    sketch:
      'Make it the very first comparison of the receiver. If the term of the request is below your own, answer at once with a refusal that carries your own term, and have touched nothing by then: not the role, not the vote, not the timer. Whatever changes something comes further down.',
  },
  'RV.2': {
    nudge:
      'Where is votedFor set, where is it read, and where is it cleared? Who may still get a yes when it names somebody already, and could a vote for server 0 look like no vote at all?',
    reread:
      'Figure 2, box "RequestVote RPC", receiver implementation, the first half of step 2, and votedFor in the box "State": it is about the current term. Section 5.2 adds: at most one candidate in a given term, first come, first served.',
    sketch:
      'The vote of a term is free, or it belongs to one candidate until the term is over. Say yes if it is free, or if it belongs already to the very candidate that asks, since the first answer may have been lost. Record it in the moment of granting, and only if every other condition for a vote holds as well. Whoever starts an election gives its vote to itself. Clear it in one place only, where a newer term is adopted, and there always. Compare with the empty value itself instead of asking for truth: 0 is a server like any other. Decide and record without a wait in between.',
  },
  'RV.3': {
    nudge:
      "Your log ends with an entry of term 3. The candidate's log is twice as long and ends with term 2. Who wins in your code, and which entry of each log does it look at?",
    reread:
      'Section 5.4.1, above all its last paragraph, which says in two sentences what "up-to-date" means, and step 2 of the RequestVote receiver in Figure 2. Figure 8 shows logs for which length alone would decide wrongly.',
    sketch:
      "Compare only the last entries of the two logs, committed or not. If their terms differ, the later term wins and the lengths do not matter. Only if the terms are the same does the length decide, and a log that is equal is good enough. The candidate's side stands in the request, your side is the end of your own log: neither commitIndex nor your current term has a part in it. When you stand yourself, the same two numbers of your own last entry go into the request, 0 and 0 for an empty log. Whoever is refused for its log does not use up your vote.",
  },
};
