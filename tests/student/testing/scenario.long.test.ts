/** Tests of a student's own: what passes, how a failure reads, and that code without end comes to one. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  replayFile,
  scenario,
  ScenarioFailed,
  scenarioFiles,
} from '../../../grader/student/testing';
import type { TestCluster } from '../../../grader/student/testing';
import { SCHEDULE_SCHEMA, type Schedule } from '../../../grader/runs/replay/schedule';
import { scheduleText } from '../../../grader/runs/replay/write-schedule';
import { filesIn } from '../../support/programs';

const SOLUTION = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');
const home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'own-tests-'));

afterAll(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

function folderWith(name: string, file: string, from: string, to: string): string {
  const files = filesIn('solutions', 'raft');
  const text = files[file] ?? '';
  if (!text.includes(from)) throw new Error('the edit changes nothing');
  files[file] = text.replace(from, to);
  const folder = path.join(home, name);
  fs.mkdirSync(folder);
  for (const [one, content] of Object.entries(files))
    fs.writeFileSync(path.join(folder, one), content);
  return folder;
}

const VOTED = 'state.votedFor === null || state.votedFor === candidateId';
const ANY = folderWith('votes', 'election.ts', VOTED, 'true');

/** A candidate that nobody hears of asks again and again, beside others. */
function manyElections(cluster: TestCluster): void {
  for (let round = 0; round < 10; round++) {
    const servers = [0, 1, 2].map(() => cluster.server(cluster.random(0, 6)));
    for (const server of servers) server.disconnect();
    cluster.run(500);
    for (const server of servers) server.connect();
    cluster.run(500);
  }
}

async function failureOf(run: Promise<void>): Promise<ScenarioFailed> {
  const thrown: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ScenarioFailed) return thrown;
  throw new Error(`it did not fail as it should: ${String(thrown)}`);
}

