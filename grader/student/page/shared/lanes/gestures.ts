/** Wheel, drag, pinch and click on the canvas. Keyboard shortcuts are in keys.ts. */
import type { Micros } from '../../../../world/sim/time';
import type { Desk } from '../desk';

interface GestureUser {
  readonly timeAt: (px: number) => Micros;
  readonly hovers: (at: Point | undefined) => void;
  readonly clicks: (at: Point) => void;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const CLICK_PX = 4;
const WHEEL_ZOOM = 0.0016;

/** @returns a function that removes the listeners */
export function listenForGestures(canvas: HTMLElement, desk: Desk, user: GestureUser): () => void {
  const pointers = new Map<number, Point>();
  let moved = 0;
  const at = (event: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const scale = () => user.timeAt(1) - user.timeAt(0);

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    // Some mice count lines instead of pixels.
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (isSideways) desk.pan((event.deltaX || event.deltaY) * unit * scale());
    // A pinch on a touchpad comes as a wheel with Ctrl, in smaller steps.
    else
      desk.zoom(
        Math.exp(-event.deltaY * unit * WHEEL_ZOOM * (event.ctrlKey ? 5 : 1)),
        user.timeAt(at(event).x),
      );
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, at(event));
    canvas.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    const now = at(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      user.hovers(now);
      return;
    }
    const others = [...pointers].filter(([id]) => id !== event.pointerId);
    const other = others[0]?.[1];
    moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (other) pinch(desk, user, before, now, other);
    else if (moved > CLICK_PX) desk.pan((before.x - now.x) * scale());
    pointers.set(event.pointerId, now);
  };
  const onUp = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    if (moved <= CLICK_PX && event.type === 'pointerup') user.clicks(at(event));
  };
  const onLeave = () => {
    user.hovers(undefined);
  };

  canvas.addEventListener('wheel', onWheel, { passive: false });
  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerup', onUp);
  canvas.addEventListener('pointercancel', onUp);
  canvas.addEventListener('pointerleave', onLeave);
  return () => {
    canvas.removeEventListener('wheel', onWheel);
    canvas.removeEventListener('pointerdown', onDown);
    canvas.removeEventListener('pointermove', onMove);
    canvas.removeEventListener('pointerup', onUp);
    canvas.removeEventListener('pointercancel', onUp);
    canvas.removeEventListener('pointerleave', onLeave);
  };
}

function pinch(desk: Desk, user: GestureUser, before: Point, now: Point, other: Point): void {
  const [wide, wider] = [Math.abs(before.x - other.x), Math.abs(now.x - other.x)];
  if (wide > 8 && wider > 8) desk.zoom(wider / wide, user.timeAt((now.x + other.x) / 2));
}
