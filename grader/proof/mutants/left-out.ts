/** Mistakes that are not in the bank, each with the reason: they do no harm, or none that anyone could see. */
import type { LeftOut } from './mutant';

export const LEFT_OUT: readonly LeftOut[] = [
  {
    mistake:
      'A reply to AppendEntries is taken in without a look at the role, only the term is compared (part of C6).',
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
    mistake:
      'lastApplied is raised just before apply() is called instead of just after (C9 as it is).',
    reason:
      'Both happen in one handler. The bank has the form that does harm, with delivery in a timer.',
  },
  {
    mistake: 'Variables of a module are shared by all servers (T9 as it is).',
    reason:
      'Each boot has its own realm, so that nothing can be shared. The bank has the form that is left: a variable that should have been on the disk.',
  },
  {
    mistake: 'Entries are shared by reference between the log and a message (T3 as it is).',
    reason:
      'Messages are copied when they are sent. The bank has the form that is left: a request object that changes before its reply comes.',
  },
  {
    mistake:
      'The newer term of a reply is not saved at once, and every receiver saves whatever is unsaved (P8 as it is).',
    reason:
      'Each message that could tell of the term leaves after such a save. The bank has the form in which receivers save only what they changed.',
  },
  {
    mistake:
      'A refusal is bounded by matchIndex but may be an old one; or old ones are ignored but the bound is missing (halves of F7).',
    reason: 'Either guard makes the other idle in this reference. The bank takes both away.',
  },
  {
    mistake: 'Terms are raised by two at each election.',
    reason: 'Terms only have to grow.',
  },
  {
    mistake:
      'readRaftState() hands out an array that the Persister keeps, and a caller could write into it.',
    reason: 'Whoever only reads it does no harm, and the contract says nothing of writing into it.',
  },
  {
    mistake: 'nextIndex of a new leader starts at 1.',
    reason: 'It sends too much after each election, and the next success puts it right.',
  },
];
