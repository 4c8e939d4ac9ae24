/**
 * Grades one submission in Gradescope's container, as grade-class would, and writes results.json. It always
 * writes that file: if anything but the submission is at fault, it contains a message and no score.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../class/entry';
import { gradeOne, USUAL_LIMITS } from '../class/grade-one';
import { folderItems } from '../class/intake/folder';
import { foundAt, pileOf } from '../class/intake/hand';
import { ASK_AGAIN } from '../class/intake/item';
import { type SeedPlan, seedsBy, toldOf } from '../class/seed-plan';
import type { Stage } from '../../contract';
import { prepareSuite } from '../../runs/grading/grade-folder';
import { gradescope, type Visibility } from '../../report/formats/gradescope';
import type { Outcome } from '../../report/formats/outcome';
import { plain } from '../../report/plain';
import { SCHEMA } from '../../report/result';
import { ofStage } from '../../judge/scenarios/catalogue';

/** The instructor's settings from when the zip was built; `autograder.json` beside the grader. */
export interface AutograderSettings {
  readonly stage: Stage | 'all';
  readonly shown: number | 'all';
  /** Number of hidden seeds per test; 0 without a key. */
  readonly hidden: number;
  readonly wallSeconds: number;
  readonly visibility: Visibility;
}

export const SETTINGS_FILE = 'autograder.json';
/** The assignment's key, in hexadecimal. The secret from which it is derived is never in the zip. */
export const KEY_FILE = 'assignment.key';
/** Set in tests, which put the container's folders elsewhere. */
export const ROOT_VARIABLE = 'RAFT_LAB_AUTOGRADER_ROOT';

const FOLDER = 'labs/raft';
const RECHECKS = 2;
const LISTED_MAX = 30;
const LINE_CHARS_MAX = 300;
const HAND_IN_AGAIN =
  'Hand it in again: the files of your labs/raft, with raft.ts and persister.ts among them.';

async function main(root: string): Promise<void> {
  const source = path.join(root, 'source');
  const startedAt = new Date().toISOString();
  const settings = JSON.parse(text(source, SETTINGS_FILE)) as AutograderSettings;
  const { stage } = settings;
  const tests = ofStage(stage);
  const maxScore = tests.reduce((sum, { points }) => sum + points, 0);
  const write = (outcome: Outcome, entry?: Entry) => {
    const results = path.join(root, 'results', 'results.json');
    writeFileSync(
      `${results}.new`,
      withRemarks(gradescope(outcome, { folder: FOLDER, visibility: settings.visibility }), entry),
    );
    renameSync(`${results}.new`, results);
  };
  const broken = (message: string) => {
    write({ kind: 'broken', stage, message, maxScore, startedAt });
  };
  const ended = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(name, () => {
      ended.abort();
    });
  try {
    const { version } = JSON.parse(text(source, 'package.json')) as { version: string };
    const folder = path.join(root, 'submission');
    const about = { id: 'submission', source: 'submission', remarks: [] };
    const handed = await foundAt(about, async () => pileOf(await folderItems(folder))).open();
    const suite = await prepareSuite();
    try {
      const plan = planOf(settings, source);
      const limits = { ...USUAL_LIMITS, wallSeconds: settings.wallSeconds };
      const entry = await gradeOne(
        handed,
        {
          ...{ stage, tests, suite, limits, kitVersion: version },
          seedsOf: seedsBy(plan),
          types: false,
          rechecks: RECHECKS,
        },
        ended.signal,
      );
      write(outcomeOf(entry, { stage, startedAt, seeds: toldOf(plan, tests) }), entry);
    } finally {
      suite.child.dispose();
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    broken(
      ended.signal.aborted
        ? 'It was stopped before it finished; the time limit may have passed. Hand in again, and tell your instructor if that does not help.'
        : plain(why, LINE_CHARS_MAX),
    );
  }
}

function planOf({ shown, hidden }: AutograderSettings, source: string): SeedPlan {
  if (hidden === 0) return { shown };
  const key = Buffer.from(text(source, KEY_FILE).trim(), 'hex');
  return { shown, hidden: { key, count: hidden, own: false } };
}

function text(source: string, name: string): string {
  return readFileSync(path.join(source, name), 'utf8');
}

function outcomeOf(
  entry: Entry,
  about: {
    readonly stage: Stage | 'all';
    readonly startedAt: string;
    readonly seeds: ReturnType<typeof toldOf>;
  },
): Outcome {
  const { standing, problem = '', score, maxScore, tests, key, cost } = entry;
  const { stage, startedAt, seeds } = about;
  if (standing !== 'graded' || score === null) {
    // The student sees the message at once and can submit again.
    const message = problem.replace(ASK_AGAIN, HAND_IN_AGAIN);
    const kind = standing === 'error' ? 'broken' : 'unusable';
    return { kind, stage, message, maxScore, startedAt };
  }
  return {
    kind: 'graded',
    result: {
      schema: SCHEMA,
      kitVersion: key.kit,
      suiteHash: key.suite,
      stage,
      submission: { id: entry.id, files: entry.files },
      seeds: { shown: seeds.shown, hidden: seeds.hidden },
      status: tests.every(({ status }) => status === 'passed') ? 'passed' : 'failed',
      complete: problem === '',
      score,
      maxScore,
      startedAt,
      durationMs: Math.round(cost.wallSeconds * 1_000),
      tests: tests.map((test) => ({ ...test, durationMs: 0 })),
      typeErrors: entry.typeErrors,
      environment: { node: process.version, os: `${process.platform} ${process.arch}` },
    },
  };
}

/** Adds which files were not used, and why, so that no student wonders what became of a file. */
function withRemarks(results: string, entry: Entry | undefined): string {
  if (!entry) return results;
  const { remarks, ignored, problem, standing } = entry;
  const cut = standing === 'graded' && problem !== undefined ? [problem] : [];
  const more = ignored.length - LISTED_MAX;
  const lines = [
    ...cut,
    ...remarks,
    ...(ignored.length === 0 ? [] : ['Not taken:']),
    ...ignored.slice(0, LISTED_MAX).map(({ path: name, why }) => `  ${name}: ${why}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].map((line) => plain(line, LINE_CHARS_MAX));
  if (lines.length === 0) return results;
  const file = JSON.parse(results) as { readonly output?: string };
  const output = [file.output ?? '', '', ...lines].join('\n');
  return `${JSON.stringify({ ...file, output }, undefined, 2)}\n`;
}

if (require.main === module)
  void main(process.env[ROOT_VARIABLE] ?? '/autograder').catch((thrown: unknown) => {
    // The results that run_autograder has written stay; they give no score either.
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 3;
  });
