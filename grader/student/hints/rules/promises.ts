/** Hints on what is promised as a whole: safety, liveness, budgets, and the kit's own contract. */
import type { RuleLadders } from '../ladder';

export const PROMISES: RuleLadders = {
  'S.1': {
    nudge:
      'Two servers led in the same term, so the two majorities that elected them have a server in common. Which one is it, and what made its vote count twice? Or was one of the two never elected in that term?',
    reread:
      'Figure 3, Election Safety, and the paragraph of section 5.2 on how a candidate wins. Every word of it is needed: each server, at most one candidate, a given term, a majority of the full cluster.',
    sketch:
      'Follow that term through the timeline and write down who granted a vote to whom. If one server voted for two, look at where votes are recorded and cleared and, from stage 2C on, saved. If nobody did, look at the counting: votes of an older term, one server counted twice, a majority that is too small, a server that wins without being a candidate of that term any more. Or a leader of an older term took over the newer one and went on leading in it.',
  },
  'S.2': {
    nudge:
      'The log of a leader lost an entry, or has another one in its place. Which pieces of your code shorten or replace a log, and can any of them run while this server leads?',
    reread:
      'Figure 3, Leader Append-Only, and in section 5.3 the sentence that a leader never overwrites or deletes entries in its own log. Then steps 1 and 3 of the AppendEntries receiver in Figure 2, in this order.',
    sketch:
      'Only the receiver of AppendEntries may shorten a log, and only after it has found that the request is not of an older term and has made the server a follower. In one term nobody else leads, so whoever gets that far leads no more. See that the term is looked at before the first change, and once more after anything that waits. And see that winning an election leaves the log alone: entries that are not committed stay, for they may well be on a majority.',
  },
  'S.3': {
    nudge:
      'Two logs hold the same entry, by index and term, and yet differ. Go back to the request that brought that entry to one of them: what did it say stands before, and did the receiver look at its own log there?',
    reread:
      'Figure 3, Log Matching, and section 5.3 from the two properties that it consists of to the induction step. Steps 2 and 3 of the AppendEntries receiver in Figure 2 are what keeps it up.',
    sketch:
      "The sender's part: the index and the term that stand before the new entries belong to one entry, the one just before the first that is sent, in the log as it is in that moment. The receiver's part: it compares both, a conflict removes that entry and all behind it, and what is appended keeps the terms that it carries. Nothing waits between the check and the change. And nobody but a leader puts new entries into a log. Whoever keeps a request while its log changes needs a copy.",
  },
  'S.4': {
    nudge:
      'An entry was committed, and a later leader lacks it. Two majorities share a server: who held that entry and voted for the new leader all the same? Or was it never really committed?',
    reread:
      'Section 5.4.3 with Figure 9, which argues with just these two majorities, and before it sections 5.4.1 and 5.4.2, one for each way in which the argument can break.',
    sketch:
      'One of three things has gone wrong, and the timeline shows which. The voter compared the logs wrongly: by length, by its committed part, by its current term. Or the leader called the entry committed too early: it stood on too few servers, was counted with replies of another term, or was of an older term itself. Or the voter had acknowledged the entry and lost it, by cutting its log without a conflict or, from stage 2C on, in a crash. Look at the voter in the moment of its vote first, then at the leader in the moment of its commit.',
  },
  'S.5': {
    nudge:
      'Two servers applied different commands at one index. Which of the two applied something that was not committed yet, and what made it believe that it was?',
    reread:
      'Figure 3, State Machine Safety, and the end of section 5.4.3. What it rests on is section 5.4.2 for a leader, and step 5 of the AppendEntries receiver in Figure 2 for a follower.',
    sketch:
      'Follow that index back in time on both servers: from apply to commitIndex, and from there to the message or to the count that raised it. On a leader ask which servers it counted, whether their replies answered requests of this term, and whether the entry was of this term. On a follower ask whether the request vouched for its log as far as that, or whether leaderCommit was believed beyond. If both are in order, the entry changed on its way: compare what was saved with what was read back, and the log before and after a conflict.',
  },
  'V.1': {
    nudge:
      'Is a leader missing though a majority can talk, or does one stay that should have gone? Go through the servers at that moment: in which role is each of them, and which of its timers rings next?',
    reread:
      'Figure 4 with section 5.2: each state has an arrow that is taken when nothing is heard for a while. Section 5.6 is about the size of the times.',
    sketch:
      'Check the timers at every change of role: followers and candidates have a running election timer, from boot on, and a leader has a running heartbeat timer and no other. Then look for what keeps putting elections off: refused requests, or the mere news of a newer term. Then the votes: is the own one counted, is the majority right, is a log that is just as good as the own one good enough? Last the times: heartbeats about every 100 ms, election timeouts some times as long and drawn at random. And no server that is silent may hold up a loop over all of them.',
  },
  'V.2': {
    nudge:
      "Follow the command that did not arrive: into the leader's log, over the wire, into a follower's log, back as a success, into commitIndex, on to apply, and with the next message to the followers. At which of these stations does it stop?",
    reread:
      'The first paragraphs of section 5.3 with the leader rules of Figure 2 beside them. Note that a leader retries "indefinitely", and that commitIndex travels with later AppendEntries, heartbeats included.',
    sketch:
      'Each station has its usual fault. Nothing is sent: nextIndex rose on sending instead of on success, and what got lost is never repeated. Nothing is accepted: the entry before is named wrongly, or refusals do not move nextIndex. Nothing is counted: matchIndex does not rise, or the leader forgets itself. Nothing is applied: commitIndex moves and nobody applies, or followers are not told, because empty requests skip that part. Print the index at every station and see where it stays behind. And see that one silent server holds up nobody else.',
  },
  'V.3': {
    nudge:
      'A command was taken for committed that no majority holds. Which servers did your leader count for that index, and what exactly had each of them acknowledged, in answer to a request of which term?',
    reread:
      'The last of the leader rules in Figure 2, and matchIndex in the box "State": it is what is known to be replicated, and it starts at 0. Section 5.3 says when an entry is committed.',
    sketch:
      'matchIndex is made only of what a reply proves: it answers a request of this very term, and vouches for the entry before and for those that the request carried. It is not made of the log as it is now, of nextIndex, or of what was sent without an answer, and the same success twice proves no more than once. After an election it is 0 for everybody. Then count yourself once and each other server whose matchIndex reaches that far: more than half of all are needed. If you sort, sort as numbers. Each follower needs a record of its own, so see that no two share one object.',
  },
  'B.1': {
    nudge:
      'What in your code starts a round of messages, and how often can that happen in one instant? And how many heartbeat timers run after the third time that this server has won?',
    reread:
      'Section 5.3 with the third of the leader rules in Figure 2: one AppendEntries carries all entries from nextIndex on. Section 5.2 is about heartbeats, and section 5.6 about how far apart they may be.',
    sketch:
      'Commands that come together go out together: the first one arms a very short timer, the following ones find it armed, and when it rings one round goes out to all. A reply is answered by another message only if something is really missing over there. A request carries everything from nextIndex on, and not a single entry. There is exactly one heartbeat timer: stop the old one before you start one, and stop it on stepping down. Ten heartbeats a second to each server are plenty.',
  },
  'B.2': {
    nudge:
      'Print for one follower from which index to which each AppendEntries reaches. How often does the same entry go over the wire though the follower has acknowledged it?',
    reread:
      'Figure 2, "Rules for Servers", Leaders, the third rule: which entries are sent, and what becomes of nextIndex after a success. Section 5.3 says where it starts.',
    sketch:
      'Send the entries from nextIndex on and nothing before it. Each success raises nextIndex to one past what that request vouched for. Only a refusal that counts takes it back: neither a lost message nor a late reply is a reason. A new leader starts just past its own end, so its first messages are nearly empty. Whoever sends anew before the answer is there sends the same entries again: now and then that is fine, at every command it is not.',
  },
  'K.1': {
    nudge:
      'Look at the message in the report as it went over the wire. Which field is missing, null, a text in the place of a number, or off by one, and which expression of yours made it?',
    reread:
      'Read the message that is named in grader/contract.ts, field by field, and its box in Figure 2 beside it. Section 5.3 and the contract say how indexes are counted: the first entry has index 1.',
    sketch:
      'Messages travel as JSON, which leaves out what is undefined, makes null of NaN, and keeps nothing of a Map, a Set or bytes. So a field that is missing on arrival was mostly undefined at home: read past the end of an array, from an empty log, or for a server of which nothing is known. Give every field a number in the empty case as well, as the sentinel does for index 0. Receivers and start() answer with just what the contract names, and start() without a promise. The candidate or leader that a request names is the server that sends it. docs/raft-in-typescript.md shows these traps one by one.',
  },
  'K.2': {
    nudge:
      'The report names a file and a line. What did that line take for granted about the value in it: that an entry is there, that a reply has come, that this server still is what it was before the await?',
    reread:
      'The comments on Peer in grader/contract.ts: which answers can be undefined, and when. Section 5.1 says why: RPCs get lost and are repeated. Then look up in Figure 2 what holds for a log without entries.',
    sketch:
      'Most of these errors have one of three reasons. A call that was lost gives undefined, and so does a file that is not there yet, so look whether there is anything before you use it. An index lies outside the log: past its end, in an empty log, because nextIndex sank below 1, or because it is left from an earlier term. Or an async function throws and nobody waits for it, so that its error has nowhere to go: deal with it inside. Do not silence an error with a catch that does nothing, but find out how the value could come about.',
  },
  'K.3': {
    nudge:
      'Your handler did not come back. In which loop was it, and who was to change the value on which that loop depends? Could anything else run at all while it looped?',
    reread:
      'The comments on start() and on the receivers in grader/contract.ts, and "One thing at a time" in labs/2A/README.md. In the paper it is one sentence of section 5.1: RPCs are issued in parallel, so nothing waits for one of them.',
    sketch:
      'A server does one thing at a time. A loop that waits for a commit, a role or a reply never sees it come, because nothing else runs until the loop is over. Promises that keep each other going do the same harm: all of them run before the next message does. So do not wait for a state. Do your part, return, and let the event that changes the state do the rest. In a loop over the log each turn must come nearer to the end, also with an empty log and at index 0. If memory ran out, look for what is kept for each request and never let go.',
  },
  'K.4': {
    nudge:
      'What getState() tells and what your messages say has to be one and the same. Is the term kept in two places, or is it ever set to a smaller one, for instance to that of an older reply? And for whom does it say that it leads?',
    reread:
      'Figure 2, box "State": currentTerm "increases monotonically". Section 5.1 on terms, and Figure 4: a candidate is no leader. What start() has to return stands in grader/contract.ts.',
    sketch:
      'Keep one term and one role, and have getState() read just these. The term is set in two places only: one higher when an election starts, and to a newer one that came in, after a comparison. A lost election is no reason to take it back. What start() returns for a command that it took is the term of that entry and the index at which it now stands, so append first and answer then. A candidate does not lead, and whoever has heard of a newer term leads no more.',
  },
};
