/**
 * The last verdict on each test of labs/raft, kept across gradings of different stages. Pure:
 * last-grade.ts keeps the file. Students can change the file, so all of it is checked when it is read.
 */
import { type Stage, STAGES } from '../../contract';

import { isRecord } from '../../report/is-record';
import type { GradeResult, TestResult } from '../../report/result';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import { isSeed, type Seed } from '../../world/sim/seed';

const SCHEMA = 'raft-lab/stages/1';

const STATUSES = ['passed', 'failed', 'todo', 'inconclusive'] as const;

type KeptStatus = (typeof STATUSES)[number];

/** The last verdict on one test. */
interface KeptTest {
  readonly status: KeptStatus;
  readonly rule?: string;
  readonly failingSeed?: Seed;
  /** The test has passed on all its seeds at some grading, if not at the last one. */
  readonly hasPassed: boolean;
  /** The test fails now on one seed, in the regression check of a later stage's grading. */
  readonly isRegression?: true;
  /** When the verdict was given, in milliseconds. */
  readonly gradedAt: number;
}

export interface KeptStage {
  /**
   * SHA-256 of each file of labs/raft as graded; {@link MIXED} where the verdicts are of different
   * versions.
   */
  readonly files: Readonly<Record<string, string>>;
  /** By id; a test that was never judged is missing. */
  readonly tests: ReadonlyMap<string, KeptTest>;
}

export type StageMemory = ReadonlyMap<Stage, KeptStage>;

/** Marks a file that changed between verdicts of the same stage. No file has this hash. */
const MIXED = '';

const SEEDS = new Map(CATALOGUE.map(({ id, seeds }) => [id, seeds]));

/**
 * The memory after a grading of some tests. Tests that were not judged keep their verdict.
 *
 * @param seed if only one was graded
 */
export function remembered(memory: StageMemory, result: GradeResult, seed?: Seed): StageMemory {
  return merged(memory, result, (test, before) => {
    if (test.status !== 'passed') return unwell(test, before);
    // A replay of one seed does not make a test pass that has failed on others.
    const isReplay = seed !== undefined || test.seedsRun < (SEEDS.get(test.id) ?? 0);
    return isReplay ? before : { status: 'passed', hasPassed: true };
  });
}

/** The memory after a regression check: tests that had passed run again on one seed each. */
export function lookedBack(memory: StageMemory, result: GradeResult): StageMemory {
  return merged(memory, result, (test, before) => {
    if (isRegression(test)) {
      const now = unwell(test, before);
      return now && before?.status === 'passed' ? { ...now, isRegression: true } : before;
    }
    return test.status === 'passed' && before?.isRegression
      ? { status: 'passed', hasPassed: true }
      : before;
  });
}

/** One seed alone need not reach what a test is about, so an inconclusive run does not count. */
export function isRegression({ status }: TestResult): boolean {
  return status === 'failed' || status === 'todo';
}

/** A new verdict, which has no time yet. */
type Fresh = Omit<KeptTest, 'gradedAt'>;

function unwell(test: TestResult, before: KeptTest | undefined): Fresh | undefined {
  const status = STATUSES.find((one) => one === test.status);
  if (status === undefined) return before;
  const hasPassed = before?.hasPassed ?? false;
  const { rule, failingSeed } = test;
  return {
    status,
    hasPassed,
    ...(rule !== undefined && { rule }),
    ...(failingSeed !== undefined && { failingSeed }),
  };
}

