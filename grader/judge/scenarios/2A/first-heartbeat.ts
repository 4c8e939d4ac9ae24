import type { AppendRequest } from '../../../world/cluster/puppet';
import { MS, seconds } from '../../../world/sim/time';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario, type Size } from '../scenario';
import { FAR, lose, silence, tried } from './moments';

/** Limit after the deciding vote. It is shorter than a usual heartbeat interval: a leader must not wait. */
const AT_ONCE_MS = 75;
const LEADERSHIPS = 3;
/** By then a sender knows that its messages were lost. */
const LOST_MS = 150;

const WON = 'it won an election';

export const firstHeartbeat = scenario({
  id: '2A/first-heartbeat',
  title: 'A new leader sends heartbeats at once',
  story:
    'A candidate wins a majority three times, in three terms. Each time every other server gets an AppendEntries right away, even one that never replied.',
  rules: ['L.1', 'C.2'],
  points: 3,
  servers: [3, 5] satisfies Size[],
  alone: true,
  seeds: 3,
  marks: [WON],
  play: rows([{ name: '3 servers' }, { name: '5 servers' }], (cluster) => {
    const test = new Directed(cluster);
    for (let leadership = 0; leadership < LEADERSHIPS; leadership++) {
      tried(() => winsAndSpeaks(test));
      lose(test);
      test.run(LOST_MS);
      silence(test);
      test.append(test.puppet(0), { term: test.term + FAR });
    }
  }),
});

function winsAndSpeaks(test: Directed): boolean {
  const { cluster, subject, puppets } = test;
  const { term, requests } = test.candidacy();
  for (const request of requests.slice(0, test.majority - 1))
    request.answer({ term, voteGranted: true });
  const castMs = cluster.nowMs;
  const heard = () => puppets.map((puppet) => firstOf(puppet.requests.filter(isAppend), term));
  cluster.until(() => heard().every((first) => first !== undefined), AT_ONCE_MS);
  if (test.term > term) return false;
  cluster.mark(WON);
  const firsts = heard();
  const deaf = puppets.filter((_, i) => firsts[i] === undefined).map(({ name }) => name);
  demand(
    deaf.length === 0,
    'L.1',
    `A majority voted for ${subject.name} in term ${term} at ${seconds(castMs * MS)}, but ${at(cluster)} ${deaf.join(', ')} ${deaf.length === 1 ? 'has' : 'have'} received no AppendEntries of that term yet: a new leader must send one to every other server at once.${test.leads ? '' : ` Its getState() does not say that it leads: has it counted each vote (C.2)?${puppets.slice(0, test.majority - 1).some(({ id }) => id === 0) ? ' One came from S0, whose number is a false value in a condition.' : ''}`}`,
  );
  const stranger = firsts.find((first) => first && first.args.leaderId !== subject.id);
  demand(
    stranger === undefined,
    'L.1',
    `${subject.name} leads term ${term} and sends AppendEntries with leaderId ${stranger?.args.leaderId ?? 0} (${at(cluster)}); it must be ${subject.id}, its own number.`,
  );
  return true;
}

function firstOf(requests: readonly AppendRequest[], term: number): AppendRequest | undefined {
  return requests.find(({ args }) => args.term === term);
}
