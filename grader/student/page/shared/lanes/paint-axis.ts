/** The times along the top, the faults, the cursor, and the pins of the witness. */
import type { Micros } from '../../../../world/sim/time';
import { serverOf, words } from '../../../story/story-words';
import { AXIS, label, lifeLine, type Scene, setFont, x } from './scene';

const TICK_PX = 110;
const PIN = 9;

export function paintAxis(scene: Scene): void {
  const { context, palette, stretch, width, height } = scene;
  const step = niceStep(((stretch.to - stretch.from) / width) * TICK_PX);
  setFont(scene, 11);
  context.fillStyle = palette.dim;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  const digits = Math.max(0, Math.min(6, Math.ceil(6 - Math.log10(step) - 1e-9)));
  for (let at = Math.max(0, Math.ceil(stretch.from / step) * step); at <= stretch.to; at += step) {
    const px = Math.round(x(scene, at)) + 0.5;
    context.beginPath();
    context.moveTo(px, AXIS - 6);
    context.lineTo(px, height);
    context.stroke();
    const text = `${(at / 1_000_000).toFixed(digits)} s`;
    const left = Math.min(width - context.measureText(text).width - 2, px + 4);
    context.fillText(text, left, AXIS - 10);
  }
}

/** The smallest round step: 1, 2 or 5 times a power of ten. */
function niceStep(least: Micros): Micros {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return ([1, 2, 5, 10].find((times) => times * power >= least) ?? 10) * power;
}

/** Notes of the scenario and its network, at the bottom. */
export function paintNotes(scene: Scene): void {
  const { context, palette, desk, stretch, height } = scene;
  const { story } = desk;
  setFont(scene, 10.5, 500);
  let free = -Infinity;
  const last = story.indexAt(stretch.to);
  for (let index = story.indexAt(stretch.from) + 1; index <= last; index++) {
    const event = story.events[index];
    if (event?.kind !== 'note') continue;
    const px = x(scene, event.at);
    context.strokeStyle = palette.dim;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.globalAlpha = 0.55;
    context.beginPath();
    context.moveTo(px, AXIS);
    context.lineTo(px, height - 14);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
    const text = words(event).slice(0, 60);
    const { width } = context.measureText(text);
    if (px < free) continue;
    context.fillStyle = palette.dim;
    context.fillText(text, Math.min(px + 3, scene.width - width - 2), height - 5);
    free = px + width + 12;
  }
}

export function paintCursor(scene: Scene): void {
  const { context, palette, desk, height, width } = scene;
  const px = Math.round(x(scene, desk.now.value)) + 0.5;
  if (px < -1 || px > width + 1) return;
  context.strokeStyle = palette.cursor;
  context.fillStyle = palette.cursor;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(px, AXIS - 4);
  context.lineTo(px, height);
  context.stroke();
  context.beginPath();
  context.moveTo(px - 6, AXIS - 10);
  context.lineTo(px + 6, AXIS - 10);
  context.lineTo(px, AXIS - 2);
  context.closePath();
  context.fill();
  const event = desk.event.value;
  const server = event && serverOf(event);
  const y = server === undefined ? undefined : lifeLine(scene, server);
  if (y === undefined || event?.at !== desk.now.value) return;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(px, y, 10.5, 0, 2 * Math.PI);
  context.stroke();
}

/** Pins numbered like the evidence in the callout. */
export function paintWitness(scene: Scene): void {
  const { context, palette, desk, width } = scene;
  const { story } = desk;
  const pins = story.witness.flatMap((index, i) => {
    const event = story.events[index];
    const server = event && serverOf(event);
    const y = server === undefined ? undefined : lifeLine(scene, server);
    return event && y !== undefined ? [{ number: `${i + 1}`, px: x(scene, event.at), y }] : [];
  });
  for (const [i, { number, px, y }] of pins.entries()) {
    if (px < -PIN || px > width + PIN) continue;
    // Pins of the same place fan out to the left; the last one is upright.
    const later = pins.slice(i + 1).filter((pin) => pin.y === y && pin.px - px < 2 * PIN + 2);
    const lean = later.length * (2 * PIN + 2) - Math.max(0, (later[0]?.px ?? px) - px);
    const head = px - Math.max(0, lean);
    context.fillStyle = palette.witness;
    context.strokeStyle = palette.card;
    context.lineWidth = 2;
    // A drop whose tip is at the event.
    context.beginPath();
    context.moveTo(px, y);
    context.bezierCurveTo(px - 3, y - 9, head - PIN, y - 12, head - PIN, y - 20);
    context.arc(head, y - 20, PIN, Math.PI, 0);
    context.bezierCurveTo(head + PIN, y - 12, px + 3, y - 9, px, y);
    context.fill();
    context.stroke();
    setFont(scene, 11, 700);
    context.textAlign = 'center';
    context.fillStyle = palette.card;
    context.fillText(number, head, y - 16);
    context.textAlign = 'left';
  }
}

/** Marks the end of the run, if it is in view. */
export function paintEnds(scene: Scene): void {
  const { palette, desk, width, top } = scene;
  const { until } = desk.story;
  const end = x(scene, until);
  if (end >= width) return;
  setFont(scene, 10.5);
  if (width - end > 86)
    label(scene, 'end of the run', end + 6, top + 14, palette.dim, palette.card);
}
