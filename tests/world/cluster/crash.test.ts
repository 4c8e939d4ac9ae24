/** Power can fail between any two effects of a handler, and while a sync is under way. */
import type { Program } from '../../../grader/world/realm/program';
import { ScriptedCluster, scriptedProgram } from '../../support/scripted/cluster';

jest.setTimeout(120_000);

/** All outgoing effects of one handler, and what a boot finds after each number of them. */
const STEPS = [
  'write a one',
  'sync a',
  'send 1 10',
  'write b two',
  'sync b',
  'rename b a',
  'send 2 20',
  'remove a',
] as const;
const EFFECTS = STEPS.map((step) => step.replace(/^(write \w) .*/, '$1'));
/** What a boot may find after so many effects: what was not synced may be lost, torn or kept. */
const SURVIVES = [
  /^$/,
  /^(a=(o|on|one)?)?$/,
  /^a=one$/,
  /^a=one$/,
  /^a=one( b=(t|tw|two)?)?$/,
  /^a=one b=two$/,
  /^a=two$/,
  /^a=two$/,
  /^$/,
] as const;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

let program: Program;
beforeAll(async () => {
  program = await scriptedProgram();
});

describe('a crash before an effect of a handler', () => {
  const numbers = Array.from({ length: STEPS.length + 1 }, (_, k) => k);

  test.each(numbers)('lets %i effects happen and no other', (k) => {
    const scripted = new ScriptedCluster(program);
    scripted.cluster.node(0).crashBeforeEffect(k);
    scripted.tell(0, ...STEPS);
    scripted.run(100);
    expect(scripted.outgoing(0)).toEqual(EFFECTS.slice(0, k));
    expect(scripted.cluster.node(0).isUp).toBe(k === STEPS.length);
  });

  test.each(numbers)('leaves the disk as %i effects have made it', (k) => {
    for (const seed of SEEDS) {
      const scripted = new ScriptedCluster(program, seed);
      scripted.cluster.node(0).crashBeforeEffect(k);
      scripted.tell(0, ...STEPS);
      scripted.run(100);
      scripted.cluster.node(0).restart();
      expect(scripted.diskAtBoot(0)).toMatch(SURVIVES[k] ?? 'a row is missing');
    }
  });

  test('lets messages that left before it arrive', () => {
    const scripted = new ScriptedCluster(program);
    scripted.cluster.node(0).crashBeforeEffect(3);
    scripted.tell(0, ...STEPS);
    scripted.run(100);
    expect(scripted.said(1).map(({ text }) => text)).toContain('got 10');
    expect(scripted.said(2).map(({ text }) => text)).not.toContain('got 20');
  });

  test('may come several handlers later', () => {
    const scripted = new ScriptedCluster(program);
    scripted.cluster.node(0).crashBeforeEffect(2);
    for (const number of [1, 2, 3]) {
      scripted.tell(0, `send 1 ${number}`);
      scripted.run(10);
    }
    expect(scripted.outgoing(0)).toEqual(['send 1 1', 'send 1 2']);
  });

  test('counts replies as effects, and the caller learns that there is none', () => {
    const scripted = new ScriptedCluster(program);
    scripted.cluster.node(0).crashBeforeEffect(0);
    scripted.tell(1, 'send 0 10');
    scripted.run(8_000);
    expect(scripted.of('deliver').map(({ to }) => to)).toEqual([0]);
    expect(scripted.outgoing(0)).toEqual([]);
    expect(scripted.said(1).map(({ text }) => text)).toContain('lost 10');
  });

  test('is said to be inside a handler; one that comes from outside is not', () => {
    const scripted = new ScriptedCluster(program);
    scripted.cluster.node(0).crashBeforeEffect(1);
    scripted.tell(0, 'send 1 1', 'send 1 2');
    scripted.run(10);
    scripted.cluster.node(1).crash();
    expect(scripted.of('crash').map(({ server, midHandler }) => [server, midHandler])).toEqual([
      [0, true],
      [1, false],
    ]);
  });

  test('is over with the restart', () => {
    const scripted = new ScriptedCluster(program);
    scripted.cluster.node(0).crashBeforeEffect(5);
    scripted.cluster.node(0).restart();
    scripted.tell(0, ...STEPS);
    scripted.run(100);
    expect(scripted.outgoing(0)).toEqual(EFFECTS);
  });
});

describe('a crash during a sync', () => {
  /** What a boot finds, once for each of many seeds. */
  function found(crashAfterMs: number): Set<string> {
    const disks = Array.from({ length: 40 }, (_, seed) => {
      const scripted = new ScriptedCluster(program, seed);
      scripted.tell(0, 'write a old', 'sync a');
      scripted.run(10);
      scripted.tell(0, 'write a fresh', 'sync a', 'send 1 1');
      scripted.run(crashAfterMs);
      scripted.cluster.node(0).restart();
      return scripted.diskAtBoot(0);
    });
    return new Set(disks);
  }

  test('finds the data unsynced: old, new or torn', () => {
    const disks = found(0.9);
    expect(disks).toContain('a=old');
    expect(disks).toContain('a=fresh');
    const torn = ['a=', 'a=f', 'a=fr', 'a=fre', 'a=fres'];
    expect(torn.some((disk) => disks.has(disk))).toBe(true);
    expect([...torn, 'a=old', 'a=fresh']).toEqual(expect.arrayContaining([...disks]));
  });

  test('is no matter when the sync is over', () => {
    expect(found(2.1)).toEqual(new Set(['a=fresh']));
  });

  test('lets nothing go that waited for it, and nothing of the next boot waits', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'write a one', 'sync a', 'send 1 1');
    scripted.run(0.5);
    scripted.cluster.node(0).restart();
    scripted.tell(0, 'send 1 2');
    const { now } = scripted.cluster.system.clock;
    expect(scripted.of('send').map(({ at }) => at)).toEqual([now]);
    scripted.run(100);
    expect(scripted.outgoing(0)).toEqual(['write a', 'send 1 2']);
  });
});

describe('a crash takes along', () => {
  test('timers', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'timer 50 old');
    scripted.run(10);
    scripted.cluster.node(0).restart();
    scripted.run(100);
    expect(scripted.said(0).map(({ text }) => text)).not.toContain('timer old');
  });

  test('replies to what the server had asked before', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'send 1 1');
    scripted.cluster.node(0).restart();
    scripted.run(100);
    expect(scripted.said(1).map(({ text }) => text)).toContain('got 1');
    expect(scripted.of('return')).toEqual([]);
    expect(scripted.said(0).map(({ text }) => text)).not.toContain('answered 1');
  });

  test('messages that waited', () => {
    const scripted = new ScriptedCluster(program);
    scripted.cluster.node(0).pause();
    scripted.tell(1, 'send 0 1');
    scripted.run(10);
    scripted.cluster.node(0).restart();
    scripted.run(8_000);
    expect(scripted.said(0).map(({ text }) => text)).not.toContain('got 1');
    expect(scripted.said(1).map(({ text }) => text)).toContain('lost 1');
  });
});
