/** Faults that students often make, each with the rule that catches it: ideas for `npm run break`. */
import type { Stage } from '../../contract';

interface Idea {
  readonly stage: Stage;
  /** Id of a rule in docs/figure-2.md. */
  readonly rule: string;
  /** What to change in the code, in the imperative. */
  readonly fault: string;
}

export const IDEAS: readonly Idea[] = [
  { stage: '2A', rule: 'RV.2', fault: 'Grant a vote without checking votedFor.' },
  { stage: '2A', rule: 'C.2', fault: 'Count a granted vote without comparing terms.' },
  { stage: '2A', rule: 'C.2', fault: 'Lead with one vote fewer than a majority.' },
  { stage: '2A', rule: 'ALL.2', fault: 'Ignore a newer term that arrives in a reply.' },
  { stage: '2A', rule: 'AE.1', fault: 'Accept an AppendEntries from an older term.' },
  { stage: '2A', rule: 'C.1', fault: 'Start an election without moving to a new term.' },
  {
    stage: '2B',
    rule: 'RV.3',
    fault: 'Compare only the lengths of the two logs, not their terms.',
  },
  { stage: '2B', rule: 'AE.2', fault: 'Accept entries without checking prevLogTerm.' },
  {
    stage: '2B',
    rule: 'AE.3',
    fault: 'Delete everything after prevLogIndex at every AppendEntries.',
  },
  {
    stage: '2B',
    rule: 'AE.5',
    fault: 'Set commitIndex to leaderCommit, whatever the request has shown to match.',
  },
  { stage: '2B', rule: 'L.5', fault: 'Commit an entry of an older term by counting its copies.' },
  { stage: '2B', rule: 'ALL.1', fault: 'Apply one entry too few, or one twice.' },
  { stage: '2C', rule: 'P.2', fault: 'Grant a vote first, and save it afterwards.' },
  { stage: '2C', rule: 'P.1', fault: 'Leave votedFor out of what is saved.' },
  { stage: '2C', rule: 'P.3', fault: 'Overwrite the old state in place, without a second file.' },
  { stage: '2C', rule: 'FB.1', fault: 'Reply with a conflictIndex that is one too low.' },
  {
    stage: '2C',
    rule: 'FB.5',
    fault: 'Let a late refusal move nextIndex back to matchIndex or below.',
  },
];
