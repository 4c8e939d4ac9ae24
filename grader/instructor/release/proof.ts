/**
 * Checks a release in place, as a student meets it: it installs, its types are correct, open stages score 0
 * because of their TODOs and solved ones score in full, and no secret line of the reference appears in it.
 */
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { KEPT } from '../../command/memory/last-grade';
import path from 'node:path';
import { type Stage, STAGES } from '../../contract';
import type { GradeResult, TestResult } from '../../report/result';
import { type Ended, npm } from './commands';
import type { Place } from './place';
import { leaksIn, secretLines } from './solution-lines';
import { deadReferences } from './student-pages';
import type { Files } from './package-file';

/** The release must not be handed out, for the reason in the message. */
export class Unfit extends Error {}

/** The packages cannot be downloaded, which is the network's fault and not the release's. */
export class NotInstalled extends Error {}

interface ProofOptions {
  readonly root: string;
  readonly place: Place;
  readonly files: Files;
  readonly through: Stage | undefined;
  /** Without a network, the kit's own packages replace an installation. */
  readonly unproven: boolean;
  readonly signal: AbortSignal;
  /** Called with a description of each check that passed. */
  readonly proven: (what: string) => void;
}

const SHOWN_MAX = 10;
const OUTPUT_LINES_MAX = 15;

/** @throws Unfit, NotInstalled */
export async function prove(options: ProofOptions): Promise<void> {
  const { root, files, through, place, proven } = options;
  const secret = secretLines(root, through);
  const leaks = leaksIn(files, secret).map(({ file, line }) => `${file} shows: ${line}`);
  demand(leaks, 'Lines of the reference can be read in it:');
  proven(`none of ${secret.length} lines of the reference in ${files.size} files`);
  demand(deadReferences(files), 'It mentions what it does not contain:');
  proven('every link, path and command in its pages leads somewhere');
  try {
    await install(options);
    await typeCheck(options);
    await gradeAll(options);
  } finally {
    rmSync(path.join(place.workshop, 'node_modules'), { recursive: true, force: true });
  }
  demand(strangers(options), 'Trying it out has changed it:');
}

function demand(problems: readonly string[], what: string): void {
  if (problems.length === 0) return;
  const more = problems.length - SHOWN_MAX;
  const lines = problems.slice(0, SHOWN_MAX).map((line) => `  ${line}`);
  throw new Unfit([what, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n'));
}

async function install({ root, place, unproven, signal, proven }: ProofOptions): Promise<void> {
  if (unproven) {
    const link = path.join(place.workshop, 'node_modules');
    symlinkSync(path.join(root, 'node_modules'), link, 'junction');
    return;
  }
  const words = ['ci', '--prefer-offline', '--no-audit', '--no-fund'];
  const { code, out, err } = await npm(words, place.workshop, signal);
  if (code !== 0) throw new NotInstalled(tail(out, err));
  proven('npm ci installs it');
}

async function typeCheck({ place, signal, proven }: ProofOptions): Promise<void> {
  const ended = await npm(['run', '-s', 'typecheck'], place.workshop, signal);
  if (ended.code !== 0) throw new Unfit(`npm run typecheck fails:\n${tail(ended.out, ended.err)}`);
  proven('npm run typecheck finds nothing');
}

async function gradeAll({ place, through, signal, proven }: ProofOptions): Promise<void> {
  const off = { RAFT_LAB_TYPES: 'off', RAFT_LAB_PAGES: 'off' };
  const ended = await npm(['run', '-s', 'grade', 'all', 'json'], place.workshop, signal, off);
  // Only a student's own gradings may be remembered.
  rmSync(path.join(place.workshop, KEPT), { recursive: true, force: true });
  const { tests } = resultOf(ended);
  for (const stage of STAGES) {
    const own = tests.filter((test) => test.stage === stage);
    const isSolved = through !== undefined && stage <= through;
    demand(gradingProblems(own, isSolved), `npm run grade ${stage} says something else:`);
    const points = own.reduce((sum, test) => sum + test.points, 0);
    const what = isSolved ? 'solved' : `each of its ${own.length} tests names a TODO`;
    proven(`npm run grade ${stage} gives ${points} points: ${what}`);
  }
}

/** Tests with the wrong result for a stage that is solved or open. */
export function gradingProblems(tests: readonly TestResult[], isSolved: boolean): string[] {
  if (tests.length === 0) return ['it has no tests'];
  return tests
    .filter(({ status, points, maxPoints }) =>
      isSolved ? points !== maxPoints : status !== 'todo' || points !== 0,
    )
    .map(
      ({ id, status, points, message = '' }) =>
        `${id} is ${status} with ${points} points ${message}`,
    );
}

function resultOf({ code, out, err }: Ended): GradeResult {
  try {
    if (code === 0 || code === 1) return JSON.parse(out) as GradeResult;
  } catch {
    // The output is reported below.
  }
  throw new Unfit(`npm run grade all ends with exit code ${code ?? 'none'}:\n${tail(out, err)}`);
}

/** Files that were changed or deleted, or that were not written by the release. */
function strangers({ place, files }: ProofOptions): readonly string[] {
  const found = place.list();
  const text = (file: string) => readFileSync(path.join(place.workshop, file), 'utf8');
  return [
    ...found.filter((file) => !files.has(file)).map((file) => `${file} has appeared`),
    ...[...files.keys()].filter((file) => !found.includes(file)).map((file) => `${file} is gone`),
    ...found
      .filter((file) => files.has(file) && text(file) !== files.get(file))
      .map((file) => `${file} was changed`),
  ];
}

function tail(out: string, err: string): string {
  return `${out}\n${err}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-OUTPUT_LINES_MAX)
    .map((line) => `  ${line}`)
    .join('\n');
}
