/** Every event in words, as a table, for readers and screen readers. Renders only the rows in view. */
import { useSignal, useSignalEffect } from '@preact/signals';
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useEffect, useRef } from 'preact/hooks';
import { lowerBound } from '../../story/search';
import { clockTime, serverOf, words } from '../../story/story-words';
import type { Desk } from './desk';
import { heed } from './heed';
import { isCalm } from './theme';

interface EventTableProps {
  readonly desk: Desk;
}

const ROW_PX = 27;
/** Extra rows around the visible ones, so that scrolling does not flicker. */
const OVERSCAN = 8;

export function EventTable({ desk }: EventTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<Virtualizer<HTMLDivElement, HTMLTableRowElement> | null>(null);
  const tick = useSignal(0);
  const shown = desk.shown.value;

  useEffect(() => {
    const made = new Virtualizer<HTMLDivElement, HTMLTableRowElement>({
      count: desk.shown.peek().length,
      getScrollElement: () => box.current,
      estimateSize: () => ROW_PX,
      overscan: OVERSCAN,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      // The header stays in view above the rows that scroll under it.
      paddingStart: ROW_PX,
      scrollPaddingStart: ROW_PX * 2,
      scrollPaddingEnd: ROW_PX,
      onChange: () => tick.value++,
    });
    virtualizer.current = made;
    const unmount = made._didMount();
    made._willUpdate();
    tick.value++;
    return unmount;
  }, [desk]);

  useSignalEffect(() => {
    const list = desk.shown.value;
    const cursor = desk.cursor.value;
    const made = virtualizer.current;
    if (!made) return;
    made.setOptions({ ...made.options, count: list.length });
    made._willUpdate();
    const row = lowerBound(list, (index) => index > cursor) - 1;
    if (row >= 0) made.scrollToIndex(row, { align: 'auto', behavior: 'auto' });
    tick.value++;
  });

  heed(tick);
  const items = virtualizer.current?.getVirtualItems() ?? [];
  const before = (items[0]?.start ?? ROW_PX) - ROW_PX;
  const after = (virtualizer.current?.getTotalSize() ?? 0) - (items.at(-1)?.end ?? 0);
  const found = new Set(desk.found.value);
  const witness = desk.story.witness;
  return (
    <section class="panel events" aria-labelledby="events-title">
      <header class="panel-head">
        <h2 id="events-title">Events</h2>
        <span class="dim">
          {shown.length === desk.story.events.length
            ? `${shown.length}`
            : `${shown.length} of ${desk.story.events.length}`}
          {desk.story.leftOut > 0 && `, ${desk.story.leftOut} left out of the recording`}
        </span>
      </header>
      <div
        class="event-scroll"
        ref={box}
        role="region"
        aria-labelledby="events-title"
        tabIndex={0}
        data-calm={isCalm()}
      >
        <table class="event-table" aria-rowcount={shown.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Time</th>
              <th scope="col">Server</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {before > 0 && <Space height={before} />}
            {items.map(({ index: row }) => {
              const index = shown[row];
              return index === undefined ? null : (
                <EventRow
                  key={index}
                  desk={desk}
                  row={row}
                  index={index}
                  evidence={witness.indexOf(index) + 1}
                  isFound={found.has(index)}
                />
              );
            })}
            {after > 0 && <Space height={after} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Space({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden="true" class="space">
      <td colSpan={3} style={{ height: `${height}px` }} />
    </tr>
  );
}

function EventRow({
  desk,
  row,
  index,
  evidence,
  isFound,
}: {
  readonly desk: Desk;
  readonly row: number;
  readonly index: number;
  /** Number of the pin; 0 if the event is not evidence. */
  readonly evidence: number;
  readonly isFound: boolean;
}) {
  const event = desk.story.events[index];
  if (!event) return null;
  const isCurrent = desk.cursor.value === index;
  const server = serverOf(event);
  const names = [`event is-${event.kind}`];
  if (isCurrent) names.push('is-current');
  if (evidence > 0) names.push('is-witness');
  if (isFound) names.push('is-found');
  return (
    <tr
      class={names.join(' ')}
      aria-rowindex={row + 2}
      {...(isCurrent && { 'aria-current': 'true' })}
      onClick={() => desk.moveTo(index)}
    >
      <td class="time">
        <button type="button" tabIndex={isCurrent ? 0 : -1} onClick={() => desk.moveTo(index)}>
          {clockTime(event.at, 6)}
        </button>
      </td>
      <td class="who">{server === undefined ? '' : `S${server}`}</td>
      <td class="what">
        {evidence > 0 && (
          <span class="pin">
            <span class="unseen">Evidence </span>
            {evidence}
          </span>
        )}
        {words(event)}
      </td>
    </tr>
  );
}
