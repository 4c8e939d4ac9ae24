/** What a server does while it waits for its disk, or is frozen. */
import type { Program } from '../../../grader/world/realm/program';
import { MS } from '../../../grader/world/sim/time';
import { ScriptedCluster, scriptedProgram } from '../../support/scripted/cluster';

jest.setTimeout(120_000);

let program: Program;
beforeAll(async () => {
  program = await scriptedProgram();
});

describe('a sync stalls its server', () => {
  test('what is sent before it leaves at once, and what is sent after it 1 to 2 ms later', () => {
    const delays = Array.from({ length: 60 }, (_, seed) => {
      const scripted = new ScriptedCluster(program, seed);
      scripted.tell(0, 'send 1 1', 'write a x', 'sync a', 'send 1 2');
      scripted.run(10);
      return scripted.of('send').map(({ at }) => at);
    });
    expect(delays.map(([before]) => before)).toEqual(delays.map(() => 0));
    const after = delays.map(([, at]) => at ?? Infinity);
    expect(Math.min(...after)).toBeGreaterThanOrEqual(1 * MS);
    expect(Math.min(...after)).toBeLessThan(1.2 * MS);
    expect(Math.max(...after)).toBeGreaterThan(1.8 * MS);
    expect(Math.max(...after)).toBeLessThanOrEqual(2 * MS);
  });

  test('each sync of a handler costs that time', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'write a x', 'sync a', 'sync a', 'sync a', 'send 1 1');
    scripted.run(10);
    const [sent] = scripted.of('send');
    expect(sent?.at).toBeGreaterThanOrEqual(3 * MS);
    expect(sent?.at).toBeLessThanOrEqual(6 * MS);
    expect(scripted.cluster.system.machine(0).syncs).toBe(3);
  });

  test('messages that arrive meanwhile wait, and come in the order of their arrival', () => {
    const scripted = new ScriptedCluster(program);
    for (const number of [1, 2, 3]) scripted.tell(1, `send 0 ${number}`);
    scripted.tell(0, 'write a x', ...Array<string>(5).fill('sync a'), 'say done');
    scripted.run(20);
    const texts = scripted.said(0).map(({ text }) => text);
    expect(texts[1]).toBe('done');
    expect([...texts.slice(2)].sort()).toEqual(['got 1', 'got 2', 'got 3']);
    const done = scripted.said(0)[1]?.atMs ?? Infinity;
    expect(done).toBeGreaterThanOrEqual(5);
    for (const { at } of scripted.of('deliver')) expect(at).toBe(done * MS);
  });

  test('timers that ring meanwhile wait', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'timer 1 early', 'write a x', ...Array<string>(5).fill('sync a'), 'say done');
    scripted.run(20);
    expect(scripted.said(0).map(({ text }) => text)).toEqual(['disk', 'done', 'timer early']);
  });

  test('start() is answered at once, and what it does waits its turn', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'write a x', 'sync a', 'say first');
    const taken = scripted.cluster.node(0).start('say second');
    expect(taken).toEqual({ index: 1, term: 1 });
    expect(scripted.said(0).map(({ text }) => text)).toEqual(['disk']);
    scripted.run(10);
    expect(scripted.said(0).map(({ text }) => text)).toEqual(['disk', 'first', 'second']);
  });

  test('other servers go on', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'write a x', 'sync a');
    scripted.tell(1, 'say now');
    expect(scripted.said(1).at(-1)).toEqual({ text: 'now', atMs: 0 });
  });
});

describe('a paused server', () => {
  /** Sends to S0 from S1 at 20, 40 and 60 ms; S0 has a timer for 50 ms. */
  function pausedUntil(thawMs: number | undefined): ScriptedCluster {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'timer 50 due');
    scripted.run(10);
    scripted.cluster.node(0).pause();
    for (const number of [1, 2, 3]) {
      scripted.run(10);
      scripted.tell(1, `send 0 ${number}`);
      scripted.run(10);
    }
    if (thawMs === undefined) return scripted;
    scripted.run(thawMs - 70);
    scripted.cluster.node(0).thaw();
    return scripted;
  }

  test('does nothing while it is frozen', () => {
    const scripted = pausedUntil(undefined);
    scripted.run(5_000);
    expect(scripted.said(0).map(({ text }) => text)).toEqual(['disk']);
    expect(scripted.said(1).map(({ text }) => text)).toEqual(['disk']);
    expect(scripted.cluster.node(0).isUp).toBe(true);
  });

  test('takes no command', () => {
    const scripted = pausedUntil(undefined);
    expect(scripted.cluster.node(0).start('say now')).toBeUndefined();
  });

  test('finds all that waited when it is thawed, in the order in which it came', () => {
    const scripted = pausedUntil(200);
    expect(scripted.said(0).slice(1)).toEqual([
      { text: 'got 1', atMs: 200 },
      { text: 'got 2', atMs: 200 },
      { text: 'timer due', atMs: 200 },
      { text: 'got 3', atMs: 200 },
    ]);
    scripted.run(10);
    const answers = scripted.said(1).map(({ text }) => text);
    expect([...answers.slice(1)].sort()).toEqual(['answered 1', 'answered 2', 'answered 3']);
  });

  test('goes on as before', () => {
    const scripted = pausedUntil(200);
    scripted.tell(0, 'timer 50 next');
    scripted.run(50);
    expect(scripted.said(0).at(-1)).toEqual({ text: 'timer next', atMs: 250 });
  });

  test('finishes a sync only when it is thawed', () => {
    const scripted = new ScriptedCluster(program);
    scripted.tell(0, 'write a x', 'sync a', 'send 1 1');
    scripted.cluster.node(0).pause();
    scripted.run(100);
    expect(scripted.outgoing(0)).toEqual(['write a']);
    scripted.cluster.node(0).thaw();
    expect(scripted.outgoing(0)).toEqual(['write a', 'sync a', 'send 1 1']);
    expect(scripted.of('send')[0]?.at).toBe(100 * MS);
  });
});
