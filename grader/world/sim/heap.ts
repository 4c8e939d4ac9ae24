/**
 * A binary heap in a plain array, for events by due time. A realm's prelude uses it too, so it calls no
 * method of the array: a submission may have changed them.
 */

/** Events that are due at the same time are ordered by `sequence`. */
interface Due {
  readonly at: number;
  readonly sequence: number;
}

export function pushDue<T extends Due>(heap: T[], item: T): void {
  let i = heap.length;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || before(above, item)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = item;
}

/** Removes the first element, `heap[0]`. */
export function popDue(heap: Due[]): void {
  const last = heap[heap.length - 1];
  if (last === undefined) return;
  heap.length -= 1;
  if (heap.length === 0) return;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    let below = inside(heap, child);
    if (below === undefined) break;
    const right = inside(heap, child + 1);
    if (right !== undefined && before(right, below)) {
      below = right;
      child++;
    }
    if (before(last, below)) break;
    heap[i] = below;
    i = child;
  }
  heap[i] = last;
}

/** Reading past the end is slow where the array has no prototype, as in a realm. */
export function inside<T extends Due>(heap: readonly T[], at: number): T | undefined {
  return at < heap.length ? heap[at] : undefined;
}

function before(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
