/**
 * Turns a recording into rows for people. Several events become one row if nothing is lost:
 * heartbeats that changed nothing, one message to several servers, the steps of one save. The
 * layout is in screen.ts.
 */
import type { DiskOperation } from '../../world/sim/disk';
import type { TraceEvent } from '../../world/sim/trace';
import { dullCalls } from '../../runs/replay/dull-calls';
import type { Recording } from '../../runs/replay/recording';
import { arrivalText, bytes, serverOf, tell } from '../../report/tell';
import { plain } from '../../report/plain';
import type { Row } from '../../judge/scenarios/run-result';
import { Bursts } from '../../report/bursts';
import { Walk } from '../story/walk';
import { beginning } from '../story/world';
import { type Standing, standingsOf } from './standing';

export interface TraceRow extends Row {
  /** The servers involved. */
  readonly parties: readonly number[];
  /** The state of each server after the row. */
  readonly standings: readonly Standing[];
}

interface Beat {
  readonly at: number;
  /** As it was at the first of these heartbeats, whose time the row has. */
  readonly standings: readonly Standing[];
  count: number;
  lost: number;
  readonly to: Set<number>;
}

type Draft = { -readonly [K in keyof TraceRow]: TraceRow[K] };

const TEXT_CHARS_MAX = 200;

/** @param isEvery gives every event a row of its own */
export function rowsOf(recording: Recording, isEvery: boolean): readonly TraceRow[] {
  const maker = new Maker(recording, isEvery);
  for (const event of recording.events) maker.take(event);
  return maker.rows();
}

class Maker {
  readonly #rows: Draft[] = [];
  readonly #walk: Walk;
  #standings: readonly Standing[];
  readonly #witness: ReadonlySet<number>;
  readonly #dull: ReadonlySet<number>;
  /** By leader: heartbeats that are not in a row yet. */
  readonly #beats = new Map<number, Beat>();
  /** By server: the row to which its next disk operation belongs. */
  readonly #saves = new Map<number, { row: Draft; file: string }>();
  readonly #bursts = new Bursts<Draft>();

  constructor(
    recording: Recording,
    private readonly isEvery: boolean,
  ) {
    const { servers, puppets, events, links = [], verdict } = recording;
    this.#walk = new Walk(beginning(servers, puppets), links);
    this.#standings = standingsOf(this.#walk.world);
    this.#witness = new Set(verdict?.witness);
    this.#dull = isEvery ? new Set() : dullCalls(events, this.#witness);
  }

