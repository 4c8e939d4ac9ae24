/**
 * For each server, the spans of time with the same status, role, term and sync state, for drawing
 * lanes. Each span ends where the next begins.
 */
import type { Micros } from '../../world/sim/time';
import { lowerBound } from './search';
import type { Role, Status, World } from './world';

export interface Span {
  readonly at: Micros;
  /** Index of the event at which the span begins. */
  readonly index: number;
  readonly status: Status;
  readonly role: Role;
  readonly term: number;
  /** Whether its disk has unsynced changes. */
  readonly isUnsynced: boolean;
}

export class Spans {
  readonly #spans: Span[][];
  #last: World | undefined;

  constructor(servers: number) {
    this.#spans = Array.from({ length: servers }, () => []);
  }

  of(server: number): readonly Span[] {
    return this.#spans[server] ?? [];
  }

  /** The spans at some time from `from` to `to`. */
  between(server: number, from: Micros, to: Micros): readonly Span[] {
    const spans = this.of(server);
    const first = Math.max(0, lowerBound(spans, (span) => span.at > from) - 1);
    return spans.slice(
      first,
      lowerBound(spans, (span) => span.at > to),
    );
  }

  add(world: World, at: Micros, index: number): void {
    const before = this.#last;
    this.#last = world;
    if (world === before) return;
    for (const server of world.servers) {
      if (server === before?.servers[server.id]) continue;
      const spans = this.#spans[server.id];
      if (!spans) continue;
      const last = spans.at(-1);
      const { status, role, term, files } = server;
      const isUnsynced = files.some((file) => file.isUnsynced);
      const span: Span = { at, index, status, role, term, isUnsynced };
      if (last && isSame(last, span)) continue;
      spans.push(span);
    }
  }
}

function isSame(a: Span, b: Span): boolean {
  return (
    a.status === b.status && a.role === b.role && a.term === b.term && a.isUnsynced === b.isUnsynced
  );
}
