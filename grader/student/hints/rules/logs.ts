/** Hints on what a leader does, and on the receiver of AppendEntries. */
import type { RuleLadders } from '../ladder';

export const LOGS: RuleLadders = {
  'L.1': {
    nudge:
      'How long after the deciding vote does the last of the other servers hear of its new leader? And after that, how long does your leader at most send nothing to one of them, compared with the shortest election timeout?',
    reread:
      'Figure 2, "Rules for Servers", Leaders, the first rule: it says when the first heartbeats go out and why they are repeated. Section 5.2 says what they are for, and section 5.6 how the times relate.',
    sketch:
      'When you win, send AppendEntries to all others before anything that waits, and start a repeating timer. Each time it fires, send to all others again, whether or not they answered the last time. Messages are independent: never wait for one server before you send to the next. About ten rounds per second are enough. A leader needs no election timer, so stop it when you win. Stop the repeating timer when you step down, so that each win starts exactly one.',
  },
  'L.2': {
    nudge:
      'Between the call of start() and its return: what changes in a leader, what changes in any other server, and does anything wait? Could two calls in a row get the same index?',
    reread:
      'Figure 2, "Rules for Servers", Leaders, the second rule up to its comma, and the first paragraphs of section 5.3. The rest of that rule, responding after the entry is applied, is done by apply in this kit: grader/contract.ts says that start() returns at once.',
    sketch:
      'Check the role first. A server that does not lead says so and changes nothing. A leader appends one entry, with the command and its current term, and returns the index of that entry and that term. The entry is in the log before start() returns, so that the next call finds it there. Sending may happen at once or a moment later, but start() does not wait for it, and code that sends later checks again whether this server still leads. Empty and repeated commands are commands like any other.',
  },
  'L.3': {
    nudge:
      'When a success arrives, up to which index does it prove that the follower holds your log: to its end as it is now, or to the end of what that one request carried? And what do nextIndex and matchIndex say in the moment after an election?',
    reread:
      'Figure 2, box "State", volatile state on leaders, with the values after an election. Then "Rules for Servers", Leaders, the third rule with its first point, and in section 5.3 the paragraphs on the consistency check and on nextIndex.',
    sketch:
      'When you win, set both again for every server: nextIndex just past your last entry, matchIndex 0. A request carries the entries from nextIndex on, and the index and term of the entry just before, also when there is nothing to send. Keep the request until its reply arrives. A success proves that the logs are the same up to prevLogIndex plus as many entries as that request carried. Raise matchIndex to there and nextIndex to one past it, each only if it is lower, because replies overtake each other. If this server no longer leads, or leads another term than that of the request, ignore the reply. Then check whether more is committed.',
  },
  'L.4': {
    nudge:
      'What in your code tells these four apart: a refusal of the latest request, a refusal of an older one, a reply of another term, and no reply at all? Which of them may move nextIndex, and is something sent afterwards?',
    reread:
      'Figure 2, "Rules for Servers", Leaders, the third rule with its second point, and the paragraph of section 5.3 on how nextIndex goes down until the logs match. The same section says what a leader does when packets are lost: it tries again.',
    sketch:
      'A missing reply changes nothing, and the same entries go out again with the next heartbeat. A reply of a newer term is about the term and nothing else. Of the remaining refusals only one counts: the one whose request started at the current nextIndex. If nextIndex has moved since that request left, ignore the refusal. For the one that counts, lower nextIndex by one, or further with the hint of stage 2C, but never as far as matchIndex and never below 1. Then send again from the new place.',
  },
  'L.5': {
    nudge:
      'Take Figure 8 and play the commit rule of your leader on it with pencil and paper, from (a) to (c). Does it commit index 2 in (c)? And for an index that it does commit, exactly which servers has it counted?',
    reread:
      'Section 5.4.2 with Figure 8, all of it, and the last of the leader rules in Figure 2. That rule has three conditions, joined by "and". Find the place of each of them in your code.',
    sketch:
      'Look for the highest index above commitIndex for which two things hold. More than half of all servers have it: you hold all of your log, and another server holds the entries up to its matchIndex. And its entry is of your current term. If there is one, commitIndex goes there and commits everything before it, entries of older terms included. If there is none, nothing moves, however many copies an old entry has. Try each index by itself, from the end of the log downwards, and not only the last one. Do this whenever a matchIndex has risen, and apply afterwards. If you sort the values, sort them as numbers.',
  },
  'AE.1': {
    nudge:
      'A deposed leader sends one more AppendEntries. Which lines of your receiver run before it is refused, and what do they change? And whose AppendEntries must it accept?',
    reread:
      'Figure 2, box "AppendEntries RPC", receiver implementation, step 1, and the line on term under Results. Then section 5.1 on requests with a stale term number.',
    sketch:
      'Compare the term first. If it is older than yours, answer with a refusal that carries your own term and leave everything as it is: role, log, commitIndex, election timer. If it is not older, the sender leads that term, no matter whom you voted for: adopt the term if it is newer, be a follower, reset the election timer. The log check comes after that, and whatever it says changes none of this.',
  },
  'AE.2': {
    nudge:
      'A request has prevLogIndex 5 and prevLogTerm 3. What does your follower reply if its log ends at index 4, if it holds term 2 at index 5, and if the request carries no entries at all?',
    reread:
      'Figure 2, box "AppendEntries RPC", receiver implementation, step 2, and the paragraph of section 5.3 on the consistency check, with Figure 7 for the ways in which logs can differ. The paper makes no exception for heartbeats.',
    sketch:
      'Look up the term of your own entry at prevLogIndex and compare it with prevLogTerm. Your log may have no entry there: refuse. It may have one of another term: refuse. Only the same term is a match. Treat index 0 as an entry of term 0 that every log has, and it needs no special case. Make this check for every AppendEntries that is not of an older term, with entries or without, before the log or commitIndex is touched. The entries after prevLogIndex in your log do not matter for it.',
  },
  'AE.3': {
    nudge:
      'The same AppendEntries arrives a second time, and in between longer ones were acknowledged. Which entries are in the log afterwards? What exactly makes your code delete an entry?',
    reread:
      'Figure 2, box "AppendEntries RPC", receiver implementation, step 3, word by word: the "if" at its beginning is the point. Section 5.3 is about conflicting entries, and section 5.5 says why a request that arrives twice does no harm.',
    sketch:
      'Go through the new entries one by one, each together with your own entry at the same index. As long as both are there and their terms are the same, they are the same entry: continue with the next one. If yours has another term, that is a conflict: delete it and everything after it, and the search is over. If your log ends first, there is nothing to delete. If the new entries end first, there is nothing to delete either: the entries after them may have been acknowledged since. Compare only the terms, not the commands or the objects.',
  },
  'AE.4': {
    nudge:
      'A request brings entries 4 to 6, and your log holds 4 and 5 already. What is in the log afterwards, and at which moment do you reply with success?',
    reread:
      'Figure 2, box "AppendEntries RPC", receiver implementation, step 4, the words "not already in the log", and section 5.5, which says what a follower does with entries that it holds already.',
    sketch:
      'When conflicts are gone, your log holds a first part of the new entries: none, some or all of them. How many follows from the end of your log and from prevLogIndex. Skip that many new entries and append the others unchanged, with their terms. Try the two extremes, none of them missing and all of them missing. Reply with success only when they are in the log, and from stage 2C on saved. Nothing may wait between the check and the change, because another request could be handled in between.',
  },
  'AE.5': {
    nudge:
      'A heartbeat with a high leaderCommit reaches a follower whose log ends with entries that this leader never had. Up to which index does that heartbeat prove anything about the log?',
    reread:
      'Figure 2, box "AppendEntries RPC", receiver implementation, step 5: the "last new entry" is the last one of the request, not of your log. Then the paragraph of section 5.3 on the consistency check, for what a success proves.',
    sketch:
      'A request that passed the log check proves that your log matches up to prevLogIndex plus the number of entries it carries. Take the smaller of that index and leaderCommit. If it is above your commitIndex, raise commitIndex to it. If not, leave commitIndex as it is, because an older request may arrive late. A refused request does not change commitIndex. The entries after that index may be right or wrong, and only a later request will show it. Then apply.',
  },
};
