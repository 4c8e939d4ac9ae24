import { MS } from '../../../world/sim/time';
import type { TraceEvent } from '../../../world/sim/trace';
import { BEAT_MS, Directed } from '../directed';
import { atEvent, demand } from '../expect';
import { scenario } from '../scenario';
import { JUST_NOW_MS, nearItsNextElection, stands } from './moments';

const VOTES = 40;

export const grantedVote = scenario({
  id: '2A/granted-vote',
  title: 'Granting a vote resets the election timer',
  story:
    'For three seconds a server grants a vote every 75 ms, each in a new term. It starts no election in that time; nor does a candidate that grants a vote late in its candidacy.',
  rules: ['F.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    let grantedMs = -Infinity;
    let grant: readonly TraceEvent[] = [];
    for (let i = 0; i < VOTES; i++) {
      const from = test.puppet(i % 2);
      const term = test.term + 1;
      const askedMs = cluster.nowMs;
      if (test.ask(from, term).voteGranted) {
        grantedMs = askedMs;
        grant = test.latest((event) => event.kind === 'reply' && event.to === test.subject.id);
      }
      test.run(BEAT_MS - (cluster.nowMs - askedMs));
      const own = stands(test, term);
      const sent = own && test.departure(own);
      const laterMs = ((sent?.at ?? own?.at ?? 0) - (grant[0]?.at ?? 0)) / MS;
      demand(
        own === undefined || cluster.nowMs - grantedMs > JUST_NOW_MS,
        'F.2',
        `${test.subject.name} granted its vote to ${from.name} in term ${term} and asked for votes itself in term ${own?.args.term ?? 0} only ${laterMs.toFixed(0)} ms later (${atEvent(sent, cluster)}): granting a vote must reset the election timer.`,
        sent ? [...grant, sent] : grant,
      );
    }
    nearItsNextElection(test, (term) => {
      const from = test.puppet(0);
      const { voteGranted } = test.ask(from, term + 1);
      return voteGranted ? `granted its vote in term ${term + 1} to ${from.name}` : undefined;
    });
    return undefined;
  },
});
