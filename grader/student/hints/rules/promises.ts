/** Hints on global properties: safety, liveness, budgets, and the kit's own contract. */
import type { RuleLadders } from '../ladder';

export const PROMISES: RuleLadders = {
  'S.1': {
    nudge:
      'Two servers led in the same term, so the two majorities that elected them have a server in common. Which one is it, and what made its vote count twice? Or was one of the two never elected in that term?',
    reread:
      'Figure 3, Election Safety, and the paragraph of section 5.2 on how a candidate wins. Every word of it is needed: each server, at most one candidate, a given term, a majority of the full cluster.',
    sketch:
      'Follow that term through the timeline and write down who granted a vote to whom. If one server voted for two, look at where votes are recorded and cleared and, from stage 2C on, saved. If no server did, look at the counting: votes of an older term, one server counted twice, a majority that is too small, a server that wins when it is no longer a candidate of that term. Or a leader of an older term adopted the newer one and kept leading in it.',
  },
  'S.2': {
    nudge:
      'The log of a leader lost an entry, or has another one in its place. Which pieces of your code shorten or replace a log, and can any of them run while this server leads?',
    reread:
      'Figure 3, Leader Append-Only, and in section 5.3 the sentence that a leader never overwrites or deletes entries in its own log. Then steps 1 and 3 of the AppendEntries receiver in Figure 2, in this order.',
    sketch:
      'Only the receiver of AppendEntries may shorten a log, and only after it has found that the request is not of an older term and has made the server a follower. A term has only one leader, so a server that gets that far no longer leads. Check the term before the first change, and again after anything that waits. And check that winning an election leaves the log unchanged: entries that are not committed stay, because they may be on a majority.',
  },
  'S.3': {
    nudge:
      'Two logs hold the same entry, by index and term, and yet differ. Go back to the request that brought that entry to one of them: which previous entry did it name, and did the receiver check its own log there?',
    reread:
      'Figure 3, Log Matching, and section 5.3 from the two properties that it consists of to the induction step. Steps 2 and 3 of the AppendEntries receiver in Figure 2 keep this property true.',
    sketch:
      "The sender's part: prevLogIndex and prevLogTerm belong to one entry, the one just before the first one sent, in the log as it is at that moment. The receiver's part: it compares both, a conflict removes that entry and all after it, and appended entries keep their terms. Nothing waits between the check and the change. And only a leader creates new entries. If you keep a request while your log changes, keep a copy.",
  },
  'S.4': {
    nudge:
      'An entry was committed, and a later leader lacks it. Two majorities share a server: which server held that entry and still voted for the new leader? Or was it never really committed?',
    reread:
      'Section 5.4.3 with Figure 9, which argues with just these two majorities, and before it sections 5.4.1 and 5.4.2, one for each way in which the argument can break.',
    sketch:
      'One of three things has gone wrong, and the timeline shows which. The voter compared the logs wrongly: by length, by its committed part, by its current term. Or the leader committed the entry too early: too few servers held it, it was counted with replies of another term, or it was of an older term itself. Or the voter had acknowledged the entry and lost it, by cutting its log without a conflict or, from stage 2C on, in a crash. Look first at the voter when it votes, then at the leader when it commits.',
  },
  'S.5': {
    nudge:
      'Two servers applied different commands at one index. Which of the two applied something that was not committed yet, and what made it believe that it was?',
    reread:
      'Figure 3, State Machine Safety, and the end of section 5.4.3. It relies on section 5.4.2 for a leader, and step 5 of the AppendEntries receiver in Figure 2 for a follower.',
    sketch:
      'Follow that index back in time on both servers: from apply to commitIndex, and from there to the message or to the count that raised it. On a leader ask which servers it counted, whether their replies answered requests of this term, and whether the entry was of this term. On a follower ask whether the request proved that its log matches up to that index, or whether it followed leaderCommit further. If both are correct, the entry was changed in between: compare what was saved with what was read back, and the log before and after a conflict.',
  },
  'V.1': {
    nudge:
      'Is there no leader although a majority is connected, or does a server stay leader that should have stepped down? Go through the servers at that moment: in which role is each of them, and which of its timers fires next?',
    reread:
      'Figure 4 with section 5.2: which arrows are taken when a server hears nothing for a while? Section 5.6 is about the length of the timeouts.',
    sketch:
      'Check the timers at every change of role: followers and candidates have a running election timer, from boot on, and a leader has a running heartbeat timer and no other. Then look for code that keeps resetting the election timer: refused requests, or a newer term without a vote. Then the votes: is the vote free again in every new term, does a candidate count its own vote, is the majority right, does a log that equals your own count as good enough? Last the times: heartbeats about every 100 ms, election timeouts several times as long and random. And a silent server must not delay a loop over all of them.',
  },
  'V.2': {
    nudge:
      "Follow the command that did not arrive: into the leader's log, over the wire, into a follower's log, back as a success, into commitIndex, on to apply, and with the next message to the followers. At which of these steps does it stop?",
    reread:
      'The first paragraphs of section 5.3 with the leader rules of Figure 2 beside them. Note that a leader retries "indefinitely", and that commitIndex travels with later AppendEntries, heartbeats included.',
    sketch:
      'Each step has its usual fault. Nothing is sent: nextIndex rose on sending instead of on success, so lost entries are never sent again. Nothing is accepted: prevLogIndex or prevLogTerm is wrong, or refusals do not move nextIndex. Nothing is counted: matchIndex does not rise, or the leader forgets itself. Nothing is applied: commitIndex moves but nothing applies the entries, or followers never get leaderCommit, because empty requests skip that part. Print the index at every step and see where it falls behind. And check that one silent server does not delay the others.',
  },
  'V.3': {
    nudge:
      'A server treated a command as committed that no majority holds. Which servers did your leader count for that index, and what exactly had each of them acknowledged, in answer to a request of which term?',
    reread:
      'The last of the leader rules in Figure 2, and matchIndex in the box "State": it is what is known to be replicated, and it starts at 0. Section 5.3 says when an entry is committed.',
    sketch:
      'Set matchIndex only from what a reply proves: the reply belongs to a request of this term, and proves a match up to prevLogIndex plus the entries that the request carried. Do not set it from the log as it is now, from nextIndex, or from a request without a reply. The same success twice proves no more than once. After an election it is 0 for every server. Then count yourself once and each other server whose matchIndex reaches that far: more than half of all are needed. If you sort, sort as numbers. Each follower needs a record of its own, so see that no two share one object.',
  },
  'B.1': {
    nudge:
      'What in your code starts a round of messages, and how often can that happen at the same moment? And how many heartbeat timers run after this server has won for the third time?',
    reread:
      'Section 5.3 with the third of the leader rules in Figure 2: one AppendEntries carries all entries from nextIndex on. Section 5.2 is about heartbeats, and section 5.6 about how far apart they may be.',
    sketch:
      'Commands that come together go out together: the first one starts a very short timer, the following ones find it running, and when it fires one round goes out to all. A reply leads to another message only if that follower still lacks something. A request carries everything from nextIndex on, not just one entry. There is exactly one heartbeat timer: stop the old one before you start one, and stop it on stepping down. Ten heartbeats per second to each server are enough.',
  },
  'B.2': {
    nudge:
      'Print for one follower from which index to which each AppendEntries reaches. How often is an entry sent although the follower has already acknowledged it?',
    reread:
      'Figure 2, "Rules for Servers", Leaders, the third rule: which entries are sent, and what becomes of nextIndex after a success. Section 5.3 says where it starts.',
    sketch:
      'Send the entries from nextIndex on and nothing before it. Each success raises nextIndex to one past the last entry of that request. Only a refusal that counts lowers it: a lost message or a late reply does not. A new leader starts just past the end of its own log, so its first messages carry no entries. A leader that sends again before the reply arrives sends the same entries again: occasionally that is fine, at every command it is not.',
  },
  'K.1': {
    nudge:
      'Look at the message in the report as it went over the wire. Which field is missing, null, a string instead of a number, or off by one, and which expression of yours made it?',
    reread:
      'Read the definition of that message in grader/contract.ts, field by field, with its box in Figure 2 beside it. Section 5.3 and the contract say how indexes are counted: the first entry has index 1.',
    sketch:
      'Messages travel as JSON, which leaves out what is undefined, makes null of NaN, and keeps nothing of a Map, a Set or bytes. So a field that is missing on arrival was usually undefined at the sender: it was read past the end of an array, from an empty log, or for a server that is not in the array yet. Give every field a number in the empty case as well, as the sentinel does for index 0. Receivers and start() return exactly what the contract names, and start() must not return a promise. The candidate or leader that a request names is the server that sends it. docs/raft-in-typescript.md shows these traps one by one.',
  },
  'K.2': {
    nudge:
      'The report names a file and a line. What did that line assume about the value in it: that an entry is there, that a reply has arrived, that this server still has the role that it had before the await?',
    reread:
      'The comments on Peer in grader/contract.ts: which answers can be undefined, and when. Section 5.1 says why: RPCs get lost and are repeated. Then look up in Figure 2 what holds for a log without entries.',
    sketch:
      'Most of these errors have one of three reasons. A call that was lost gives undefined, and so does a file that is not there yet, so check the value before you use it. An index lies outside the log: past its end, in an empty log, because nextIndex fell below 1, or because it is left from an earlier term. Or an async function throws and nothing awaits it, so that its error is not caught: handle it inside. Do not silence an error with a catch that does nothing, but find out where the value came from.',
  },
  'K.3': {
    nudge:
      'Your handler did not return. In which loop was it, and which code should have changed the value on which that loop depends? Could anything else run at all while it looped?',
    reread:
      'The comments on start() and on the receivers in grader/contract.ts, and "One event at a time" in labs/2A/README.md. In the paper it is one sentence of section 5.1: RPCs are issued in parallel, so a server never waits for one of them.',
    sketch:
      'A server handles one event at a time. A loop that waits for a commit, a role or a reply never sees it, because nothing else runs until the loop ends. A chain of promises that never ends is just as bad: all of them run before the next message is handled. So do not wait for a state. Do your part, return, and let the event that changes the state do the rest. In a loop over the log, each iteration must come closer to the end, even with an empty log and at index 0. If memory ran out, look for data that is kept for each request and never released.',
  },
  'K.4': {
    nudge:
      'getState() and your messages must carry the same term. Is the term kept in two places, or is it ever set to a smaller one, for instance to that of an older reply? And when exactly does getState() say that it leads?',
    reread:
      'Figure 2, box "State": currentTerm "increases monotonically". Section 5.1 on terms, and Figure 4: a candidate is not a leader. grader/contract.ts says what start() must return.',
    sketch:
      'Keep one term and one role, and have getState() read just these. The term is set in two places only: raised by one when an election starts, and set to the term of a message if that is newer. A lost election does not lower it. For a command that it accepts, start() returns the term and the index of the new entry, so append first, then return. A candidate does not lead, and a server that has learned of a newer term no longer leads.',
  },
};
