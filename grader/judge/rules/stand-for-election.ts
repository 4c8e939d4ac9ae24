import { electionDue } from './election-due';
import type { Rule } from './rule';

export const standForElection: Rule = {
  id: 'F.2',
  title: 'Stand for election when nobody leads',
  paper: 'Figure 2, "Followers"; section 5.2',
  explanation:
    'A follower whose election timer does not run, or is put off by what is no reason, waits for a leader that nobody will ever be.',
  lookAt:
    'how long an election timeout is (drawn at random, anew each time), and each place that starts the timer over or stops it: a leader has none that runs, and one that steps down starts it',
  from: '2A',
  watch: (world) => electionDue(world, 'followers'),
};
