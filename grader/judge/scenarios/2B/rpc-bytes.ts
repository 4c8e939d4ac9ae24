import { at, demand } from '../expect';
import { scenario } from '../scenario';

const COMMANDS = 10;
const COMMAND_BYTES = 5_000;
const SLACK_BYTES = 50_000;
/** A server that answers late may receive a command again meanwhile. */
const COPIES_MAX = 3;

export const rpcBytes = scenario({
  id: '2B/rpc-bytes',
  title: 'Each command is sent to each follower once',
  story:
    'Ten commands of 5,000 bytes are sent, one after another. The test counts the bytes that were sent.',
  rules: ['L.3', 'B.2'],
  points: 4,
  servers: 3,
  seeds: 10,
  play(cluster) {
    cluster.agree('99', { on: 3 });
    const before = cluster.system.totals.bytes;
    for (let i = 0; i < COMMANDS; i++)
      cluster.agree(longCommand(cluster.rng.int(0, 1e9)), { on: 3 });
    const used = cluster.system.totals.bytes - before;
    const followers = cluster.nodes.length - 1;
    const budget = followers * COPIES_MAX * COMMANDS * COMMAND_BYTES + SLACK_BYTES;
    demand(
      used <= budget,
      'B.2',
      `${COMMANDS} commands of ${COMMAND_BYTES} bytes took ${used} bytes on the wire (by ${at(cluster).slice(3)}); ${budget} are allowed: each command must go to each follower only once.`,
    );
  },
});

function longCommand(seed: number): string {
  return `${seed}-`.repeat(COMMAND_BYTES).slice(0, COMMAND_BYTES);
}
