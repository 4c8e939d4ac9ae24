import { at, demand } from '../expect';
import { scenario } from '../scenario';

export const initialElection = scenario({
  id: '2A/initial-election',
  title: 'A leader is elected and stays',
  story: 'Three servers start; one becomes leader and, as long as nothing fails, stays it.',
  rules: ['F.2', 'C.1', 'C.2', 'L.1', 'S.1', 'V.1'],
  points: 16,
  servers: 3,
  seeds: 10,
  play(cluster) {
    const leader = cluster.leader();
    cluster.run(50);
    const term = cluster.agreedTerm();
    cluster.run(2_000);
    const later = cluster.agreedTerm();
    demand(
      later === term,
      'L.1',
      `The servers moved from term ${term} to term ${later} by themselves in 2 s in which nothing failed (${at(cluster)}): a heartbeat must reach every follower before its election timer runs out.`,
    );
    demand(
      leader.look().isLeader,
      'L.1',
      `${leader.name} led term ${term} and does not say so any more ${at(cluster)}, though nothing failed.`,
    );
  },
});
