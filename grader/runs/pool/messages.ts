/** The messages between parent and child. The parent checks the shape of everything that a child sends. */
import { isRecord } from '../../report/is-record';
import type { ProgramText } from '../../world/realm/program';
import { entryOf } from '../../judge/rules/explanations';
import type { Failure, RunResult } from '../../judge/scenarios/run-result';
import { isSeed, type Seed } from '../../world/sim/seed';
import { type Entering, isEntering, STEPS_KEPT } from './narration';

/** A run that a worker is asked for. */
export interface Job {
  readonly test: string;
  readonly seed: Seed;
  /** Additional data for child programs other than grade's. */
  readonly more?: string;
}

export type ToChild =
  | { readonly kind: 'load'; readonly text: ProgramText; readonly isolated: boolean }
  | (Job & {
      readonly kind: 'run';
      /** Report every step from this one on (narration.ts), because an earlier run did not end. */
      readonly narrateFrom?: number;
    });

export type FromChild =
  | { readonly kind: 'loaded' }
  /** Sent several times a second: the run continues, and how many events have begun. */
  | { readonly kind: 'alive'; readonly entered: number; readonly extra?: string }
  /** `extra` is what other programs than that of grade say beside it. */
  | {
      readonly kind: 'result';
      readonly result: RunResult;
      readonly extra?: string;
      /** The last steps, if it was asked to report them. */
      readonly steps?: readonly Entering[];
    }
  /** The grader itself has failed, at loading or in a run. */
  | { readonly kind: 'fault'; readonly text: string };

/** Far more than a child sends (failure.ts cuts texts of a submission). */
const TEXT_CHARS_MAX = 10_000;
/** The job comes back unchanged; a replay's job holds a whole scenario file. */
const JOB_CHARS_MAX = 20_000_000;
/** A recording of a long run has about ten million. */
const EXTRA_CHARS_MAX = 100_000_000;
const ROWS_MAX = 100;
const TODOS_MAX = 100;
const DIGEST = /^[0-9a-f]{0,64}$/;
const TOTALS = ['virtualMicros', 'events', 'rpcs', 'bytes', 'syncs', 'commands', 'boots'] as const;

export function isFromChild(message: unknown): message is FromChild {
  if (!isRecord(message)) return false;
  switch (message['kind']) {
    case 'loaded':
      return true;
    case 'alive':
      return isCount(message['entered']) && isExtra(message['extra']);
    case 'fault':
      return isText(message['text']);
    case 'result':
      return isResult(message['result']) && isExtra(message['extra']) && areSteps(message['steps']);
    default:
      return false;
  }
}

function isExtra(extra: unknown): boolean {
  return extra === undefined || isText(extra, EXTRA_CHARS_MAX);
}

function areSteps(steps: unknown): boolean {
  return (
    steps === undefined || isList(steps, STEPS_KEPT, (one) => isRecord(one) && isEntering(one))
  );
}

function isResult(result: unknown): result is RunResult {
  if (!isRecord(result)) return false;
  const { test, seed, status, digest, totals, failure, unreached } = result;
  return (
    isText(test, JOB_CHARS_MAX) &&
    isSeed(seed) &&
    (status === 'passed' || status === 'failed' || status === 'inconclusive') &&
    isText(digest) &&
    DIGEST.test(digest) &&
    isRecord(totals) &&
    TOTALS.every((name) => isCount(totals[name])) &&
    (status === 'failed' ? isFailure(failure) : failure === undefined) &&
    (status === 'inconclusive'
      ? isList(unreached, ROWS_MAX, (mark) => isText(mark))
      : unreached === undefined)
  );
}

function isFailure(failure: unknown): failure is Failure {
  if (!isRecord(failure)) return false;
  const { rule, message, atMicros, subject, thrown, todos, timeline } = failure;
  return (
    isRule(rule) &&
    isText(message) &&
    isCount(atMicros) &&
    (subject === undefined || isCount(subject)) &&
    (thrown === undefined || isText(thrown)) &&
    (todos === undefined ? rule !== 'TODO' : isList(todos, TODOS_MAX, isTodo)) &&
    isList(timeline, ROWS_MAX, isRow)
  );
}

function isRule(rule: unknown): boolean {
  return rule === 'TODO' || (isText(rule) && entryOf(rule) !== undefined);
}

function isTodo(todo: unknown): boolean {
  if (!isRecord(todo)) return false;
  const { stage, rule, what } = todo;
  return isText(stage) && /^2[ABC]$/.test(stage) && isRule(rule) && isText(what);
}

function isRow(row: unknown): boolean {
  if (!isRecord(row)) return false;
  const { atMicros, server, text, witness } = row;
  const isWho = server === undefined || isCount(server);
  return isCount(atMicros) && isWho && isText(text) && typeof witness === 'boolean';
}

function isText(value: unknown, most = TEXT_CHARS_MAX): value is string {
  return typeof value === 'string' && value.length <= most;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isList(value: unknown, most: number, holds: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= most && value.every(holds);
}
