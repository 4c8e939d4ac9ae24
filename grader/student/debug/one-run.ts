/** Plays one run in this process and judges it as a grading does. */
import { realpathSync } from 'node:fs';
import { runTest } from '../../runs/pool/run-test';
import { bundleFolder, bundlePrelude } from '../../world/realm/bundle';
import { STUDENT_SCRIPT } from '../../world/realm/program';
import { countLateRejections } from '../../world/realm/rejections';
import { unusable } from '../../runs/grading/unusable';
import { Sources } from '../../report/place';
import type { TestResult } from '../../report/result';
import { tally } from '../../report/tally';
import type { Scenario } from '../../judge/scenarios/scenario';
import { gradeLine, type GradeTarget } from '../../command/grade-line';
import { DebuggableProgram } from './debuggable';
import type { Seed } from '../../world/sim/seed';

interface RunWish {
  readonly folder: string;
  /** Name of the folder in messages. */
  readonly shown: string;
  readonly test: Scenario;
  readonly seed: Seed;
  readonly target: GradeTarget;
}

type Prepared =
  /** The student's files are loaded, so a debugger can set breakpoints in them. */
  | { readonly kind: 'ready'; readonly run: () => Promise<TestResult> }
  | { readonly kind: 'unusable'; readonly message: string };

export async function prepareRun({
  folder,
  shown,
  test,
  seed,
  target,
}: RunWish): Promise<Prepared> {
  const bundle = await bundleFolder(folder, await bundlePrelude());
  if (Array.isArray(bundle)) return { kind: 'unusable', message: unusable(shown, bundle) };
  const program = new DebuggableProgram(bundle, realpathSync(folder));
  const sources = new Sources(bundle.map, STUDENT_SCRIPT);
  const replay = (id: string, of: Seed) => gradeLine({ id, seed: of, target });
  const run = async (): Promise<TestResult> => {
    await macrotask();
    const startedMs = performance.now();
    const result = runTest(program, test, seed);
    const realMs = performance.now() - startedMs;
    await countLateRejections();
    const runs = { test, seeds: [seed], hidden: new Set<number>(), results: [result], faults: [] };
    return tally({ ...runs, realMs }, { sources, replay });
  };
  return { kind: 'ready', run };
}

/** Unhandled rejections of an event can be collected only from a macrotask. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
