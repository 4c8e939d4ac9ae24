/** Servers that do far too much are stopped at once, and the report names what multiplies. */
import { Cluster } from '../../../grader/world/cluster/cluster';
import { Broken } from '../../../grader/world/sim/broken';
import { programOf } from '../../support/programs';

/** What the server does at boot; `send()` sends a heartbeat to S1. */
async function clusterOf(atBoot: string): Promise<Cluster> {
  const raft = `
    export class Raft {
      constructor(peers, me) {
        const args = { term: 1, leaderId: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
        const send = () => { void peers[1].appendEntries(args); };
        if (me === 0) { ${atBoot} }
      }
      getState() { return { term: 1, isLeader: false }; }
      start() { return { index: 0, term: 1, isLeader: false }; }
      requestVote() { return { term: 1, voteGranted: false }; }
      appendEntries() { return { term: 1, success: true }; }
    }`;
  const persister = 'export class Persister {}';
  const program = await programOf({ 'raft.ts': raft, 'persister.ts': persister });
  const cluster = new Cluster({ program, servers: 3, seed: 1 });
  cluster.boot();
  return cluster;
}

/** How the run of 2.5 s ends. */
async function endOf(atBoot: string): Promise<string> {
  const cluster = await clusterOf(atBoot);
  try {
    cluster.run(2_500);
  } catch (thrown) {
    if (thrown instanceof Broken) return thrown.message;
    throw thrown;
  }
  return 'nothing broke';
}

test('RPCs that double end the run with B.1', async () => {
  const end = await endOf(
    'const again = () => { setInterval(() => { send(); again(); }, 20); }; again();',
  );
  expect(end).toMatch(/^B\.1: S0 sent 20001 RPCs within \d+ ms \(until 0\.\d{3} s\); the contract/);
});

test('timers that double end the run with K.3', async () => {
  const end = await endOf('const again = () => { setInterval(again, 20); }; again();');
  expect(end).toMatch(/^K\.3: S0 had 50001 timers run out within \d+ ms \(until 0\.\d{3} s\)/);
});

test('a server that is only busy goes on, however long', async () => {
  expect(await endOf('setInterval(() => { for (let i = 0; i < 9; i++) send(); }, 1);')).toBe(
    'nothing broke',
  );
});