/** @param keep returns the verdict to remember: the earlier one or a new one */
function merged(
  memory: StageMemory,
  { tests, startedAt, submission }: GradeResult,
  keep: (test: TestResult, before: KeptTest | undefined) => Fresh | KeptTest | undefined,
): StageMemory {
  const next = new Map(memory);
  const gradedAt = Date.parse(startedAt);
  for (const stage of new Set(tests.map((test) => test.stage))) {
    const before = memory.get(stage);
    const kept = new Map(before?.tests);
    const fresh = new Set<string>();
    for (const test of tests.filter((one) => one.stage === stage)) {
      const known = kept.get(test.id);
      const now = keep(test, known);
      if (!now || now === known) continue;
      kept.set(test.id, { ...now, gradedAt });
      fresh.add(test.id);
    }
    if (fresh.size === 0) continue;
    const isWhole = [...kept.keys()].every((id) => fresh.has(id));
    const files = isWhole || !before ? submission.files : mixed(before.files, submission.files);
    next.set(stage, { files, tests: kept });
  }
  return next;
}

/** File hashes for a stage with both earlier and new verdicts. */
function mixed(before: KeptStage['files'], now: KeptStage['files']): KeptStage['files'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const hashes = names.map((name) => [name, before[name] === now[name] ? now[name] : MIXED]);
  return Object.fromEntries(hashes) as KeptStage['files'];
}

/** Ids of the tests that failed before and do not fail now, and of the rules that they broke. */
export function fixedSince(before: StageMemory, now: StageMemory): readonly string[] {
  const left = failing(now);
  return [...failing(before)].filter((id) => !left.has(id));
}

function failing(memory: StageMemory): ReadonlySet<string> {
  const tests = [...memory.values()].flatMap(({ tests: of }) => [...of]);
  return new Set(
    tests.flatMap(([id, { status, rule }]) =>
      status === 'passed' ? [] : [id, ...(rule === undefined ? [] : [rule])],
    ),
  );
}

/** Tests of the stages before this one that have passed once, in the catalogue's order. */
export function passedBefore(memory: StageMemory, stage: Stage): readonly string[] {
  return CATALOGUE.filter((test) => {
    const of = stageOf(test);
    return of < stage && memory.get(of)?.tests.get(test.id)?.hasPassed === true;
  }).map(({ id }) => id);
}

export function memoryText(memory: StageMemory): string {
  const stages = [...memory].map(([stage, { tests, ...rest }]) => [
    stage,
    { ...rest, tests: Object.fromEntries(tests) },
  ]);
  return JSON.stringify({ schema: SCHEMA, stages: Object.fromEntries(stages) as unknown });
}

/** @returns an empty memory for a text that {@link memoryText} did not write */
export function readMemory(text: string): StageMemory {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return new Map();
  }
  const stages = isRecord(told) && told['schema'] === SCHEMA ? told['stages'] : undefined;
  if (!isRecord(stages)) return new Map();
  const memory = new Map<Stage, KeptStage>();
  for (const stage of STAGES) {
    const kept = readStage(stage, stages[stage]);
    if (kept) memory.set(stage, kept);
  }
  return memory;
}

function readStage(stage: Stage, told: unknown): KeptStage | undefined {
  if (!isRecord(told) || !isRecord(told['tests']) || !isRecord(told['files'])) return undefined;
  const files = Object.entries(told['files']).flatMap(([name, hash]) =>
    typeof hash === 'string' ? [[name, hash] as const] : [],
  );
  const all = told['tests'];
  const tests = CATALOGUE.filter((test) => stageOf(test) === stage).flatMap(({ id }) => {
    const test = readTest(all[id]);
    return test ? [[id, test] as const] : [];
  });
  if (tests.length === 0) return undefined;
  return { files: Object.fromEntries(files), tests: new Map(tests) };
}

function readTest(told: unknown): KeptTest | undefined {
  if (!isRecord(told)) return undefined;
  const status = STATUSES.find((one) => one === told['status']);
  const { rule, gradedAt, failingSeed } = told;
  if (status === undefined || typeof gradedAt !== 'number') return undefined;
  return {
    status,
    gradedAt,
    hasPassed: told['hasPassed'] === true,
    ...(typeof rule === 'string' && /^[A-Z]{1,3}\.\d{1,2}$/.test(rule) && { rule }),
    ...(isSeed(failingSeed) && { failingSeed }),
    ...(told['isRegression'] === true && { isRegression: true }),
  };
}
