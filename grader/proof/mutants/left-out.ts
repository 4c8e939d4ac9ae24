/** Mistakes that are not in the bank, because they are harmless or no test can see them, with the reason. */
import type { LeftOut } from './mutant';

export const LEFT_OUT: readonly LeftOut[] = [
  {
    mistake:
      'AppendEntries replies are handled without a check of the role; only terms are compared.',
    reason:
      'A leader steps down only for a newer term, so the term alone shows that a reply is late.',
  },
  {
    mistake: 'A newer term resets the election timer, even if no vote is granted.',
    reason:
      'This delays an election, at most by one timeout per term. Many correct servers do it, and the grader must not mark them wrong.',
  },
  {
    mistake: 'A server that has just heard from a leader ignores RequestVote of newer terms.',
    reason: 'This is leader stickiness, a correct design (section 6 of the paper).',
  },
  {
    mistake: 'lastApplied is raised just before apply() is called instead of just after.',
    reason:
      'Both happen in the same handler. The bank has the harmful form, in which a timer delivers the entry.',
  },
  {
    mistake: 'Module-level variables are shared by all servers.',
    reason:
      'Each boot has its own realm, so servers cannot share anything. The bank has the form that is possible: a variable that should be on the disk.',
  },
  {
    mistake: 'Entries are shared by reference between the log and a message.',
    reason:
      'Messages are copied when they are sent. The bank has the form that is possible: a request object that changes before its reply arrives.',
  },
  {
    mistake:
      'The newer term of a reply is not saved at once, but every handler saves what is unsaved before it replies, even if it rejects.',
    reason:
      'Every message that could reveal the term leaves after such a save. The bank has the form in which a stale request is rejected without a save.',
  },
  {
    mistake:
      'One of the two guards against late rejections is missing: ignoring them, or keeping nextIndex above matchIndex.',
    reason: 'In this reference, either guard makes the other redundant. The bank removes both.',
  },
  {
    mistake: 'The hint of a rejection may move nextIndex forward.',
    reason:
      'The hint of a correct follower never points past the rejected prevLogIndex. A late rejection may undo one step back, and the next rejection repeats it.',
  },
  {
    mistake:
      'On a success, the leader counts replicas only for the last acknowledged index, not for those before it.',
    reason:
      'A server that is behind acknowledges its own last index with every heartbeat, and the leader counts for that index then. As long as a majority replies, the commit is one heartbeat late. Two of the variants do this.',
  },
  {
    mistake:
      'A reply that arrives after the candidacy has ended is dropped before its term is checked.',
    reason:
      'It is as if the reply had been lost, which can happen to any reply. Systems in production do this.',
  },
  {
    mistake:
      "The search for conflictTerm covers the leader's whole log, and nextIndex has no upper bound.",
    reason:
      "By the Log Matching Property, all of the leader's entries of that term are before the rejected index.",
  },
  {
    mistake:
      'commitIndex becomes the smaller of leaderCommit and the index of the last new entry, even if that lowers it.',
    reason:
      'This happens only when leaderCommit is higher than commitIndex, which is what Figure 2 literally says, and lastApplied stays as it is.',
  },
  {
    mistake: 'Each election raises the term by two.',
    reason: 'Terms only have to increase.',
  },
];
