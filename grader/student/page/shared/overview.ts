/** The whole run in a strip: who led when, who was down, where the evidence is, and what is in view. */
import type { Span } from '../../story/spans';
import type { Desk } from './desk';
import { type Palette, termColour } from './lanes/palette';

/** The run, which does not change while the reader moves. */
export function paintRun(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { story }: Desk,
  palette: Palette,
  width: number,
  height: number,
): void {
  const until = Math.max(1, story.until);
  const px = (at: number) => (at / until) * width;
  context.fillStyle = palette.lane;
  context.fillRect(0, 0, width, height);
  const row = (height - 6) / story.servers;
  for (let server = 0; server < story.servers; server++) {
    const spans = notable(story.spans.of(server));
    for (const [i, { at, status, role, term }] of spans.entries()) {
      const right = px(spans[i + 1]?.at ?? until);
      const look =
        status === 'down'
          ? { colour: palette.down, alpha: 0.75, thick: 0.35 }
          : status === 'played'
            ? { colour: palette.dim, alpha: 0.3, thick: 0.15 }
            : role === 'leader'
              ? { colour: termColour(palette, term), alpha: 1, thick: 0.9 }
              : { colour: termColour(palette, term), alpha: 0.35, thick: 0.3 };
      context.globalAlpha = look.alpha;
      context.fillStyle = look.colour;
      const high = Math.max(1, row * look.thick);
      const top = 3 + server * row + (row - high) / 2;
      context.fillRect(px(at), top, Math.max(0.6, right - px(at)), high);
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = palette.cut;
  const partitions = story.partitions.between(0, until);
  for (const [i, { at, text }] of partitions.entries())
    if (text !== '')
      context.fillRect(px(at), 0, Math.max(0.6, px(partitions[i + 1]?.at ?? until) - px(at)), 2);
}

/** Leaves out spans in which only the disk changed. */
function notable(spans: readonly Span[]): readonly Span[] {
  return spans.filter((span, i) => {
    const before = spans[i - 1];
    return span.status !== before?.status || span.role !== before.role || span.term !== before.term;
  });
}

/** The reader's position in the run. */
export function paintPlace(
  context: CanvasRenderingContext2D,
  desk: Desk,
  palette: Palette,
  width: number,
  height: number,
): void {
  const { story } = desk;
  const until = Math.max(1, story.until);
  const px = (at: number) => (at / until) * width;
  const { from, to } = desk.stretch.value;
  const [left, right] = [Math.max(0, px(from)), Math.min(width, px(to))];
  context.fillStyle = palette.card;
  context.globalAlpha = 0.62;
  context.fillRect(0, 0, left, height);
  context.fillRect(right, 0, width - right, height);
  context.globalAlpha = 1;
  context.strokeStyle = palette.dim;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 0.5, Math.max(3, right - left - 1), height - 1);
  context.fillStyle = palette.witness;
  for (const index of story.witness) {
    const at = px(story.events[index]?.at ?? 0);
    context.beginPath();
    context.moveTo(at - 4, 0);
    context.lineTo(at + 4, 0);
    context.lineTo(at, 7);
    context.fill();
    context.fillRect(at - 0.75, 0, 1.5, height);
  }
  context.fillStyle = palette.cursor;
  context.fillRect(px(desk.now.value) - 1, 0, 2, height);
}
