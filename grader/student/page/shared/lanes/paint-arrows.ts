/** Messages: slanted lines from where they were sent to where they arrived; lost ones end in a cross. */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../../contract';
import { type Arrow, endOf, type MessageKind } from '../../../story/messages';
import { isArrowShown } from '../../../story/filters';
import type { Palette } from './palette';
import { label, lifeLine, type Scene, setFont, x } from './scene';

/** With more arrows than this, only the lines are drawn. */
const DETAILED_MAX = 900;
const LABELLED_MAX = 120;

export interface Line {
  readonly arrow: Arrow;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Lines of the messages in view. */
export function linesOf(scene: Scene): Line[] {
  const { desk, stretch } = scene;
  const { messages, until } = desk.story;
  const filters = desk.filters.value;
  return messages.between(stretch.from, stretch.to).flatMap((arrow): Line[] => {
    const [y1, y2] = [lifeLine(scene, arrow.from), lifeLine(scene, arrow.to)];
    if (y1 === undefined || y2 === undefined || !isArrowShown(arrow, filters)) return [];
    const x1 = x(scene, arrow.sentAt);
    const x2 = x(scene, Math.min(endOf(arrow), until));
    const gap = Math.sign(y2 - y1) * 7;
    if (arrow.end.fate === 'arrived') return [{ arrow, x1, y1: y1 + gap, x2, y2: y2 - gap }];
    // A message that does not arrive stops midway, and one that is lost at once gets some width to
    // be visible.
    const share = arrow.end.fate === 'lost' && endOf(arrow) > arrow.sentAt ? 0.86 : 0.45;
    const slant = Math.max(x2, x1 + 9);
    return [{ arrow, x1, y1: y1 + gap, x2: slant, y2: y1 + (y2 - y1) * share }];
  });
}

export function paintArrows(scene: Scene, lines: readonly Line[]): void {
  const { context, palette, desk, hovered } = scene;
  const selected = desk.selection.value;
  const isChosen = ({ arrow }: Line) => arrow.call === selected?.call || arrow === hovered;
  const isDetailed = lines.length <= DETAILED_MAX;
  const drawn = isDetailed ? lines : distinct(lines);
  const alpha = isDetailed ? 0.85 : Math.max(0.15, Math.min(0.6, 700 / drawn.length));
  for (const look of LOOKS) {
    const alike = drawn.filter((line) => look.holds(line.arrow));
    if (alike.length === 0) continue;
    context.strokeStyle = look.colour(palette);
    context.lineWidth = look.width;
    // Dashes are slow to draw, and invisible in a crowd.
    if (isDetailed) context.setLineDash(look.dash);
    context.globalAlpha = selected && isDetailed ? alpha * 0.5 : alpha;
    context.beginPath();
    for (const { x1, y1, x2, y2 } of alike) {
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    context.stroke();
    context.setLineDash([]);
    if (isDetailed) for (const line of alike) paintHead(scene, line, look.colour(palette));
  }
  context.globalAlpha = 1;
  for (const line of lines.filter(isChosen)) paintChosen(scene, line);
  if (lines.length <= LABELLED_MAX) for (const line of lines) paintText(scene, line);
}

/** Without lines that would cover each other, which are most in a long run. */
function distinct(lines: readonly Line[]): Line[] {
  const seen = new Set<string>();
  return lines.filter(({ arrow, x1, y1, x2 }) => {
    const key = `${arrow.kind} ${arrow.leg} ${y1} ${arrow.to} ${x1 >> 1} ${x2 >> 1}`;
    return seen.size < seen.add(key).size;
  });
}

interface Look {
  readonly holds: (arrow: Arrow) => boolean;
  readonly colour: (palette: Palette) => string;
  readonly width: number;
  readonly dash: number[];
}

const WIDTHS: Readonly<Record<MessageKind, number>> = { heartbeat: 1, append: 1.8, vote: 1.8 };

/**
 * Colour shows the kind; replies are dashed, heartbeats thin. The less important ones are first, so
 * that the others cover them.
 */
const LOOKS: readonly Look[] = (['heartbeat', 'append', 'vote'] as const).flatMap((kind) =>
  (['reply', 'request'] as const).map((leg): Look => ({
    holds: (arrow) => arrow.kind === kind && arrow.leg === leg,
    colour: (palette) => palette[kind],
    width: leg === 'reply' ? WIDTHS[kind] * 0.8 : WIDTHS[kind],
    dash: leg === 'reply' ? [5, 3] : [],
  })),
);

function paintChosen(scene: Scene, line: Line): void {
  const { context, palette } = scene;
  const colour = palette[line.arrow.kind];
  const isSelected = line.arrow.call === scene.desk.selection.value?.call;
  context.save();
  context.lineCap = 'round';
  context.strokeStyle = palette.cursor;
  context.globalAlpha = isSelected ? 0.32 : 0.2;
  context.lineWidth = 8;
  stroke(context, line);
  context.globalAlpha = 1;
  context.strokeStyle = colour;
  context.lineWidth = 2.4;
  if (line.arrow.leg === 'reply') context.setLineDash([6, 3]);
  stroke(context, line);
  context.setLineDash([]);
  paintHead(scene, line, colour);
  context.restore();
}

function stroke(context: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Line): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** A shape for the fate of a message and, in a reply, for its content. */
function paintHead(scene: Scene, line: Line, colour: string): void {
  const { context, palette } = scene;
  const { arrow, x2, y2 } = line;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  if (arrow.end.fate === 'lost') {
    cross(context, x2, y2, 4.2, palette.lost);
    return;
  }
  if (arrow.end.fate !== 'arrived') {
    context.beginPath();
    context.arc(x2, y2, 1.8, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  const answer = arrow.leg === 'reply' ? isYes(arrow) : undefined;
  if (answer === undefined) arrowHead(context, line);
  else if (answer && arrow.kind === 'heartbeat') arrowHead(context, line);
  else if (answer) diamond(context, x2, y2 - Math.sign(line.y2 - line.y1), 4.6);
  else ring(context, x2, y2, 3.8, palette.card);
}

function isYes({ kind, reply }: Arrow): boolean {
  if (kind === 'vote') return (reply as RequestVoteReply | undefined)?.voteGranted === true;
  return (reply as AppendEntriesReply | undefined)?.success === true;
}

function arrowHead(context: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Line): void {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  context.beginPath();
  context.moveTo(x2, y2);
  for (const turn of [-0.42, 0.42])
    context.lineTo(x2 - 8 * Math.cos(angle + turn), y2 - 8 * Math.sin(angle + turn));
  context.closePath();
  context.fill();
}

export function cross(
  context: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  size: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 2.2;
  context.beginPath();
  context.moveTo(x0 - size, y0 - size);
  context.lineTo(x0 + size, y0 + size);
  context.moveTo(x0 + size, y0 - size);
  context.lineTo(x0 - size, y0 + size);
  context.stroke();
}

function diamond(context: CanvasRenderingContext2D, x0: number, y0: number, size: number): void {
  context.beginPath();
  context.moveTo(x0, y0 - size);
  context.lineTo(x0 + size, y0);
  context.lineTo(x0, y0 + size);
  context.lineTo(x0 - size, y0);
  context.closePath();
  context.fill();
}

function ring(
  context: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  size: number,
  inside: string,
): void {
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x0, y0, size, 0, 2 * Math.PI);
  context.fillStyle = inside;
  context.fill();
  context.stroke();
}

/** Text along the line, if there is room. */
function paintText(scene: Scene, line: Line): void {
  const { context, palette, desk } = scene;
  const { arrow, x1, y1, x2, y2 } = line;
  if (Math.abs(x2 - x1) < 46) return;
  const text = textOf(arrow, desk.story.messages.call(arrow.call)?.args);
  setFont(scene, 10.5, 500);
  const width = context.measureText(text).width;
  if (width + 24 > Math.hypot(x2 - x1, y2 - y1)) return;
  context.save();
  context.translate((x1 + x2) / 2, (y1 + y2) / 2);
  context.rotate(Math.atan2(y2 - y1, x2 - x1));
  label(scene, text, -width / 2, -4, palette[arrow.kind]);
  context.restore();
}

/** The content of a message in a few characters. */
export function textOf({ leg, kind, reply }: Arrow, args: unknown): string {
  if (leg === 'request') {
    if (kind === 'vote') return `vote? T${(args as RequestVoteArgs | undefined)?.term ?? '?'}`;
    const { term, prevLogIndex, entries } = args as AppendEntriesArgs;
    if (entries.length === 0) return `♥ T${term}`;
    const last = prevLogIndex + entries.length;
    const first = prevLogIndex + 1;
    return `T${term} entries ${first === last ? first : `${first}–${last}`}`;
  }
  if (kind === 'vote') return (reply as RequestVoteReply).voteGranted ? 'granted' : 'refused';
  const { success, conflictIndex } = reply as AppendEntriesReply;
  if (success) return 'ok';
  return conflictIndex === undefined ? 'refused' : `refused, try ${conflictIndex}`;
}

/** The line nearest to a place on the canvas, if one is near. */
export function lineAt(lines: readonly Line[], px: number, py: number): Line | undefined {
  let best: { readonly line: Line; readonly distance: number } | undefined;
  for (const line of lines) {
    const distance = distanceTo(line, px, py);
    if (distance < NEAR && distance < (best?.distance ?? Infinity)) best = { line, distance };
  }
  return best?.line;
}

const NEAR = 7;

function distanceTo({ x1, y1, x2, y2 }: Line, px: number, py: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const share = ((px - x1) * dx + (py - y1) * dy) / (dx * dx + dy * dy || 1);
  const held = Math.max(0, Math.min(1, share));
  return Math.hypot(px - x1 - held * dx, py - y1 - held * dy);
}