  take(event: TraceEvent): void {
    this.#standings = standingsOf(this.#walk.take(event), this.#standings);
    const isWitness = this.#witness.has(event.order);
    const isMessage = event.kind === 'send' || event.kind === 'lost';
    if (this.isEvery) this.#put(event, fullText(event), isWitness);
    else if (isMessage && isWitness) this.#say(event).witness = true;
    else if (isWitness) this.#put(event, fullText(event), true);
    else if ('call' in event && this.#dull.has(event.call)) this.#beat(event);
    else if (event.kind === 'disk') this.#save(event.server, event.operation, event);
    else if (isMessage) this.#say(event);
    else if (event.kind === 'note' && this.#link(event)) return;
    else if (event.kind === 'state' && !event.isLeader && this.#joins(event)) return;
    else {
      const told = tell(event);
      if (told) this.#put(event, told.text);
    }
  }

  rows(): readonly TraceRow[] {
    this.#flush();
    return this.#rows;
  }

  /** Links that are cut at the same moment share a row. */
  #link(event: TraceEvent & { readonly kind: 'note' }): boolean {
    const link = linkIn(event.text);
    if (!link) return false;
    const way = `S${link.from}→S${link.to}`;
    const head = `${link.isCut ? 'cut' : 'restored'}: `;
    const last = this.#rows.at(-1);
    const isSame = last?.atMicros === event.at && last.text.startsWith(head);
    const row = isSame && this.#beats.size === 0 ? last : this.#put(event, head);
    row.text += row.text === head ? way : `, ${way}`;
    row.parties = [...row.parties, link.from, link.to];
    row.standings = this.#standings;
    return true;
  }

  /** The lane of a server that has just acted already shows its term, so the change needs no row. */
  #joins(event: TraceEvent & { readonly kind: 'state' }): boolean {
    const last = this.#rows.at(-1);
    if (last?.server !== event.server || last.atMicros !== event.at) return false;
    last.standings = this.#standings;
    return true;
  }

  #put(event: TraceEvent, text: string, witness = false): Draft {
    const server = serverOf(event);
    const beat = server === undefined ? undefined : this.#beats.get(server);
    // A new leader sends its first heartbeats before getState() shows that it leads.
    const isFirst = event.kind === 'state' && this.#beats.size === 1 && beat?.at === event.at;
    if (!isFirst) this.#flush();
    // The server's next disk operation starts another save.
    if (server !== undefined) this.#saves.delete(server);
    return this.#add({
      atMicros: event.at,
      server,
      text: plain(text, TEXT_CHARS_MAX),
      witness,
      parties: partiesIn(event),
      standings: this.#standings,
    });
  }

  #add(row: Draft): Draft {
    this.#rows.push(row);
    return row;
  }

  #beat(event: TraceEvent & { readonly from: number; readonly to: number }): void {
    const { from, to, kind, at } = event;
    if (kind !== 'send' && kind !== 'lost') return;
    const standings = this.#standings;
    const beat = this.#beats.get(from) ?? { at, standings, count: 0, lost: 0, to: new Set() };
    if (kind === 'send') beat.count++;
    else beat.lost++;
    beat.to.add(to);
    this.#beats.set(from, beat);
  }

  #flush(): void {
    for (const [server, { at, standings, count, lost, to }] of this.#beats) {
      // Losses without sends belong to heartbeats that are in an earlier row.
      if (count === 0) continue;
      this.#add({
        atMicros: at,
        server,
        text: `${count} ${count === 1 ? 'heartbeat' : 'heartbeats'}${lost > 0 ? ` (${lost} lost)` : ''}`,
        witness: false,
        parties: [server, ...to],
        standings,
      });
    }
    this.#beats.clear();
  }

  #save(server: number, operation: DiskOperation, event: TraceEvent): void {
    const save = this.#saves.get(server);
    const step = diskStep(operation, save?.file);
    const file = operation.op === 'rename' ? operation.to : operation.file;
    if (save && save.row.text.length < TEXT_CHARS_MAX && operation.op !== 'write') {
      save.row.text += `, ${step}`;
      save.file = file;
      return;
    }
    const row = this.#put(event, `disk: ${step}`);
    this.#saves.set(server, { row, file });
  }

  #say(event: TraceEvent & { readonly kind: 'send' | 'lost' }): Draft {
    const text = fullText(event);
    const standing = () => `${this.#rows.length} ${this.#beats.size}`;
    const { row, isNew } = this.#bursts.take(event, text, standing, () => this.#put(event, text));
    if (!isNew) row.parties = [...row.parties, event.to];
    return row;
  }
}

/** The link that a note is about. */
function linkIn(note: string) {
  const pattern = /^the way from S(\d+) to S(\d+) is (cut|open again)$/;
  const [, from, to, what] = pattern.exec(note) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return { from: Number(from), to: Number(to), isCut: what === 'cut' };
}

function fullText(event: TraceEvent): string {
  if (event.kind === 'log') return `console: ${event.text}`;
  return tell(event)?.text ?? arrivalText(event);
}

function partiesIn(event: TraceEvent): readonly number[] {
  if ('server' in event) return [event.server];
  return 'call' in event ? [event.from, event.to] : [];
}

/** Names the file only if it is not the same as before. */
function diskStep(operation: DiskOperation, before: string | undefined): string {
  const { op, file } = operation;
  const name = file === before ? '' : ` ${plain(file, TEXT_CHARS_MAX)}`;
  switch (op) {
    case 'write':
      return `write${name} (${bytes(operation.content)})`;
    case 'sync':
    case 'remove':
      return `${op}${name}`;
    case 'rename':
      return `rename${name} to ${plain(operation.to, TEXT_CHARS_MAX)}`;
  }
}
