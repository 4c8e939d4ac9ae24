/** Throwaway servers: asked what a server would answer if it came back on what it has synced. */
import { Cluster } from '../../../grader/world/cluster/cluster';
import type { Program } from '../../../grader/world/realm/program';
import { Realm } from '../../../grader/world/realm/realm';
import { programOf } from '../../support/programs';

jest.setTimeout(120_000);

/** How the server answers RequestVote, by the term that it is asked for. It votes if it has file a. */
const ANSWERS = {
  'at once': 1,
  'after 20 ms': 2,
  'after two timers': 3,
  'after 60 ms': 4,
  never: 5,
  'never, and sets an immediate after the other': 6,
  'by throwing': 7,
  'by throwing later': 8,
  'with another shape': 9,
} as const;

const RAFT = `
const later = (ms) => new Promise((done) => setTimeout(done, ms));
export class Raft {
  constructor(peers, me, persister) { this.disk = persister.disk; this.me = me; }
  getState() { return { term: 1, isLeader: false }; }
  start(step) {
    const [verb, file] = step.split(' ');
    if (verb === 'write') this.disk.write(file, new Uint8Array(1));
    if (verb === 'sync') this.disk.sync(file);
    return { index: 1, term: 1, isLeader: true };
  }
  appendEntries({ term }) { return { term, success: false }; }
  async requestVote({ term }) {
    const voteGranted = this.disk.read('a') !== undefined;
    if (term === 2) await later(20);
    if (term === 3) { await later(5); await later(5); }
    if (term === 4) await later(60);
    if (term === 5) await new Promise(() => undefined);
    if (term === 6) {
      const again = () => setImmediate(again);
      again();
      await new Promise(() => undefined);
    }
    if (term === 7) throw new Error('no');
    if (term === 8) { await later(5); throw new Error('no'); }
    if (term === 9) return { term, voteGranted: 'yes' };
    console.log('answers');
    return { term, voteGranted };
  }
}`;
const PERSISTER = 'export class Persister { constructor(disk) { this.disk = disk; } }';

let program: Program;
beforeAll(async () => {
  program = await programOf({ 'raft.ts': RAFT, 'persister.ts': PERSISTER });
});

function booted(): Cluster {
  const cluster = new Cluster({ program, servers: 3, seed: 1 });
  cluster.boot();
  return cluster;
}

function ask(cluster: Cluster, how: keyof typeof ANSWERS): unknown {
  const args = { term: ANSWERS[how], candidateId: 1, lastLogIndex: 0, lastLogTerm: 0 };
  return cluster.system.question(0, 'requestVote', args);
}

describe('a throwaway server answers', () => {
  test.each(['at once', 'after 20 ms', 'after two timers'] as const)('%s', (how) => {
    expect(ask(booted(), how)).toEqual({ term: ANSWERS[how], voteGranted: false });
  });
});

describe('no answer comes from a throwaway server that answers', () => {
  test.each([
    'after 60 ms',
    'never',
    'never, and sets an immediate after the other',
    'by throwing',
    'by throwing later',
    'with another shape',
  ] as const)('%s', (how) => {
    expect(ask(booted(), how)).toBeUndefined();
  });
});

describe('a throwaway server finds', () => {
  test('what is synced', () => {
    const cluster = booted();
    cluster.node(0).start('write a');
    cluster.node(0).start('sync a');
    cluster.run(10);
    expect(ask(cluster, 'at once')).toMatchObject({ voteGranted: true });
  });

  test('nothing that is only written', () => {
    const cluster = booted();
    cluster.node(0).start('write a');
    cluster.run(10);
    expect(ask(cluster, 'at once')).toMatchObject({ voteGranted: false });
  });

  test('nothing whose sync is still under way', () => {
    const cluster = booted();
    cluster.node(0).start('write a');
    cluster.node(0).start('sync a');
    cluster.run(0.5);
    expect(ask(cluster, 'at once')).toMatchObject({ voteGranted: false });
    cluster.run(2);
    expect(ask(cluster, 'at once')).toMatchObject({ voteGranted: true });
  });

  test('what another server has synced only if that one is asked', () => {
    const cluster = booted();
    cluster.node(1).start('write a');
    cluster.node(1).start('sync a');
    cluster.run(10);
    expect(ask(cluster, 'at once')).toMatchObject({ voteGranted: false });
  });
});

test('a question leaves no trace in the run', () => {
  const digestOf = (questions: number) => {
    const cluster = booted();
    for (let i = 0; i < 5; i++) {
      cluster.node(0).start('write a');
      for (let asked = 0; asked < questions; asked++) ask(cluster, 'after 20 ms');
      cluster.node(0).start('sync a');
      cluster.run(10);
    }
    expect(cluster.nowMs).toBe(50);
    return cluster.system.trace.digest();
  };
  expect(digestOf(3)).toBe(digestOf(0));
});

describe('a throwaway server is booted', () => {
  test('once for the same question about the same disk, in whatever run', async () => {
    // Nobody has asked this program yet.
    program = await programOf({ 'raft.ts': RAFT, 'persister.ts': PERSISTER });
    const [first, second] = [booted(), booted()];
    second.run(1_234);
    const boot = jest.spyOn(Realm, 'boot');
    const answers = [ask(first, 'at once'), ask(first, 'at once'), ask(second, 'at once')];
    expect(boot).toHaveBeenCalledTimes(1);
    ask(first, 'never');
    ask(second, 'never');
    expect(boot).toHaveBeenCalledTimes(2);
    boot.mockRestore();
    expect(answers).toEqual(answers.map(() => ({ term: 1, voteGranted: false })));
  });

  test('at a time of day that does not depend on the run', () => {
    const boot = jest.spyOn(Realm, 'boot');
    const cluster = booted();
    cluster.node(0).start('write a');
    cluster.node(0).start('sync a');
    cluster.run(10);
    boot.mockClear();
    ask(cluster, 'after two timers');
    cluster.run(500);
    ask(cluster, 'after 60 ms');
    const times = boot.mock.calls.map(([, { at }]) => at);
    boot.mockRestore();
    expect(times).toHaveLength(2);
    expect(new Set(times).size).toBe(1);
  });
});