describe('a scenario', () => {
  test('passes when no rule breaks, and can be told all that a cluster does', async () => {
    await scenario({ stage: '2C', servers: 3, seed: 2, folder: SOLUTION }, (cluster) => {
      const first = cluster.leader();
      expect(cluster.agree('1')).toBe(1);
      first.crash();
      expect([first.isUp, first.isLeader, first.term]).toEqual([false, false, 0]);
      expect(cluster.connected.map(({ id }) => id)).toEqual(
        [first.next(), first.next(2)].map(({ id }) => id).sort(),
      );
      expect(cluster.agree('2', { on: 2 })).toBe(2);
      first.restart();
      cluster.cut(first, first.next());
      cluster.heal(first, first.next());
      expect(cluster.until(() => cluster.applied(2).count === 3, 5_000)).toBe(true);
      cluster.notApplied(3);
      expect(cluster.agreedTerm()).toBe(cluster.leader().term);
    });
  });

  test('is the same each time', async () => {
    const terms: number[] = [];
    for (const seed of [5, 5])
      await scenario({ stage: '2A', servers: 5, seed, folder: SOLUTION }, (cluster) => {
        const { id, term } = cluster.leader();
        terms.push(id, term, cluster.nowMs, cluster.random(0, 1_000_000));
      });
    expect(terms.slice(4)).toEqual(terms.slice(0, 4));
  });

  test('that fails says the rule, the witness and what to do, and its stack is the test alone', async () => {
    const failed = await failureOf(
      scenario({ stage: '2A', servers: 7, folder: ANY }, manyElections),
    );
    expect(failed.rule).toBe('RV.2');
    expect(failed.message).toContain('Rule RV.2: One vote per server and term');
    expect(failed.message).toMatch(/^» .*GRANTS/m);
    expect(failed.message).toContain('Replay: npx jest labs -t "a scenario that fails says');
    const frames = (failed.stack ?? '')
      .slice(failed.stack?.indexOf(failed.message))
      .split('\n')
      .filter((line) => /^\s+at /.test(line));
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.every((frame) => frame.includes('scenario.long.test.ts'))).toBe(true);
    expect(Math.max(...failed.message.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
      90,
    );
  });

  test('shows the place in the code that threw', async () => {
    const folder = folderWith(
      'throws',
      'raft.ts',
      'readPersist(server);',
      "throw new Error('oh');",
    );
    const failed = await failureOf(
      scenario({ stage: '2A', folder }, (cluster) => cluster.leader()),
    );
    expect(failed.message).toMatch(/raft\.ts:\d+/);
    expect(failed.message).toContain('oh');
  });

  test.each([
    ['a loop', 'for (;;);'],
    ['a loop that catches everything', 'for (;;) { try { for (;;) {} } catch {} }'],
    [
      'promises that queue each other',
      '(function again() { for (let i = 0; i < 1e5; i++); void Promise.resolve().then(again); })();',
    ],
  ])('comes to an end over %s', async (name, code) => {
    const folder = folderWith(name, 'raft.ts', 'readPersist(server);', code);
    const failed = await failureOf(
      scenario({ stage: '2A', folder }, (cluster) => cluster.leader()),
    );
    expect(failed.rule).toBe('K.3');
    expect(failed.message).toContain('never returned');
    expect(failed.message).toMatch(/raft\.ts:\d+/);
  });

  test('lays an unhandled rejection at its server’s door', async () => {
    const folder = folderWith(
      'rejects',
      'raft.ts',
      'readPersist(server);',
      "void Promise.reject(new Error('lost'));",
    );
    const failed = await failureOf(
      scenario({ stage: '2A', folder }, (cluster) => cluster.leader()),
    );
    expect(failed.message).toContain('lost');
  });

  test('hands on what the test itself throws', async () => {
    const mine = new Error('mine');
    const run = scenario({ stage: '2A', folder: SOLUTION }, () => {
      throw mine;
    });
    await expect(run).rejects.toBe(mine);
  });

  test('refuses a script that is async, and numbers that make no sense', async () => {
    const script = async () => {
      await Promise.resolve();
    };
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- that is what is refused
    const played = scenario({ stage: '2A', folder: SOLUTION }, script);
    await expect(played).rejects.toThrow('must not be async');
    await expect(scenario({ stage: '2A', servers: 8 }, () => undefined)).rejects.toThrow('1 to 7');
    await expect(scenario({ stage: '2A', seed: -1 }, () => undefined)).rejects.toThrow('seed');
  });

  test('says what is wrong with a folder that cannot be bundled', async () => {
    const folder = folderWith('syntax', 'raft.ts', 'readPersist(server);', 'readPersist(server;');
    const run = scenario({ stage: '2A', folder }, () => undefined);
    await expect(run).rejects.toThrow(/raft\.ts:\d+:\d+[^]*No scenario was run/);
  });
});

describe('a scenario file', () => {
  const schedule: Schedule = {
    ...{ schema: SCHEDULE_SCHEMA, title: 'one boot', stage: '2A', servers: 3, seed: 1 },
    ...{ until: 5_000_000, messages: [], expects: { kind: 'leader', from: 0, calm: true } },
    steps: [0, 1, 2].map((server) => ({ at: 0, do: 'boot', server })),
  };
  const file = path.join(home, 'kept', 'one.scenario.json');
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, scheduleText(schedule));

  test('is found, and passes with code that is mended', async () => {
    expect(scenarioFiles(path.join(home, 'kept')).map((one) => path.resolve(one))).toEqual([file]);
    expect(scenarioFiles(path.join(home, 'nowhere'))).toEqual([]);
    await replayFile(file, { folder: SOLUTION });
  });

  test('fails with code that is not', async () => {
    const folder = folderWith(
      'mute',
      'timers.ts',
      'const HEARTBEAT_MS = 100;',
      "const HEARTBEAT_MS = 100;\nif (HEARTBEAT_MS) throw new Error('not yet');",
    );
    const failed = await failureOf(replayFile(file, { folder }));
    expect(failed.message).toContain('not yet');
  });

  test('that is none is refused by its name', async () => {
    const none = path.join(home, 'none.json');
    await expect(replayFile(none)).rejects.toThrow(`${none} cannot be read (ENOENT)`);
  });
});
