/** What parent and child say to each other. The parent checks the shape of whatever a child says. */
import type { ProgramText } from '../realm/program';
import type { RunResult } from '../scenarios/run-result';

export type ToChild =
  | { readonly kind: 'load'; readonly text: ProgramText; readonly isolated: boolean }
  | {
      readonly kind: 'run';
      readonly test: string;
      readonly seed: number;
      /** Tell of every step, from this one on (narration.ts): a run before this one never ended. */
      readonly narrateFrom?: number;
    };

export type FromChild =
  | { readonly kind: 'loaded' }
  /** Sent some times a second: the run goes on, and so many events have been entered. */
  | { readonly kind: 'alive'; readonly entered: number }
  | { readonly kind: 'result'; readonly result: RunResult }
  /** The grader itself has failed, at loading or in a run. */
  | { readonly kind: 'fault'; readonly text: string };

export function isFromChild(message: unknown): message is FromChild {
  if (typeof message !== 'object' || message === null) return false;
  const { kind, entered, text, result } = message as Record<string, unknown>;
  switch (kind) {
    case 'loaded':
      return true;
    case 'alive':
      return typeof entered === 'number';
    case 'fault':
      return typeof text === 'string';
    case 'result':
      return isResult(result);
    default:
      return false;
  }
}

function isResult(result: unknown): result is RunResult {
  if (typeof result !== 'object' || result === null) return false;
  const { test, seed, status, digest, totals, failure } = result as Record<string, unknown>;
  return (
    typeof test === 'string' &&
    typeof seed === 'number' &&
    (status === 'passed' || status === 'failed' || status === 'inconclusive') &&
    typeof digest === 'string' &&
    typeof totals === 'object' &&
    (status === 'failed') === (typeof failure === 'object')
  );
}
