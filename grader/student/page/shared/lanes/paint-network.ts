/** One line for the network, above the lanes: who can talk to whom. Empty while all can. */
import { hatch } from './patterns';
import { AXIS, label, type Scene, setFont, x } from './scene';

/** A stretch of time in which a link is cut, as drawn. */
export interface Band {
  readonly left: number;
  readonly right: number;
  readonly text: string;
}

export function paintNetwork(scene: Scene): readonly Band[] {
  const { context, palette, desk, stretch, width, top: lanes } = scene;
  const { partitions, until } = desk.story;
  const all = partitions.between(stretch.from, stretch.to);
  const end = Math.min(width, x(scene, until));
  const bands = all.flatMap(({ at, text }, i) => {
    const next = all[i + 1];
    const left = Math.max(0, x(scene, at));
    const right = next ? Math.min(end, x(scene, next.at)) : end;
    return text === '' || right <= left ? [] : [{ left, right, text }];
  });
  const [top, high] = [AXIS + 2, lanes - AXIS - 4];
  setFont(scene, 10.5, 600);
  for (const { left, right, text } of bands) {
    context.save();
    context.beginPath();
    context.roundRect(left + 0.5, top, Math.max(1, right - left - 1), high, 3);
    context.clip();
    context.globalAlpha = 0.16;
    context.fillStyle = palette.cut;
    context.fillRect(left, top, right - left, high);
    context.globalAlpha = 0.22;
    hatch(context, left, top, right - left, high, palette.cut, 8);
    context.globalAlpha = 1;
    const shown = fitting(scene, `✂ ${text}`, right - left - 8);
    label(scene, shown, left + 5, top + high - 4, palette.cut, palette.card);
    context.restore();
  }
  return bands;
}

export function bandAt(
  { top }: Scene,
  bands: readonly Band[],
  { x: px, y }: { readonly x: number; readonly y: number },
): Band | undefined {
  if (y < AXIS || y > top) return undefined;
  return bands.find(({ left, right }) => px >= left && px < right);
}

/** Shortens the text to the room. Hovering shows it in full. */
function fitting({ context }: Scene, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  for (let length = text.length - 1; length > 3; length--) {
    const short = `${text.slice(0, length).trimEnd()}…`;
    if (context.measureText(short).width <= room) return short;
  }
  return '';
}
