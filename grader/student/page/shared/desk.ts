/**
 * The state of a page's view: a story, the cursor in it, the stretch of time in view, the
 * selection, and the filters. Components show and change it; a page with a live run adds events
 * with {@link Desk.append}.
 */
import { batch, computed, signal } from '@preact/signals';
import type { Code } from '../../../runs/replay/code';
import type { LinkChange, RecordedVerdict } from '../../../runs/replay/recording';
import type { Micros } from '../../../world/sim/time';
import type { TraceEvent } from '../../../world/sim/trace';
import { type Filters, isShown, matches, NO_FILTERS } from '../../story/filters';
import type { Arrow, CallView } from '../../story/messages';
import {
  FIRST_STRETCH,
  firstEvent,
  firstFilters,
  firstStretch,
  type Stretch,
  STRETCH_MIN,
} from '../../story/opening';
import { lowerBound } from '../../story/search';
import type { Story } from '../../story/story';
import { serverOf } from '../../story/story-words';
import type { World } from '../../story/world';
import { heed } from './heed';

interface Selection {
  readonly call: number;
  readonly arrow?: Arrow;
}

/** Share of the stretch that stays free on each side of the cursor. */
const MARGIN = 0.12;

export class Desk {
  /** Increases with each change of the story, which is mutable. */
  readonly version = signal(0);
  /** Index of the event at the cursor; -1 before the first. */
  readonly cursor = signal(-1);
  /** The time at the cursor; while playing, it may be between events. */
  readonly now = signal<Micros>(0);
  readonly stretch = signal<Stretch>({ from: 0, to: FIRST_STRETCH });
  readonly selection = signal<Selection | undefined>(undefined);
  readonly filters = signal<Filters>(NO_FILTERS);
  readonly looked = signal('');

  /** The known state at the cursor. */
  readonly world = computed<World>(() => {
    heed(this.version);
    return this.story.at(this.cursor.value);
  });

  /** Indexes of the events that are shown, ascending. */
  readonly shown = computed<readonly number[]>(() => {
    heed(this.version);
    const { events, messages } = this.story;
    const filters = this.filters.value;
    const keep = new Set(this.story.witness);
    return events.flatMap((event, index) =>
      keep.has(index) || isShown(event, messages, filters) ? [index] : [],
    );
  });

  /** Indexes of the shown events that match the search; empty without a search. */
  readonly found = computed<readonly number[]>(() => {
    const looked = this.looked.value.trim();
    if (looked === '') return [];
    const { events } = this.story;
    return this.shown.value.filter((index) => {
      const event = events[index];
      return event !== undefined && matches(event, looked);
    });
  });

  readonly event = computed<TraceEvent | undefined>(() => {
    heed(this.version);
    return this.story.events[this.cursor.value];
  });

  readonly selectedCall = computed<CallView | undefined>(() => {
    heed(this.version);
    const selection = this.selection.value;
    return selection && this.story.messages.call(selection.call);
  });

  constructor(readonly story: Story) {
    this.filters.value = firstFilters(story);
    this.stretch.value = firstStretch(story);
    this.moveTo(firstEvent(story));
  }

  /** Adds the next events of a live run. The cursor follows if it was at the end. */
  append(
    events: readonly TraceEvent[],
    links: readonly LinkChange[],
    until: Micros,
    code: Code | undefined,
  ): void {
    const isFollowing = this.cursor.value >= this.story.events.length - 1;
    batch(() => {
      this.story.append(events, links, code);
      this.story.runUntil(until);
      this.version.value++;
      if (!isFollowing) return;
      this.cursor.value = this.story.events.length - 1;
      this.now.value = this.story.until;
      this.#follow(this.now.value);
    });
  }

  /** Removes the event with that order, and all later ones. */
  truncate(order: number): void {
    batch(() => {
      this.story.truncate(order);
      this.version.value++;
      this.selection.value = undefined;
      this.moveTo(Math.min(this.cursor.value, this.story.events.length - 1));
    });
  }

  /** Sets or clears the verdict of a live run. */
  judge(verdict: RecordedVerdict | undefined): void {
    this.story.verdict = verdict;
    this.version.value++;
  }

  /** Moves the cursor to an event and scrolls it into view. */
  moveTo(index: number): void {
    const { events } = this.story;
    const to = Math.max(-1, Math.min(index, events.length - 1));
    batch(() => {
      this.cursor.value = to;
      this.now.value = events[to]?.at ?? 0;
      this.#select(to);
      this.#follow(this.now.value);
    });
  }

