/** CTRF, the Common Test Report Format, in JSON. */
import type { TestStatus } from '../result';
import { forStudents, type ShownResult, type ShownTest } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { brief, story } from './story';

interface CtrfDetails {
  /** The student's folder as it is called in texts. */
  readonly folder: string;
}

type CtrfStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

/** `other` means that there is no verdict. */
const STATUSES: Readonly<Record<TestStatus, CtrfStatus>> = {
  passed: 'passed',
  failed: 'failed',
  todo: 'failed',
  inconclusive: 'other',
  error: 'other',
  blocked: 'pending',
};

export function ctrf(outcome: Outcome, { folder }: CtrfDetails): string {
  const shown = forStudents(outcome);
  const results = shown.kind === 'graded' ? graded(shown.result, folder) : notGraded(shown);
  const file = { reportFormat: 'CTRF', specVersion: '1.0.0', results };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function graded(result: ShownResult, folder: string): object {
  const tests = result.tests.map((test) => ctrfTest(test, folder));
  const start = Date.parse(result.startedAt);
  return {
    tool: { name: 'raft-lab-kit', version: result.kitVersion },
    summary: {
      ...countsOf(tests.map(({ status }) => status)),
      start,
      stop: start + Math.round(result.durationMs),
      extra: { score: result.score, maxScore: result.maxScore, complete: result.complete },
    },
    tests,
    extra: { stage: result.stage, suiteHash: result.suiteHash },
  };
}

function ctrfTest(test: ShownTest, folder: string) {
  const { id, title, stage, status, durationMs, place, codeFrame, hidden } = test;
  const isTold = status !== 'passed';
  return {
    name: `${id}: ${title}`,
    status: STATUSES[status],
    duration: Math.round(durationMs),
    suite: ['raft', stage],
    rawStatus: status,
    ...(isTold && { message: test.message ?? brief(test), trace: story(test, folder) }),
    ...(codeFrame !== undefined && { snippet: codeFrame }),
    extra: {
      points: test.points,
      maxPoints: test.maxPoints,
      seedsRun: test.seedsRun,
      seedsFailed: test.seedsFailed,
      ...(hidden && { hiddenRun: hidden.run, hiddenFailed: hidden.failed }),
      ...(test.rule !== undefined && { rule: test.rule }),
      ...(place && { place: `${folder}/${place.file}:${place.line}` }),
      ...(test.replay !== undefined && { replay: test.replay }),
    },
  };
}

function notGraded({ kind, stage, message, startedAt, maxScore }: NotGraded): object {
  const status: CtrfStatus = kind === 'unusable' ? 'failed' : 'other';
  const start = Date.parse(startedAt);
  return {
    tool: { name: 'raft-lab-kit' },
    summary: { ...countsOf([status]), start, stop: start, extra: { maxScore } },
    tests: [{ name: 'grading', status, duration: 0, suite: ['raft'], rawStatus: kind, message }],
    extra: { stage },
  };
}

function countsOf(all: readonly CtrfStatus[]) {
  const count = (of: CtrfStatus) => all.filter((status) => status === of).length;
  return {
    tests: all.length,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    pending: count('pending'),
    other: count('other'),
  };
}
