import { Directed, isAppend } from '../directed';
import { demand, at } from '../expect';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { demandApplied, demandNoCommitBeyond, type Held, hold, lastIndex, startAll } from './steps';

const SENT_MS = 2_000;
/** By then a leader that repeats unacknowledged entries has mostly done so. */
const AGAIN_MS = 350;

interface Row {
  readonly name: string;
  /** How many requests with the first entry the test waits for. Some leaders send it only once. */
  readonly copies: number;
}

export const matchIndex = scenario({
  id: '2B/match-index',
  title: 'A success covers the entries of its own request, and no later ones',
  story:
    'The acknowledgement of the first entry is delayed while the leader accepts two more commands. When it arrives, one entry is committed, not three.',
  rules: ['L.3', 'L.5'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'one acknowledgement', copies: 1 },
      { name: 'the same acknowledged twice', copies: 2 },
    ],
    (cluster, { copies }) => {
      const test = new Directed(cluster);
      const [near, far] = [new Follower(), new Follower()];
      test.elect([near, far]);
      far.reach = 0;
      const puppet = test.puppet(0);
      const held: Held[] = [];
      puppet.part = (request) => {
        if (!isAppend(request)) near.answer(request);
        else if (lastIndex(request) > 1) request.drop();
        else if (request.args.entries.length > 0) held.push(hold(near, request));
        else near.answer(request);
      };
      const log = startAll(test, ['a'], 1);
      cluster.until(() => held.length > 0, SENT_MS);
      demand(
        held.length > 0,
        'V.2',
        `${test.subject.name} accepted a command as the leader, but ${at(cluster)} it has not sent it to ${puppet.name}.`,
      );
      cluster.until(() => held.length >= copies, AGAIN_MS);
      // A leader that hears from no other server may step down; then there is nothing to check.
      if (!test.leads) return;
      log.push(...startAll(test, ['b', 'c'], 2));
      test.run(150);
      for (const reply of held.splice(0)) reply.release();
      demandNoCommitBeyond(
        test,
        1,
        'L.3',
        `${puppet.name} has acknowledged only a request that carried index 1, and ${test.puppet(1).name} has acknowledged nothing`,
      );
      puppet.part = near.part;
      demandApplied(test, log, 'Now one of the two followers accepts all entries');
    },
  ),
});
