/** Throwaway servers: asked what a server would answer if it came back on what it has synced. */
import { Cluster } from '../../../grader/world/cluster/cluster';
import type { Answers } from '../../../grader/world/cluster/throwaways';
import type { Program } from '../../../grader/world/realm/program';
import { Realm } from '../../../grader/world/realm/realm';
import { programOf } from '../../support/programs';

/** How the server answers RequestVote, by the term that it is asked for. It votes if it has file a. */
const ANSWERS = {
  'at once': 1,
  'after 20 ms': 2,
  'after two timers': 3,
  'after 900 ms': 4,
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
    if (term === 4) await later(900);
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

/** The answer without the term in which the throwaway began, and without `stood` if it started no election. */
function told(answer: object | undefined): object | undefined {
  if (!answer) return undefined;
  const isSaid = ([name, value]: readonly [string, unknown]) =>
    name !== 'began' && !(name === 'stood' && value === 0);
  return Object.fromEntries(Object.entries(answer).filter(isSaid));
}

test('a throwaway server tells in which term it began', () => {
  const args = { term: 2, candidateId: 1, lastLogIndex: 0, lastLogTerm: 0 };
  expect(booted().system.question(0, 'requestVote', args)).toHaveProperty('began', 1);
});

/** @param lastLogIndex makes it another question */
function ask(cluster: Cluster, how: keyof typeof ANSWERS, lastLogIndex = 0): unknown {
  const args = { term: ANSWERS[how], candidateId: 1, lastLogIndex, lastLogTerm: 0 };
  return told(cluster.system.question(0, 'requestVote', args));
}

describe('a throwaway server answers', () => {
  test.each(['at once', 'after 20 ms', 'after two timers', 'after 900 ms'] as const)(
    '%s',
    (how) => {
      expect(ask(booted(), how)).toEqual({ term: ANSWERS[how], voteGranted: false });
    },
  );
});

describe('a throwaway server that gives no answer says why:', () => {
  test.each([
    ['never', 'it does not answer within 1 s'],
    ['never, and sets an immediate after the other', 'it does not answer within 1 s'],
    ['by throwing', 'it throws Error: no'],
    ['by throwing later', 'it throws Error: no'],
    [
      'with another shape',
      'it sends a reply of the wrong shape: voteGranted must be true or false, but is "yes"',
    ],
  ] as const)('%s', (how, silent) => {
    expect(ask(booted(), how)).toMatchObject({ silent });
  });

  test('its modules throw', async () => {
    const dies = await programOf({
      'raft.ts': RAFT.replace('this.me = me;', "if (performance.now() > 0) throw new Error('no');"),
      'persister.ts': PERSISTER,
    });
    const cluster = new Cluster({ program: dies, servers: 3, seed: 1 });
    cluster.boot();
    cluster.run(10);
    expect(ask(cluster, 'at once')).toMatchObject({
      silent: 'it throws Error: no',
      thrown: expect.stringContaining('at new Raft') as string,
    });
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
      for (let asked = 0; asked < questions; asked++) ask(cluster, 'after 20 ms', asked);
      cluster.node(0).start('sync a');
      cluster.run(10);
    }
    expect(cluster.nowMs).toBe(50);
    return cluster.system.trace.digest();
  };
  expect(digestOf(3)).toBe(digestOf(0));
});

describe('a throwaway server that is asked for a while', () => {
  const grants = (when: string) => ({
    'raft.ts': RAFT.replace('this.me = me;', 'this.me = me; this.born = performance.now();')
      .replace("this.disk.read('a') !== undefined", when)
      .replace(
        'appendEntries({ term }) {',
        'appendEntries({ term }) { this.led = term; (this.came ??= []).push(performance.now());',
      ),
    'persister.ts': PERSISTER,
  });
  const asked = async (when: string, leader?: number) => {
    const cluster = new Cluster({ program: await programOf(grants(when)), servers: 3, seed: 1 });
    cluster.boot();
    const args = { term: 1, candidateId: 1, lastLogIndex: 0, lastLogTerm: 0 };
    return told(cluster.system.question(0, 'requestVote', args, leader));
  };
  const after = (ms: number) => `performance.now() - this.born > ${ms}`;

  test.each([30, 300, 4_000])('shows the vote that it gives after %i ms', async (ms) => {
    expect(await asked(after(ms))).toMatchObject({ voteGranted: false });
    expect(await asked(after(ms), 2)).toMatchObject({ voteGranted: true });
  });

  test('hears the leader of the term only after others could have been elected', async () => {
    expect(await asked('this.led === undefined && performance.now() - this.born > 30', 2)).toEqual({
      ...{ term: 1, voteGranted: true },
    });
    expect(await asked('this.led === 1', 2)).toEqual({ term: 1, voteGranted: true });
  });

  test('hears that leader as the network has it, and not at even intervals', async () => {
    const intervals = 'new Set(this.came?.map((at, i, all) => at - all[i - 1])).size';
    expect(await asked(`${intervals} > 10`, 2)).toEqual({ term: 1, voteGranted: true });
  });

  test('keeps to its no, and nothing else comes of it', async () => {
    expect(await asked('false', 2)).toEqual({ term: 1, voteGranted: false });
  });
});

describe('a throwaway server that accepts a heartbeat', () => {
  /** It applies `x1`, `x2`, ... as far as it hears, when it likes. */
  const applying = (when: string) => ({
    'raft.ts': RAFT.replace(
      'persister) {',
      'persister, apply) { this.apply = apply; this.heard = 0;',
    ).replace(
      'appendEntries({ term }) { return { term, success: false }; }',
      `
        appendEntries({ term, leaderCommit }) {
          this.heard++;
          const go = () => { for (let index = 1; index <= leaderCommit; index++) this.apply({ index, command: 'x' + index }); };
          ${when}
          return { term, success: term !== 5 };
        }`,
    ),
    'persister.ts': PERSISTER,
  });
  const asked = async (when: string, term = 4, leaderCommit = 2) => {
    const cluster = new Cluster({ program: await programOf(applying(when)), servers: 3, seed: 1 });
    cluster.boot();
    const heartbeat = { term, leaderId: 1, prevLogIndex: 2, prevLogTerm: 1, entries: [] };
    return told(cluster.system.question(0, 'appendEntries', { ...heartbeat, leaderCommit }));
  };
  const applied = new Map([1, 2].map((index) => [index, `x${index}`]));

  test.each([
    ['before it answers', 'go();'],
    ['right after the answer', 'Promise.resolve().then(go);'],
    ['a second later', 'setTimeout(go, 1_000);'],
    ['when it hears of it again', 'if (this.heard === 2) go();'],
  ])('shows what it applies %s', async (_name, when) => {
    expect(await asked(when)).toEqual({ term: 4, success: true, applied });
  });

  test('shows what it has applied in some seconds, if that is not all', async () => {
    const one = "this.apply({ index: 1, command: 'x1' });";
    const some = new Map([[1, 'x1']]);
    expect(await asked(`if (this.heard === 1) ${one}`)).toMatchObject({
      success: true,
      applied: some,
    });
  });

  test('is sent again and again until it is answered, by a leader that goes on', async () => {
    const heard = 'if (this.heard === 1) await new Promise((done) => setTimeout(done, 900));';
    const told =
      "if (this.heard > 8) { for (const index of [1, 2]) this.apply({ index, command: 'x' + index }); }";
    expect(
      await asked(`return (async () => { ${heard} ${told} return { term, success: true }; })();`),
    ).toEqual({
      ...{ term: 4, success: true, applied },
    });
  });

  test('is not waited for where it owes nothing', async () => {
    expect(await asked('setTimeout(go, 10);', 4, 0)).toEqual({
      ...{ term: 4, success: true, applied: new Map() },
    });
    expect(await asked('setTimeout(go, 10);', 5)).toMatchObject({ success: false });
  });

  test('gives no answer if it throws while it applies', async () => {
    expect(await asked("setTimeout(() => { throw new Error('no'); }, 50);")).toMatchObject({
      silent: 'it throws Error: no',
    });
  });
});

describe('a throwaway server cannot tell itself from a restart', () => {
  interface Known {
    readonly at: number;
    readonly random: number;
    readonly asked: number;
  }

  /** Clock, first random number, and how long after its boot it was asked: what it can know of itself. */
  const SELF = RAFT.replace(
    'this.me = me;',
    'this.me = me; this.bootedAt = performance.now(); this.random = Math.random();',
  ).replace(
    'return { term, voteGranted }',
    'throw new Error(JSON.stringify({ at: this.bootedAt, random: this.random, asked: performance.now() - this.bootedAt }))',
  );

  async function knows(): Promise<Known[]> {
    const cluster = new Cluster({
      program: await programOf({
        'raft.ts': SELF,
        'persister.ts': PERSISTER,
      }),
      servers: 3,
      seed: 1,
    });
    cluster.boot();
    return Array.from({ length: 40 }, (_, i) => {
      cluster.run(100);
      const { silent } = ask(cluster, 'at once', i) as { readonly silent: string };
      return JSON.parse(silent.replace('it throws Error: ', '')) as Known;
    });
  }

  test('by the time of day: it goes on where its clock stood, at once or a while later', async () => {
    const late = (await knows()).map(({ at }, i) => at - 100 * (i + 1));
    expect(late.every((ms) => ms >= 0 && ms <= 2_000)).toBe(true);
    expect(Math.max(...late) - Math.min(...late)).toBeGreaterThan(1_000);
  });

  test('by its random numbers: they are others each time', async () => {
    const numbers = (await knows()).map(({ random }) => random);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('by when it is asked: the question takes as long as any message', async () => {
    const delays = (await knows()).map(({ asked }) => asked);
    expect(delays.every((ms) => ms > 0 && ms <= 26)).toBe(true);
    expect(new Set(delays).size).toBeGreaterThan(delays.length / 2);
  });

  test('by its disk: a sync stalls it as it stalls any server', async () => {
    const syncs = RAFT.replace(
      'this.me = me;',
      `this.me = me;
       this.disk.write('s', new Uint8Array(1));
       this.disk.sync('s');
       const from = performance.now();
       this.stalled = new Promise((done) => setTimeout(() => done(performance.now() - from), 1));`,
    ).replace("this.disk.read('a') !== undefined", '(await this.stalled) > 1');
    const cluster = new Cluster({
      program: await programOf({ 'raft.ts': syncs, 'persister.ts': PERSISTER }),
      servers: 3,
      seed: 1,
    });
    cluster.boot();
    expect(ask(cluster, 'at once')).toEqual({ term: 1, voteGranted: true });
  });

  test('by silence around it: a vote that it asks for is refused, and its timers fire', async () => {
    const asks = RAFT.replace(
      'const voteGranted =',
      `const heard = await this.peers[1].requestVote({ term: 9, candidateId: this.me, lastLogIndex: 0, lastLogTerm: 0 });
       if (heard.term !== 9 || heard.voteGranted) throw new Error('not as others answer');
       const voteGranted =`,
    ).replace('this.me = me;', 'this.me = me; this.peers = peers;');
    const cluster = new Cluster({
      program: await programOf({ 'raft.ts': asks, 'persister.ts': PERSISTER }),
      servers: 3,
      seed: 1,
    });
    cluster.boot();
    expect(ask(cluster, 'after two timers')).toEqual({ term: 3, voteGranted: false });
  });

  test('by how often it was asked: the same question to the same disk is the same restart', () => {
    const boot = jest.spyOn(Realm, 'boot');
    const cluster = booted();
    const others = booted();
    boot.mockClear();
    // Whatever else was asked before, and however late it is.
    ask(others, 'after 20 ms');
    ask(others, 'at once');
    expect(ask(cluster, 'at once')).toEqual(ask(cluster, 'at once'));
    const chances = boot.mock.calls.map(([, { chance }]) => chance);
    boot.mockRestore();
    expect(chances).toHaveLength(3);
    expect(chances[2]).toEqual(chances[1]);
    expect(chances[0]).not.toEqual(chances[1]);
  });

  test('by what another run has asked: each boots its own', () => {
    const boot = jest.spyOn(Realm, 'boot');
    const [first, second] = [booted(), booted()];
    boot.mockClear();
    expect(ask(first, 'at once')).toEqual(ask(second, 'at once'));
    const [one, other] = boot.mock.calls.map(([, { at, chance }]) => ({ at, chance }));
    boot.mockRestore();
    expect(one).toBeDefined();
    // The same seed of a run gives the same throwaways.
    expect(one).toEqual(other);
  });
});

describe('a question is answered without a boot', () => {
  /** How many throwaways boot while the second cluster asks; the first has asked already. */
  function bootsOf(later: (cluster: Cluster) => void, isSameRun = true): number {
    const answers: Answers = new Map();
    const first = new Cluster({ program, servers: 3, seed: 1, answers });
    first.boot();
    ask(first, 'at once');
    const next = new Cluster({ program, servers: 3, seed: 1, ...(isSameRun && { answers }) });
    next.boot();
    const boot = jest.spyOn(Realm, 'boot');
    later(next);
    const boots = boot.mock.calls.length;
    boot.mockRestore();
    return boots;
  }

  test('if an earlier round of the run has put it to the same disk', () => {
    expect(bootsOf((cluster) => ask(cluster, 'at once'))).toBe(0);
  });

  test('but not in another run, nor if anything about it is another', () => {
    expect(bootsOf((cluster) => ask(cluster, 'at once'), false)).toBe(1);
    expect(bootsOf((cluster) => ask(cluster, 'at once', 1))).toBe(1);
    const args = { term: ANSWERS['at once'], candidateId: 1, lastLogIndex: 0, lastLogTerm: 0 };
    expect(bootsOf((cluster) => cluster.system.question(2, 'requestVote', args))).toBe(1);
    const changed = (cluster: Cluster) => {
      cluster.node(0).start('write a');
      cluster.node(0).start('sync a');
      cluster.run(10);
      expect(ask(cluster, 'at once')).toMatchObject({ voteGranted: true });
    };
    expect(bootsOf(changed)).toBe(1);
  });
});
