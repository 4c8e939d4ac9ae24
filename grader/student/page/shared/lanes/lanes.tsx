/** The lanes: a canvas, the servers' names beside it, and the same as text for screen readers. */
import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Arrow } from '../../../story/messages';
import { clockTime, sentence, standingWord, words } from '../../../story/story-words';
import type { ServerView } from '../../../story/world';
import type { Desk } from '../desk';
import { heed } from '../heed';
import { RoleIcon } from '../icons';
import { theme } from '../theme';
import { listenForGestures, type Point } from './gestures';
import { type Painted, paint } from './paint';
import { lineAt, textOf } from './paint-arrows';
import { type Palette, readPalette, termClass } from './palette';
import { bandAt } from './paint-network';
import { AXIS, FOOT, laneHeightFor, type Scene, timeAt, topFor } from './scene';

interface LanesProps {
  readonly desk: Desk;
  /** A server's name was clicked. */
  readonly onServer?: (server: number) => void;
  /** A message was clicked, and is selected. */
  readonly onArrow?: (arrow: Arrow) => void;
}

const NOTES_HEIGHT = 18;
const MARK_NEAR = 8;

export function Lanes({ desk, onServer, onArrow }: LanesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const tip = useSignal<{ readonly at: Point; readonly text: string } | undefined>(undefined);
  const shown = serversShown(desk);
  const laneHeight = laneHeightFor(desk.story.servers);
  const top = topFor(desk.story);
  const height = top + shown.length * laneHeight + NOTES_HEIGHT + FOOT;
  useEffect(() => {
    const { current } = canvas;
    if (!current) return undefined;
    return live(
      current,
      desk,
      (at, text) => (tip.value = at && text ? { at, text } : undefined),
      onArrow,
    );
  }, [desk]);
  const { from, to } = desk.stretch.value;
  return (
    <div class="lanes" style={{ '--lane-height': `${laneHeight}px`, '--top': `${top}px` }}>
      <div class="lane-heads">
        {top > AXIS && <span class="network-head">Network</span>}
        {shown.map((id) => (
          <LaneHead
            key={id}
            server={desk.world.value.servers[id]}
            {...(onServer && { onServer })}
          />
        ))}
      </div>
      <div class="lane-canvas">
        <canvas
          ref={canvas}
          style={{ height: `${height}px` }}
          role="img"
          aria-label={`${shown.length} servers as lanes, from ${clockTime(Math.max(0, from))} to ${clockTime(to)}. ${about(desk)} The table of events below lists the same events as text.`}
        />
        {tip.value && (
          <div
            class="tip"
            aria-hidden="true"
            style={{ left: `${tip.value.at.x}px`, top: `${tip.value.at.y}px` }}
          >
            {tip.value.text}
          </div>
        )}
      </div>
    </div>
  );
}

function LaneHead({
  server,
  onServer,
}: {
  readonly server: ServerView | undefined;
  readonly onServer?: (server: number) => void;
}) {
  if (!server) return null;
  const { id, status, role, term } = server;
  const content = (
    <>
      <b>S{id}</b>
      <span class={`role ${termClass(term)}`}>
        <RoleIcon role={role} status={status} />
        <span class="role-word">{standingWord(status, role)}</span>
      </span>
      <span class="lane-term">term {term}</span>
    </>
  );
  return onServer ? (
    <button type="button" class="lane-head" onClick={() => onServer(id)}>
      {content}
    </button>
  ) : (
    <div class="lane-head">{content}</div>
  );
}

function about(desk: Desk): string {
  const event = desk.event.value;
  return event ? `The cursor is at ${sentence(event)}.` : 'The cursor is before the first event.';
}

export function serversShown(desk: Desk): number[] {
  const { withoutServers } = desk.filters.value;
  return Array.from({ length: desk.story.servers }, (_, id) => id).filter(
    (id) => !withoutServers.has(id),
  );
}

/** Repaints when something visible changes, at most once per frame. */
function live(
  canvas: HTMLCanvasElement,
  desk: Desk,
  tell: (at: Point | undefined, text: string) => void,
  onArrow: LanesProps['onArrow'],
): () => void {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return () => undefined;
  let palette: Palette = readPalette(canvas);
  let painted: Painted = { lines: [], marks: [], bands: [] };
  let hovered: Arrow | undefined;
  let frame = 0;

  const scene = (): Scene => {
    const { width, height } = canvas.getBoundingClientRect();
    const shown = serversShown(desk);
    const places = Array.from({ length: desk.story.servers }, (_, id) => {
      const place = shown.indexOf(id);
      return place === -1 ? undefined : place;
    });
    const top = topFor(desk.story);
    const laneHeight = laneHeightFor(desk.story.servers);
    const stretch = desk.stretch.value;
    return { context, desk, palette, width, height, stretch, top, laneHeight, places, hovered };
  };
  const draw = () => {
    frame = 0;
    const now = scene();
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(now.width * ratio), Math.round(now.height * ratio)];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    painted = paint(now);
  };
  const soon = () => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const markAt = ({ x, y }: Point) =>
    painted.marks.findLast((mark) => Math.hypot(mark.x - x, mark.y - y) < MARK_NEAR);
  const hovers = (at: Point | undefined) => {
    const mark = at && markAt(at);
    const line = at && !mark ? lineAt(painted.lines, at.x, at.y) : undefined;
    canvas.style.cursor = line || mark ? 'pointer' : 'grab';
    const event = mark && desk.story.events[mark.index];
    const band = at && bandAt(scene(), painted.bands, at);
    tell(at, event ? sentence(event) : line ? tipOf(desk, line.arrow) : (band?.text ?? ''));
    if (line?.arrow === hovered) return;
    hovered = line?.arrow;
    soon();
  };
  const clicks = (at: Point) => {
    const mark = markAt(at);
    const line = mark ? undefined : lineAt(painted.lines, at.x, at.y);
    if (mark) desk.moveTo(mark.index);
    else if (line) {
      desk.selectArrow(line.arrow);
      onArrow?.(line.arrow);
    } else desk.moveTo(desk.story.indexAt(timeAt(scene(), at.x)));
  };

  const stopPainting = effect(() => {
    heed(desk.version, desk.now, desk.stretch, desk.selection);
    heed(desk.filters, desk.cursor);
    soon();
  });
  const stopTheme = effect(() => {
    heed(theme);
    palette = readPalette(canvas);
    soon();
  });
  const resized = new ResizeObserver(soon);
  resized.observe(canvas);
  const stopGestures = listenForGestures(canvas, desk, {
    timeAt: (px) => timeAt(scene(), px),
    hovers,
    clicks,
  });
  return () => {
    stopPainting();
    stopTheme();
    resized.disconnect();
    stopGestures();
    cancelAnimationFrame(frame);
  };
}

function tipOf(desk: Desk, arrow: Arrow): string {
  const { from, to, sentAt, end, sentIndex } = arrow;
  const sent = sentIndex === undefined ? undefined : desk.story.events[sentIndex];
  const call = desk.story.messages.call(arrow.call);
  const what = sent ? `S${from} ${words(sent)}` : `S${from}→S${to} ${textOf(arrow, call?.args)}`;
  const ends = {
    'under way': 'still in flight',
    arrived: `arrives ${'at' in end ? ((end.at - sentAt) / 1_000).toFixed(1) : ''} ms later`,
    lost: 'is lost',
    unheard: 'arrives when the caller no longer waits for it',
  };
  return `${clockTime(sentAt)}: ${what}; ${ends[end.fate]}`;
}
