/** Marks for events on one server: commands, applies, syncs, console lines, crashes and restarts. */
import type { TraceEvent } from '../../../../world/sim/trace';
import { isShown } from '../../../story/filters';
import { serverOf, words } from '../../../story/story-words';
import { cross } from './paint-arrows';
import { label, lifeLine, type Scene, setFont, x } from './scene';

export interface Mark {
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

/** With more events in view than this, no texts are drawn. */
const TEXTS_MAX = 1_500;
/** Of marks in one row that are nearer than this, only the first is drawn. */
const GAP = 4;
const TEXT_GAP = 14;
const CONSOLE_CHARS = 40;

type Row = 'start' | 'apply' | 'sync' | 'log' | 'power';

const OFFSETS: Readonly<Record<Row, number>> = {
  start: -15,
  apply: 15,
  sync: 13,
  log: 25,
  power: 0,
};

/** Draws the marks and returns their positions. */
export function paintMarks(scene: Scene): Mark[] {
  const { desk, stretch } = scene;
  const { story } = desk;
  const first = story.indexAt(stretch.from - 1) + 1;
  const last = story.indexAt(stretch.to);
  const marks: Mark[] = [];
  /** By server and row, because marks of one row must not overlap. */
  const rows = new Map<string, Mark[]>();
  for (let index = first; index <= last; index++) {
    const event = story.events[index];
    const row = event && rowOf(event);
    if (!row || !isShown(event, story.messages, desk.filters.value)) continue;
    const server = serverOf(event) ?? 0;
    const y0 = lifeLine(scene, server);
    if (y0 === undefined) continue;
    const mark = { index, x: x(scene, event.at), y: y0 + OFFSETS[row] };
    marks.push(mark);
    const key = `${server} ${row}`;
    const alike = rows.get(key) ?? [];
    if (row === 'power' || mark.x - (alike.at(-1)?.x ?? -Infinity) >= GAP) alike.push(mark);
    rows.set(key, alike);
  }
  const isSparse = last - first < TEXTS_MAX;
  for (const alike of rows.values())
    for (const [i, mark] of alike.entries()) {
      const room = (alike[i + 1]?.x ?? scene.width) - mark.x - TEXT_GAP;
      const event = story.events[mark.index];
      if (event) paintMark(scene, event, mark, isSparse ? room : 0);
    }
  return marks;
}

function rowOf(event: TraceEvent): Row | undefined {
  switch (event.kind) {
    case 'start':
    case 'apply':
    case 'log':
      return event.kind;
    case 'disk':
      return event.operation.op === 'sync' ? 'sync' : undefined;
    case 'boot':
    case 'crash':
      return 'power';
    default:
      return undefined;
  }
}

function paintMark(scene: Scene, event: TraceEvent, mark: Mark, room: number): void {
  const { context, palette } = scene;
  const { x: x0, y: y0 } = mark;
  context.fillStyle = palette.ink;
  switch (event.kind) {
    case 'start':
      triangle(context, x0, y0, 5, 1);
      text(scene, room, brief(event.command), x0 + 7, y0 + 1, palette.ink);
      return;
    case 'apply':
      context.fillStyle = palette.dim;
      triangle(context, x0, y0 + 4, 4.4, -1);
      text(scene, room, `${event.index}`, x0 + 6, y0 + 7, palette.dim);
      return;
    case 'disk':
      context.fillStyle = palette.unsynced;
      context.fillRect(x0 - 1, y0 - 2.5, 2, 6);
      return;
    case 'log':
      paintConsole(scene, event, mark, room);
      return;
    case 'crash':
      cross(context, x0, y0, 7, palette.lost);
      return;
    case 'boot':
      context.fillStyle = palette.card;
      context.strokeStyle = palette.ink;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(x0, y0, 4.5, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
      return;
    default:
  }
}

function paintConsole(scene: Scene, event: TraceEvent, { x: x0, y: y0 }: Mark, room: number) {
  const { context, palette } = scene;
  const what = brief(words(event).replace(/^console: /, ''), CONSOLE_CHARS);
  setFont(scene, 10.5, 500);
  const { width } = context.measureText(what);
  if (width < room) {
    // On a background of its own, because a note about a cut may be in the same place.
    context.fillStyle = palette.card;
    context.fillRect(x0 - 5, y0 - 10, width + 15, 14);
    context.fillStyle = palette.console;
    context.fillText(what, x0 + 8, y0);
  }
  context.fillStyle = palette.console;
  context.beginPath();
  context.roundRect(x0 - 3, y0 - 7, 8, 6, 2);
  context.moveTo(x0 - 1, y0 - 1);
  context.lineTo(x0 - 2.5, y0 + 2);
  context.lineTo(x0 + 2, y0 - 1);
  context.fill();
}

function text(
  scene: Scene,
  room: number,
  what: string,
  left: number,
  baseline: number,
  colour: string,
): void {
  setFont(scene, 10.5, 500);
  const { width } = scene.context.measureText(what);
  if (width < room) label(scene, what, left, baseline, colour);
}

/** A triangle that points down (1) or up (-1). */
function triangle(
  context: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  size: number,
  direction: 1 | -1,
): void {
  context.beginPath();
  context.moveTo(x0, y0 + size * direction);
  context.lineTo(x0 - size * 0.8, y0 - size * 0.6 * direction);
  context.lineTo(x0 + size * 0.8, y0 - size * 0.6 * direction);
  context.closePath();
  context.fill();
}

function brief(value: string, most = 14): string {
  return value.length > most ? `${value.slice(0, most)}…` : value;
}
