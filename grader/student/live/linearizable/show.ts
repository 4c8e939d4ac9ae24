/** A history on a time axis, in text: a line for each operation, from its call to its answer. */
import type { Operation } from './operation';

const AXIS_COLUMNS = 36;
const SHOWN_MAX = 14;

/** @param operations the shortest prefix that is not linearizable */
export function showHistory(key: string, operations: readonly Operation[]): string {
  const shown = lastOf(operations);
  const ends = shown.map(({ answeredAt, invokedAt }) => answeredAt ?? invokedAt);
  const from = Math.min(...shown.map(({ invokedAt }) => invokedAt));
  const to = Math.max(...ends);
  const column = (at: number) => Math.round(((at - from) / (to - from || 1)) * (AXIS_COLUMNS - 1));
  const lines = shown.map((operation) => {
    const { client, invokedAt, answeredAt } = operation;
    const [begin, end] = [column(invokedAt), column(answeredAt ?? to)];
    const bar =
      answeredAt === undefined
        ? `|${'-'.repeat(Math.max(0, AXIS_COLUMNS - begin - 2))}>`
        : `|${'-'.repeat(Math.max(0, end - begin - 1))}${end > begin ? '|' : ''}`;
    const label = `  client ${client}  ${wordsOf(operation)}`;
    return `${label.padEnd(40)}${' '.repeat(begin)}${bar}`;
  });
  const span = `${(from / 1_000).toFixed(3)} s`.padEnd(AXIS_COLUMNS - 8);
  return [
    `Key ${key}: no order of these operations explains what clients saw.`,
    ...(shown.length < operations.length
      ? [`  (the last ${shown.length} of ${operations.length}; the others can be explained)`]
      : []),
    ...lines,
    `${' '.repeat(40)}${span}${(to / 1_000).toFixed(3)} s`,
  ].join('\n');
}

function wordsOf({ call, answeredAt }: Operation): string {
  if (call.kind === 'write') return `writes ${call.value}${answeredAt === undefined ? ' ?' : ''}`;
  return answeredAt === undefined ? 'reads' : `reads ${call.value ?? 'nothing'}`;
}

/** The last answered operations, and the unanswered writes of values that they read. */
function lastOf(operations: readonly Operation[]): readonly Operation[] {
  const inOrder = [...operations]
    .filter(({ call, answeredAt }) => call.kind === 'write' || answeredAt !== undefined)
    .sort((a, b) => (a.answeredAt ?? Infinity) - (b.answeredAt ?? Infinity));
  const answered = inOrder.filter(({ answeredAt }) => answeredAt !== undefined);
  const last = answered.slice(-SHOWN_MAX);
  const read = new Set(last.flatMap(({ call }) => (call.kind === 'read' ? [call.value] : [])));
  const open = inOrder.filter(
    ({ call, answeredAt }) => answeredAt === undefined && read.has(call.value),
  );
  return [...last, ...open].sort((a, b) => a.invokedAt - b.invokedAt);
}
