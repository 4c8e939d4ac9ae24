/**
 * Checks whether the history of one key is linearizable: whether its operations can be put in one
 * order that respects their times and explains every answer. The search of Wing and Gong (1993)
 * with Lowe's cache (2017), as in Porcupine.
 */
import { IMPOSSIBLE, type Operation, step } from './operation';
import { Tried } from './tried';

type Verdict = 'yes' | 'no' | 'unknown';

/** How many states are cached before the search gives up; each takes some hundred bytes. */
const SITUATIONS_MAX = 1_000_000;

/** A call or a return in a list ordered by time. Operations that have been linearized are taken out. */
interface Entry {
  readonly operation: number;
  /** The return of a call; undefined in a return. */
  readonly returns: Entry | undefined;
  before: Entry | undefined;
  after: Entry | undefined;
}

export function check(operations: readonly Operation[], situationsMax = SITUATIONS_MAX): Verdict {
  const needed = operations.filter(isNeeded(operations)).sort(byReturn);
  const answered = needed.filter(({ answeredAt }) => answeredAt !== undefined).length;
  const tried = new Tried(needed.length, answered, situationsMax);
  const head = listOf(needed);
  const placed: { readonly call: Entry; readonly valueBefore: string | undefined }[] = [];
  let value: string | undefined;
  let entry = head.after;
  while (entry) {
    if (entry.returns) {
      const call = needed[entry.operation]?.call;
      const next = call ? step(value, call) : IMPOSSIBLE;
      if (next !== IMPOSSIBLE && tried.add(entry.operation, next)) {
        placed.push({ call: entry, valueBefore: value });
        value = next;
        takeOut(entry);
        entry = head.after;
        continue;
      }
      if (tried.isFull) return 'unknown';
      entry = entry.after;
    } else {
      // This operation must have taken effect by now, and no remaining operation can come first:
      // backtrack.
      const last = placed.pop();
      if (!last) return 'no';
      value = last.valueBefore;
      tried.remove(last.call.operation);
      putBack(last.call);
      entry = last.call.after;
    }
  }
  return 'yes';
}

/**
 * A read without an answer can be ignored, and so can an unanswered write whose value was never
 * read.
 */
function isNeeded(operations: readonly Operation[]): (operation: Operation) => boolean {
  const seen = new Set(
    operations.flatMap(({ call, answeredAt }) =>
      call.kind === 'read' && answeredAt !== undefined ? [call.value] : [],
    ),
  );
  return ({ call, answeredAt }) =>
    answeredAt !== undefined || (call.kind === 'write' && seen.has(call.value));
}

function byReturn(a: Operation, b: Operation): number {
  const [x, y] = [a.answeredAt ?? Infinity, b.answeredAt ?? Infinity];
  return x === y ? a.invokedAt - b.invokedAt : x - y;
}

/** @returns a sentinel before the first entry */
function listOf(operations: readonly Operation[]): Entry {
  const timed = operations.flatMap(({ invokedAt, answeredAt = Infinity }, operation) => {
    const returns: Entry = { operation, returns: undefined, before: undefined, after: undefined };
    const call: Entry = { operation, returns, before: undefined, after: undefined };
    return [
      { at: invokedAt, isReturn: 0, entry: call },
      { at: answeredAt, isReturn: 1, entry: returns },
    ];
  });
  // At equal times calls come first, because operations that touch may have any order.
  timed.sort((a, b) => (a.at === b.at ? a.isReturn - b.isReturn : a.at - b.at));
  const head: Entry = { operation: -1, returns: undefined, before: undefined, after: undefined };
  let last = head;
  for (const { entry } of timed) {
    last.after = entry;
    entry.before = last;
    last = entry;
  }
  return head;
}

function takeOut(call: Entry): void {
  for (const entry of [call, call.returns]) {
    if (entry?.before) entry.before.after = entry.after;
    if (entry?.after) entry.after.before = entry.before;
  }
}

/** In the reverse order of {@link takeOut}, so that each entry finds its neighbours. */
function putBack(call: Entry): void {
  for (const entry of [call.returns, call]) {
    if (entry?.before) entry.before.after = entry;
    if (entry?.after) entry.after.before = entry;
  }
}
