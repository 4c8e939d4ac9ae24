/**
 * Lanes: each server's life as a line whose colour is its term and whose shape is its role;
 * downtime and pauses are shaded.
 */
import type { Micros } from '../../../../world/sim/time';
import type { Span } from '../../../story/spans';
import { standingWord } from '../../../story/story-words';
import type { Role } from '../../../story/world';
import { type Palette, termColour } from './palette';
import { bars, hatch } from './patterns';
import { laneTop, lifeLine, type Scene, setFont, x } from './scene';

const PILL_HEIGHT = 17;

type Piece = Span & { readonly left: number; readonly right: number };

/** The lanes' background, below the grid lines. */
export function paintGround(scene: Scene): void {
  const { context, palette, width, laneHeight } = scene;
  context.fillStyle = palette.lane;
  for (const server of scene.places.keys()) {
    const top = laneTop(scene, server);
    if (top !== undefined) context.fillRect(0, top + 2, width, laneHeight - 4);
  }
}

export function paintLanes(scene: Scene): void {
  for (const server of scene.places.keys()) {
    const top = laneTop(scene, server);
    if (top === undefined) continue;
    const pieces = piecesOf(scene, server);
    for (const piece of joined(pieces, ({ status }) => status)) paintStatus(scene, piece, top);
    const lives = joined(pieces, lifeKey);
    for (const piece of lives) paintLife(scene, piece, lifeLine(scene, server) ?? 0);
    for (const piece of joined(pieces, ({ isUnsynced }) => isUnsynced))
      if (piece.isUnsynced) paintUnsynced(scene, piece, (lifeLine(scene, server) ?? 0) + 11);
  }
}

/** Role and term, above the messages. */
export function paintPills(scene: Scene): void {
  for (const server of scene.places.keys()) {
    const top = laneTop(scene, server);
    if (top === undefined) continue;
    let free = -Infinity;
    for (const piece of joined(piecesOf(scene, server), lifeKey))
      free = paintPill(scene, piece, top + 9, free);
  }
}

function lifeKey({ status, role, term }: Span): string {
  // The test may send messages in any role and term, so neither is shown.
  if (status === 'played') return status;
  return `${status} ${role} ${term}`;
}

function piecesOf(scene: Scene, server: number): Piece[] {
  const { from, to } = scene.stretch;
  const { spans, until } = scene.desk.story;
  const found = spans.between(server, from, to);
  const end = Math.min(scene.width, x(scene, Math.max(until, 0)));
  return found.map((span, i) => {
    const next: Micros | undefined = found[i + 1]?.at;
    const right = next === undefined ? end : x(scene, next);
    return { ...span, left: Math.max(-20, x(scene, span.at)), right: Math.min(end, right) };
  });
}

/** Joins neighbouring pieces with the same key. */
function joined(pieces: readonly Piece[], key: (piece: Piece) => string | boolean): Piece[] {
  const whole: { -readonly [K in keyof Piece]: Piece[K] }[] = [];
  let before: string | boolean | undefined;
  for (const piece of pieces) {
    const now = key(piece);
    const last = whole.at(-1);
    if (last && now === before) last.right = piece.right;
    else whole.push({ ...piece });
    before = now;
  }
  return whole;
}

function paintStatus(scene: Scene, { status, left, right }: Piece, top: number): void {
  if (status === 'up' || status === 'played') return;
  const { context, palette, laneHeight } = scene;
  const isDown = status === 'down';
  context.save();
  context.beginPath();
  context.rect(left, top + 2, right - left, laneHeight - 4);
  context.clip();
  context.globalAlpha = isDown ? 0.16 : 0.2;
  context.fillStyle = isDown ? palette.down : palette.paused;
  context.fillRect(left, top + 2, right - left, laneHeight - 4);
  context.globalAlpha = 0.4;
  if (isDown) hatch(context, left, top + 2, right - left, laneHeight - 4, palette.down, 9);
  else bars(context, left, top + 2, right - left, laneHeight - 4, palette.paused);
  context.restore();
}

const THICKNESS: Readonly<Record<Role, number>> = { follower: 3, candidate: 10, leader: 13 };

