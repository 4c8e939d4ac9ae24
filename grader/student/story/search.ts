/** Binary search. */

/**
 * Index of the first item for which `holds` is true; the length if there is none. It must be false
 * for all items before and true for all after.
 */
export function lowerBound<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
