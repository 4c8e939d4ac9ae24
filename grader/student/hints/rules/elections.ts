/** Hints on the rules for all servers, followers and candidates, and on those for votes. */
import type { RuleLadders } from '../ladder';

export const ELECTIONS: RuleLadders = {
  'ALL.1': {
    nudge:
      'When commitIndex jumps from 2 to 7 in one step, how many calls of apply follow in your code, in which order, and which index does each carry? And what happens if the next jump comes before the first one is finished?',
    reread:
      'Figure 2, "Rules for Servers", All Servers, the first rule, and in section 5.3 the sentences on when a leader and when a follower applies an entry. Note which two numbers the rule compares, and that they may be far apart.',
    sketch:
      'Apply entries in exactly one place. It loops while lastApplied is below commitIndex, and each turn applies exactly one index, the one after lastApplied: it passes that index with the command of that entry, and raises lastApplied before anything else can run. Every place that raises commitIndex, on a leader or on a follower, calls it afterwards. Nothing in it waits, so two runs of it can never overlap. Both numbers begin at 0 at every boot.',
  },
  'ALL.2': {
    nudge:
      'A newer term can reach a server in four ways: in two kinds of requests and in two kinds of replies. For each of the four, can you point to the line that notices it? And what else, besides the number, has to change at that moment?',
    reread:
      'Figure 2, "Rules for Servers", All Servers, the second rule, and the second half of section 5.1, where terms are exchanged. Then Figure 4: every arrow that leads back to follower. The rule is about requests and replies alike, refusals included.',
    sketch:
      'Make one function that takes a term and does the whole change: it adopts the newer term, clears the vote, and makes the server a follower. If the server led, its heartbeats end and its election timer runs again. Call it first thing in both receivers and first thing after both kinds of replies, whenever the term in the message is above your own. A term equal to your own must not clear the vote. Only after that decide what the message itself asks for, and answer with the term as it is by then.',
  },
  'F.1': {
    nudge:
      "Is there any path through your two receivers that ends without a reply, or with a reply whose term is not the server's current term at that moment?",
    reread:
      'Figure 2, the boxes "RequestVote RPC" and "AppendEntries RPC", the lines under Results, and the first rule for followers. Section 5.1 says what the term in a reply is for.',
    sketch:
      'Walk through each receiver from the top and follow every branch to its end. Each one ends in a reply, also for a request of an older term and for one that is refused because of the log. Look up the term for the reply last, after a newer term was adopted. Do not keep it in a variable from the beginning. If your receiver is asynchronous, make sure that its wait always ends.',
  },
  'F.2': {
    nudge:
      'List every place in your code that resets the election timer. Which of two good reasons does each have: a message of the current leader, or a vote that was just granted? Does any place have neither reason, or is a place missing? And does every run of the timer get a fresh random length?',
    reread:
      'Figure 2, "Rules for Servers", Followers, the second rule: it names two events and no third. Then section 5.2, its beginning and the part on randomized election timeouts, and section 5.6 on how long they should be.',
    sketch:
      'The timer runs from boot on, in followers and candidates. Reset it on a vote request only in the branch that grants, on AppendEntries as soon as its term is found not to be older than yours, even if the log check refuses it afterwards, and when you start an election yourself. Nowhere else. A leader does not need it, and starts it again when it steps down. Each start must stop the old timer, or several will fire. It draws a new random time: well above the time between heartbeats, and from a range that is wide compared with the delay of a message.',
  },
  'C.1': {
    nudge:
      'The election timer fires. What has changed in the server before the first request leaves, and does the last of the requests leave at the same moment as the first?',
    reread:
      'Figure 2, "Rules for Servers", Candidates, the first rule with its four points, and the second paragraph of section 5.2, where the requests go out "in parallel". Check the four points off one by one against your code.',
    sketch:
      'Go to a new term first, one above your own. Record your vote for yourself in that term, just as you would record one for another server, and begin a new count with that vote in it. Reset the election timer. Only then build the request: your number, the new term, and the index and term of the last entry of your log, committed or not. Send it to all others at once. Handle each reply when it arrives, in a separate function, so that the loop that sends never waits.',
  },
  'C.2': {
    nudge:
      'Your server asked for votes, and some time later a reply arrives. How may the server have changed in between? Which replies add a vote, what keeps one server from counting twice, and how many votes of how many servers are enough?',
    reread:
      'The second rule for candidates in Figure 2, and in section 5.2 the paragraph on how a candidate wins: votes of a majority of the full cluster, for the same term. Compare each part of that sentence with what your code checks when a vote arrives.',
    sketch:
      'Remember in which term the request was sent. When the reply arrives, check for a newer term first. Then ignore the reply, unless this server is still a candidate and still in the term of that request. Of the remaining replies count only granted votes, by keeping the set of voters rather than a number, with yourself in it from the start and a new set for each election. If it holds more than half of all servers, those that are down included, become the leader. A missing reply is neither a vote nor a refusal. A refusal in your own term does not end the candidacy, and neither does a RequestVote of another candidate in that term.',
  },
  'C.3': {
    nudge:
      "Two servers are candidates in the same term, and one of them wins. What does the other do when the winner's first AppendEntries arrives, whose term is exactly its own?",
    reread:
      'Figure 2, "Rules for Servers", Candidates, the third rule, and the paragraph of section 5.2 on a candidate that receives AppendEntries while it waits for votes. Look for the words "at least as large".',
    sketch:
      'In the receiver of AppendEntries only an older term is refused because of its term. For any other term the sender is the leader, and the receiver becomes its follower, even if it is a candidate of the same term. In that case the term has not changed, so votedFor stays as it is. The election timer is reset. Votes that arrive later are ignored, because the server is no longer a candidate. Then the log check follows, as for every follower.',
  },
  'C.4': {
    nudge:
      'A candidate has asked all others, and every message was lost. What happens next in your code, and in which term?',
    reread:
      'Figure 2, "Rules for Servers", Candidates, the last rule, and the part of section 5.2 on split votes, where a candidate times out and starts a new election.',
    sketch:
      "The election timer must run while the server is a candidate, reset when the candidacy begins. When it fires again, the same thing happens as the first time: a new term, a vote for itself, a new count, requests to all others. This must not depend on any reply, or on whether the server was a follower before. So check that the timer's callback also acts in the role of a candidate, and that the timer gets a new random length.",
  },
  'RV.1': {
    nudge:
      'A vote request belongs to an election that is long over. What has your server already changed when it refuses, and what can the candidate learn from the reply?',
    reread:
      'Figure 2, box "RequestVote RPC", receiver implementation, step 1, and the line on term under Results. Section 5.1 says the same of every request with a stale term number.',
    sketch:
      'Make it the very first comparison of the receiver. If the term of the request is below your own, reply at once with a refusal that carries your own term, and change nothing before that: not the role, not the vote, not the timer. All code that changes something comes further down.',
  },
  'RV.2': {
    nudge:
      'Where is votedFor set, where is it read, and where is it cleared? Which candidate may still get the vote when votedFor is set already, and could a vote for server 0 look like no vote?',
    reread:
      'Figure 2, box "RequestVote RPC", receiver implementation, the first half of step 2, and votedFor in the box "State": it is about the current term. Section 5.2 adds: at most one candidate in a given term, first come, first served.',
    sketch:
      'The vote of a term is free, or it belongs to one candidate until the term is over. Grant it if it is free, or if the candidate that asks already has it, because the first reply may have been lost. Record it when you grant it, and only if every other condition for a vote holds as well. A server that starts an election votes for itself. Clear the vote in one place only, where a newer term is adopted, and always there. Compare with the empty value itself instead of testing whether votedFor is truthy: 0 is a server like any other. Do not wait between the decision and the record.',
  },
  'RV.3': {
    nudge:
      "Your log ends with an entry of term 3. The candidate's log is twice as long and ends with term 2. Who wins in your code, and which entry of each log does it look at?",
    reread:
      'Section 5.4.1, above all its last paragraph, which says in two sentences what "up-to-date" means, and step 2 of the RequestVote receiver in Figure 2. Figure 8 shows logs for which length alone would decide wrongly.',
    sketch:
      "Compare only the last entries of the two logs, committed or not. If their terms differ, the later term wins and the lengths do not matter. Only if the terms are the same does the length decide, and a log that is equal is good enough. The candidate's last entry is described in the request, yours is the end of your own log: neither commitIndex nor your current term matters. When you are a candidate, the same two numbers of your own last entry go into the request, 0 and 0 for an empty log. Refusing a candidate because of its log does not use up your vote.",
  },
};
