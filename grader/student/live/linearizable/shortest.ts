/** Finds the shortest prefix of a history that is not linearizable. */
import { check } from './check';
import type { Operation } from './operation';

/** @param operations a history that check() rejects */
export function shortestPrefix(operations: readonly Operation[]): readonly Operation[] {
  const returns = operations
    .flatMap(({ answeredAt }) => (answeredAt === undefined ? [] : [answeredAt]))
    .sort((a, b) => a - b);
  let [good, bad] = [-1, returns.length - 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (check(until(operations, returns[middle] ?? 0)) === 'no') bad = middle;
    else good = middle;
  }
  return until(operations, returns[bad] ?? 0);
}

/** The history as known at a time: later answers are still missing. */
function until(operations: readonly Operation[], at: number): Operation[] {
  return operations
    .filter(({ invokedAt }) => invokedAt <= at)
    .map((operation) =>
      operation.answeredAt !== undefined && operation.answeredAt > at
        ? { ...operation, answeredAt: undefined }
        : operation,
    );
}
