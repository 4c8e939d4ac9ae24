import { electionDue } from './election-due';
import type { Rule } from './rule';

export const standAgain: Rule = {
  id: 'C.4',
  title: 'A lost election is followed by another',
  paper: 'Figure 2, "Candidates"; section 5.2',
  explanation:
    'Votes can be split and messages lost. A candidate that waits for replies that never come leaves the cluster without a leader for ever.',
  lookAt: 'whether the election timer runs while the server is a candidate',
  from: '2A',
  watch: (world) => electionDue(world, 'candidates'),
};
