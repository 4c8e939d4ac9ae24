/** Linearizability by its definition: tries every subset of what has no answer, in every order. */
import {
  IMPOSSIBLE,
  type Operation,
  step,
} from '../../../../grader/student/live/linearizable/operation';

export function bruteForce(operations: readonly Operation[]): boolean {
  return explains(operations, undefined);
}

function explains(left: readonly Operation[], value: string | undefined): boolean {
  if (left.every(({ answeredAt }) => answeredAt === undefined)) return true;
  return left.some((first, i) => {
    const rest = left.filter((_, at) => at !== i);
    // Nothing that is left may have been over before it began.
    if (rest.some(({ answeredAt = Infinity }) => answeredAt < first.invokedAt)) return false;
    // A read without an answer may have seen anything.
    const isOpenRead = first.call.kind === 'read' && first.answeredAt === undefined;
    const next = isOpenRead ? value : step(value, first.call);
    return next !== IMPOSSIBLE && explains(rest, next);
  });
}
