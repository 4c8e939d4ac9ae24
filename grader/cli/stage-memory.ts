/**
 * What is remembered of each test from one grading of labs/raft to the next, whichever stage was graded
 * last. Pure: where it is kept is last-grade.ts's affair. The file is the student's to change, so all of
 * it is checked when it is read.
 */
import type { Stage } from '../contract';
import { isRecord } from '../hints/progress';
import type { GradeResult, TestResult } from '../report/result';
import { CATALOGUE } from '../scenarios/catalogue';
import { stageOf } from '../scenarios/scenario';

const SCHEMA = 'raft-lab/stages/1';

const STATUSES = ['passed', 'failed', 'todo', 'inconclusive'] as const;

export type KeptStatus = (typeof STATUSES)[number];

/** The last verdict on one test. */
export interface KeptTest {
  readonly status: KeptStatus;
  readonly rule?: string;
  /** It has passed on all its seeds at some grading, if not at the last one. */
  readonly hasPassed: boolean;
  /** It fails now because a later stage's grading looked back on one seed. */
  readonly isRegression?: true;
}

export interface KeptStage {
  /** Of the last grading that touched the stage, in milliseconds. */
  readonly gradedAt: number;
  /** SHA-256 of each file of labs/raft, as it was graded. */
  readonly files: Readonly<Record<string, string>>;
  /** By id; a test that was never judged is not in it. */
  readonly tests: ReadonlyMap<string, KeptTest>;
}

export type StageMemory = ReadonlyMap<Stage, KeptStage>;

const SEEDS = new Map(CATALOGUE.map(({ id, seeds }) => [id, seeds]));

/** The memory after a grading of some tests. What was not judged stays as it was. */
export function remembered(memory: StageMemory, result: GradeResult): StageMemory {
  return merged(memory, result, (test, before) => {
    if (test.status === 'passed') {
      // A replay of one seed does not make a test pass that has failed on others.
      if (test.seedsRun < (SEEDS.get(test.id) ?? 0) && before?.status !== 'passed') return before;
      return { status: 'passed', hasPassed: true };
    }
    return unwell(test, before);
  });
}

/** The memory after a look back at tests that had passed, on one seed each. */
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

/** One seed alone need not get to what a test is about, so an inconclusive run is none. */
export function isRegression({ status }: TestResult): boolean {
  return status === 'failed' || status === 'todo';
}

function unwell(test: TestResult, before: KeptTest | undefined): KeptTest | undefined {
  const status = STATUSES.find((one) => one === test.status);
  if (status === undefined) return before;
  const hasPassed = before?.hasPassed ?? false;
  return { status, hasPassed, ...(test.rule !== undefined && { rule: test.rule }) };
}

function merged(
  memory: StageMemory,
  { tests, startedAt, submission }: GradeResult,
  keep: (test: TestResult, before: KeptTest | undefined) => KeptTest | undefined,
): StageMemory {
  const next = new Map(memory);
  for (const stage of new Set(tests.map((test) => test.stage))) {
    const kept = new Map(memory.get(stage)?.tests);
    for (const test of tests.filter((one) => one.stage === stage)) {
      const now = keep(test, kept.get(test.id));
      if (now) kept.set(test.id, now);
    }
    const gradedAt = Date.parse(startedAt);
    if (kept.size > 0) next.set(stage, { gradedAt, files: submission.files, tests: kept });
  }
  return next;
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

/** @returns nothing at all of a text that is not what {@link memoryText} writes */
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
  for (const stage of ['2A', '2B', '2C'] as const) {
    const kept = readStage(stage, stages[stage]);
    if (kept) memory.set(stage, kept);
  }
  return memory;
}

function readStage(stage: Stage, told: unknown): KeptStage | undefined {
  if (!isRecord(told) || !isRecord(told['tests']) || !isRecord(told['files'])) return undefined;
  const gradedAt = told['gradedAt'];
  const files = Object.entries(told['files']).flatMap(([name, hash]) =>
    typeof hash === 'string' ? [[name, hash] as const] : [],
  );
  const all = told['tests'];
  const tests = CATALOGUE.filter((test) => stageOf(test) === stage).flatMap(({ id }) => {
    const test = readTest(all[id]);
    return test ? [[id, test] as const] : [];
  });
  if (typeof gradedAt !== 'number' || tests.length === 0) return undefined;
  return { gradedAt, files: Object.fromEntries(files), tests: new Map(tests) };
}

function readTest(told: unknown): KeptTest | undefined {
  if (!isRecord(told)) return undefined;
  const status = STATUSES.find((one) => one === told['status']);
  if (status === undefined) return undefined;
  const rule = told['rule'];
  return {
    status,
    hasPassed: told['hasPassed'] === true,
    ...(typeof rule === 'string' && /^[A-Z]{1,3}\.\d{1,2}$/.test(rule) && { rule }),
    ...(told['isRegression'] === true && { isRegression: true }),
  };
}
