/** Mistakes that are not in the bank, with the reason: they are harmless, or no harm can be observed. */
import type { LeftOut } from './mutant';

export const LEFT_OUT: readonly LeftOut[] = [
  {
    mistake:
      'A reply to AppendEntries is taken in without a look at the role, only the term is compared.',
    reason:
      'A leader that steps down always does so for a newer term, so the term alone tells that the reply is late.',
  },
  {
    mistake: 'The election timer is reset when a newer term is seen, without a vote.',
    reason:
      'It delays an election by one timeout per term at most. Many correct servers do it, and the grader must not mark them wrong.',
  },
  {
    mistake: 'A server that has just heard of a leader lets RequestVote of newer terms pass by.',
    reason: 'That is leader stickiness, a correct design (section 6 of the paper).',
  },
  {
    mistake: 'lastApplied is raised just before apply() is called instead of just after.',
    reason:
      'Both happen in one handler. The bank has the form that does harm, with delivery in a timer.',
  },
  {
    mistake: 'Variables of a module are shared by all servers.',
    reason:
      'Each boot has its own realm, so that nothing can be shared. The bank has the form that is left: a variable that should have been on the disk.',
  },
  {
    mistake: 'Entries are shared by reference between the log and a message.',
    reason:
      'Messages are copied when they are sent. The bank has the form that is left: a request object that changes before its reply comes.',
  },
  {
    mistake:
      'The newer term of a reply is not saved at once, and every receiver saves whatever is unsaved, also before it refuses.',
    reason:
      'Each message that could tell of the term leaves after such a save. The bank has the form in which a stale request is refused without one.',
  },
  {
    mistake:
      'A refusal is bounded by matchIndex but may be an old one; or old ones are ignored but the bound is missing.',
    reason: 'Either guard makes the other idle in this reference. The bank takes both away.',
  },
  {
    mistake: 'The hint of a refusal may move nextIndex forward.',
    reason:
      'No hint of a correct follower points behind the refused prevLogIndex. A refusal that comes late may take back a step; the next one makes it again.',
  },
  {
    mistake:
      'When a success comes, the leader counts for the last index that it acknowledges, and not for those before.',
    reason:
      'Each server that is behind acknowledges its own end with every heartbeat, and that is counted then: as long as a majority answers, the commit is a heartbeat late. Two of the variants do so.',
  },
  {
    mistake:
      'A reply that comes when the candidacy is over is dropped before its term is looked at.',
    reason: 'It is as if the reply had been lost, which may happen to any. Used systems do so.',
  },
  {
    mistake:
      'The search for conflictTerm goes through the whole log of the leader, and nextIndex has no upper bound.',
    reason:
      'By Log Matching all of its entries of that term stand before the place that was refused.',
  },
  {
    mistake:
      'commitIndex becomes the lesser of leaderCommit and the last new entry, and may go down.',
    reason:
      'It does so only where leaderCommit is higher than commitIndex, that is the letter of Figure 2, and lastApplied stays.',
  },
  {
    mistake: 'Terms are raised by two at each election.',
    reason: 'Terms only have to grow.',
  },
];