  /** Moves the cursor to the last event at or before a time, as while playing. */
  moveToTime(at: Micros): void {
    const now = Math.max(0, Math.min(at, this.story.until));
    batch(() => {
      const index = this.story.indexAt(now);
      if (index !== this.cursor.value) this.#select(index);
      this.cursor.value = index;
      this.now.value = now;
      this.#follow(now);
    });
  }

  /** Moves to the next or previous shown event; only of one server, if one is given. */
  step(direction: 1 | -1, server?: number): void {
    const shown = this.shown.value;
    const { events } = this.story;
    const place = placeAfter(shown, this.cursor.value, direction);
    for (let i = place; i >= 0 && i < shown.length; i += direction) {
      const index = shown[i] ?? -1;
      const event = events[index];
      if (!event || (server !== undefined && !concerns(event, server))) continue;
      this.moveTo(index);
      return;
    }
  }

  /** The server whose events Shift steps through: the one of the event at the cursor. */
  get serverAtCursor(): number | undefined {
    const event = this.event.value;
    return event && serverOf(event);
  }

  /** Moves to the next or previous event of the witness from the cursor, cyclically. */
  goToWitness(direction: 1 | -1): void {
    this.#goRound(this.story.witness, direction);
  }

  goToFound(direction: 1 | -1): void {
    this.#goRound(this.found.value, direction);
  }

  #goRound(indexes: readonly number[], direction: 1 | -1): void {
    const place = placeAfter(indexes, this.cursor.value, direction);
    const index = indexes[place] ?? (direction === 1 ? indexes[0] : indexes.at(-1));
    if (index !== undefined) this.moveTo(index);
  }

  /**
   * Selects a packet and moves the cursor to the event at which it was sent or, if that was left
   * out, to its end.
   */
  selectArrow(arrow: Arrow): void {
    const { end, sentIndex } = arrow;
    const index = sentIndex ?? (end.fate === 'under way' ? undefined : end.index);
    batch(() => {
      if (index !== undefined) this.moveTo(index);
      this.selection.value = { call: arrow.call, arrow };
    });
  }

  clearSelection(): void {
    this.selection.value = undefined;
  }

  #select(index: number): void {
    const message = this.story.messageOf(index);
    const { call, arrow } = message ?? {};
    this.selection.value = call && { call: call.call, ...(arrow && { arrow }) };
  }

  /** @param factor above 1 shows less time, magnified */
  zoom(factor: number, around: Micros = this.#middle()): void {
    const { from, to } = this.stretch.value;
    const length = Math.max(STRETCH_MIN, Math.min((to - from) / factor, this.#longest()));
    const share = (around - from) / (to - from);
    this.#show(around - share * length, length);
  }

  pan(by: Micros): void {
    const { from, to } = this.stretch.value;
    this.#show(from + by, to - from);
  }

  /** Shows the whole run. */
  fit(): void {
    this.#show(0, this.#longest());
  }

  show({ from, to }: Stretch): void {
    this.#show(from, Math.max(STRETCH_MIN, to - from));
  }

  #show(from: Micros, length: Micros): void {
    const room = length * MARGIN;
    const latest = Math.max(-room, this.story.until + room - length);
    const start = Math.max(-room / 2, Math.min(from, latest));
    this.stretch.value = { from: start, to: start + length };
  }

  /** The cursor if it is in view, else the middle of the view. */
  #middle(): Micros {
    const { from, to } = this.stretch.value;
    const now = this.now.value;
    return now >= from && now <= to ? now : (from + to) / 2;
  }

  #longest(): Micros {
    return Math.max(STRETCH_MIN, this.story.until) * 1.02;
  }

  #follow(at: Micros): void {
    const { from, to } = this.stretch.value;
    const margin = (to - from) * MARGIN;
    if (at < from + margin / 4) this.#show(at - margin, to - from);
    else if (at > to - margin / 4) this.#show(at - (to - from) + margin, to - from);
  }
}

/** Whether an event happens on a server, or is a message from it or to it. */
function concerns(event: TraceEvent, server: number): boolean {
  if ('call' in event) return event.from === server || event.to === server;
  return serverOf(event) === server;
}

/** Position of the nearest index after or before `index`; the length or -1 if there is none. */
function placeAfter(indexes: readonly number[], index: number, direction: 1 | -1): number {
  return direction === 1
    ? lowerBound(indexes, (one) => one > index)
    : lowerBound(indexes, (one) => one >= index) - 1;
}
