/** Children that die at the wrong moment, and a grader that fails: never a student's zero. */
import fs from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { USUAL } from '../../../grader/runs/pool/limits';
import { withCountedLoops } from '../../../grader/runs/pool/loops';
import {
  GraderFault,
  type PreparedChild,
  prepareChild,
  runJobs,
} from '../../../grader/runs/pool/pool';
import { Worker } from '../../../grader/runs/pool/worker';
import { bundleFolder, bundlePrelude } from '../../../grader/world/realm/bundle';
import type { ProgramText } from '../../../grader/world/realm/program';

const SOLUTION = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');
const JOB = { test: '2A/initial-election', seed: 1 };
const LONG_MS = 60_000;

let text: ProgramText;
let child: PreparedChild;

beforeAll(async () => {
  const bundle = await bundleFolder(SOLUTION, await bundlePrelude());
  if (Array.isArray(bundle)) throw new Error(bundle[0]?.message);
  ({ text } = bundle);
  child = await prepareChild();
}, LONG_MS);

afterAll(() => {
  child.dispose();
});

function worker(): Worker {
  return new Worker({ mainFile: child.mainFile, text, isolated: true });
}

describe('a worker', () => {
  const linux = fs.existsSync('/proc/self/cmdline') ? test : test.skip;

  linux(
    'goes on with a new child when the old one has died idle',
    async () => {
      const one = worker();
      const first = await one.run(JOB, USUAL);
      killChildren();
      const second = await one.run(JOB, USUAL);
      one.stop();
      expect(first).toMatchObject({ kind: 'result', result: { status: 'passed' } });
      expect(second).toEqual(first);
    },
    LONG_MS,
  );

  linux(
    'goes on when its child has died idle a while ago',
    async () => {
      const one = worker();
      const first = await one.run(JOB, USUAL);
      killChildren();
      await new Promise((wake) => setTimeout(wake, 300));
      const second = await one.run(JOB, USUAL);
      one.stop();
      expect(second).toEqual(first);
    },
    LONG_MS,
  );

  linux(
    'runs again what a child that was killed left undone',
    async () => {
      const one = worker();
      await one.run(JOB, USUAL);
      const long = one.run({ test: '2C/figure-8-unreliable', seed: 1 }, USUAL);
      await new Promise((wake) => setTimeout(wake, 5));
      killChildren();
      expect(await long).toMatchObject({ kind: 'result', result: { status: 'passed' } });
      one.stop();
    },
    LONG_MS,
  );

  test(
    'that is stopped in the middle of a run starts nothing more',
    async () => {
      const one = worker();
      const run = one.run(JOB, USUAL);
      one.stop();
      expect(await run).toEqual({ kind: 'stopped' });
      expect(await one.run(JOB, USUAL)).toEqual({ kind: 'stopped' });
    },
    LONG_MS,
  );

  test(
    'tells what the grader itself has failed in, and goes on',
    async () => {
      const one = worker();
      const verdict = await one.run({ test: '2A/no-such-test', seed: 1 }, USUAL);
      expect(verdict).toMatchObject({ kind: 'fault' });
      expect(verdict).toHaveProperty('text', expect.stringContaining('cannot run 2A/no-such-test'));
      expect(await one.run(JOB, USUAL)).toMatchObject({ result: { status: 'passed' } });
      one.stop();
    },
    LONG_MS,
  );

  test(
    'ends a run that goes on and on, though it lives',
    async () => {
      const storm = `for (let i = 0; i < 3000; i++) setInterval(() => {}, 1);\n${text.student}`;
      const options = { mainFile: child.mainFile, text: { ...text, student: storm } };
      const one = new Worker({ ...options, isolated: true });
      const verdict = await one.run(JOB, { ...USUAL, runCpuSeconds: 0.3 });
      one.stop();
      expect(verdict).toMatchObject({ kind: 'result', byForce: true });
      expect(JSON.stringify(verdict)).toContain('far too many messages or timers');
    },
    LONG_MS,
  );

  test(
    'says so if its child cannot even start',
    async () => {
      const one = new Worker({ mainFile: '/no/such/child.cjs', text, isolated: true });
      await expect(one.run(JOB, USUAL)).rejects.toThrow(GraderFault);
    },
    LONG_MS,
  );
});

describe('a pool', () => {
  const unknown = { test: '2A/no-such-test', seed: 3 };

  test(
    'hands a fault on and runs the rest',
    async () => {
      const told: string[] = [];
      await runJobs([unknown, JOB], {
        child,
        text,
        onResult: ({ test: name, status }) => told.push(`${name} ${status}`),
        onFault: ({ test: name }) => told.push(`${name} fault`),
      });
      expect(told.sort()).toEqual(['2A/initial-election passed', '2A/no-such-test fault']);
    },
    LONG_MS,
  );

  test(
    'ends with a fault that nobody wants to hear of',
    async () => {
      const jobs = runJobs([unknown], { child, text, onResult: () => undefined });
      await expect(jobs).rejects.toThrow(/2A\/no-such-test seed 3: .*cannot run/);
    },
    LONG_MS,
  );

  test(
    'that is interrupted before it begins runs nothing',
    async () => {
      const results: unknown[] = [];
      const signal = AbortSignal.abort();
      await runJobs([JOB], { child, text, signal, onResult: (one) => results.push(one) });
      expect(results).toEqual([]);
    },
    LONG_MS,
  );
});

describe('counting loops', () => {
  test('changes no line, and nothing that ends', () => {
    const counted = withCountedLoops(text.student);
    expect(counted.split('\n')).toHaveLength(text.student.split('\n').length);
    const table = `"use strict";
const all = [];
for (let i = 0; i < 3; i++) all.push(i);
for (const i of [1, 2]) for (const j in { a: 1 }) all.push(i + j);
let n = 0; while (n < 2) n++; do n--; while (n > 0);
const square = (x) => x * x, pair = (x) => ({ x }), nothing = () => {};
class Some { constructor() { this.n = square(3); } get m() { return pair(this.n); } static s() {} }
nothing(Some.s()); label: for (;;) { for (;;) break label; }
return [all, n, new Some().m];`;
    const evaluate = (code: string) =>
      JSON.stringify(runInNewContext(`(() => {${code}\n})()`, { performance }));
    expect(evaluate(withCountedLoops(table))).toEqual(evaluate(table));
  });
});

function killChildren(): void {
  for (const name of fs.readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const line = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (line.includes(child.mainFile)) process.kill(Number(name), 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}