function paintLife(scene: Scene, { status, role, term, left, right }: Piece, y: number): void {
  const { context, palette } = scene;
  if (status === 'down') return;
  if (status === 'played') {
    paintPlayed(scene, left, right, y);
    return;
  }
  const colour = termColour(palette, term);
  const thick = THICKNESS[role];
  context.save();
  if (status === 'paused') context.globalAlpha = 0.55;
  if (role === 'candidate') {
    context.beginPath();
    context.rect(left, y - thick / 2, right - left, thick);
    context.clip();
    context.fillStyle = colour;
    context.globalAlpha *= 0.3;
    context.fillRect(left, y - thick / 2, right - left, thick);
    context.globalAlpha = 1;
    hatch(context, left, y - thick / 2, right - left, thick, colour, 5);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect(left, y - thick / 2, right - left, thick);
  } else {
    context.fillStyle = colour;
    context.beginPath();
    context.roundRect(
      left,
      y - thick / 2,
      Math.max(1, right - left),
      thick,
      role === 'leader' ? 3 : 1,
    );
    context.fill();
  }
  context.restore();
}

/** A thin dotted line: the server does not run, but nothing is wrong. */
function paintPlayed({ context, palette }: Scene, left: number, right: number, y: number): void {
  context.save();
  context.globalAlpha = 0.6;
  context.strokeStyle = palette.dim;
  context.lineWidth = 2;
  context.setLineDash([2, 5]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
  context.restore();
}

/** Data that a crash may lose. */
function paintUnsynced(scene: Scene, { left, right }: Piece, top: number): void {
  const { context, palette } = scene;
  const width = Math.max(2, right - left);
  context.fillStyle = palette.unsynced;
  context.globalAlpha = 0.35;
  context.fillRect(left, top, width, 5);
  context.globalAlpha = 1;
  context.fillRect(left, top, width, 1.5);
  context.fillRect(left, top + 3.5, width, 1.5);
}

/** @returns the left edge of the free space for the next pill */
function paintPill(scene: Scene, piece: Piece, top: number, free: number): number {
  const { context, palette } = scene;
  const { status, role, term } = piece;
  const left = Math.max(4, piece.left + 3);
  if (left < free || piece.right - left < 22) return free;
  const isPlayed = status === 'played';
  const colour = isPlayed
    ? palette.dim
    : status === 'down'
      ? palette.down
      : termColour(palette, term);
  const word = isPlayed ? 'played by the test' : standingWord(status, role);
  setFont(scene, 11, 600);
  const long = status === 'down' || isPlayed ? word : `T${term} ${word}`;
  const room = piece.right - left - 4;
  const short = isPlayed ? 'test' : `T${term}`;
  const text = context.measureText(long).width + 26 < room ? long : short;
  const width = context.measureText(text).width + 24;
  if (width > room + 8) return free;
  context.fillStyle = palette.card;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(left, top, width, PILL_HEIGHT, PILL_HEIGHT / 2);
  context.fill();
  context.stroke();
  paintSign(scene, piece, left + 10, top + PILL_HEIGHT / 2, colour);
  context.fillStyle = palette.ink;
  context.fillText(text, left + 18, top + PILL_HEIGHT / 2 + 4);
  return left + width + 4;
}

/** The same shapes as in icons.tsx. */
function paintSign(
  { context }: { readonly context: CanvasRenderingContext2D; readonly palette: Palette },
  { status, role }: Span,
  x0: number,
  y0: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.8;
  context.beginPath();
  if (status === 'down') {
    context.moveTo(x0 - 3.5, y0 - 3.5);
    context.lineTo(x0 + 3.5, y0 + 3.5);
    context.moveTo(x0 + 3.5, y0 - 3.5);
    context.lineTo(x0 - 3.5, y0 + 3.5);
    context.stroke();
  } else if (status === 'paused') {
    context.fillRect(x0 - 3.5, y0 - 4, 2.5, 8);
    context.fillRect(x0 + 1, y0 - 4, 2.5, 8);
  } else if (status === 'played') {
    context.strokeRect(x0 - 3.5, y0 - 3.5, 7, 7);
  } else if (role === 'leader') {
    for (let i = 0; i < 10; i++) {
      const radius = i % 2 === 0 ? 5.6 : 2.4;
      const angle = (i * Math.PI) / 5 - Math.PI / 2;
      context.lineTo(x0 + radius * Math.cos(angle), y0 + radius * Math.sin(angle));
    }
    context.closePath();
    context.fill();
  } else if (role === 'candidate') {
    context.moveTo(x0, y0 - 4.5);
    context.lineTo(x0 + 4.5, y0 + 3.5);
    context.lineTo(x0 - 4.5, y0 + 3.5);
    context.closePath();
    context.stroke();
  } else {
    context.arc(x0, y0, 3.5, 0, 2 * Math.PI);
    context.stroke();
  }
}
