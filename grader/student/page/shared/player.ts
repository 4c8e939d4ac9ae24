/** Plays the recording, at a chosen ratio of virtual time to real time. */
import { batch, signal } from '@preact/signals';
import type { Desk } from './desk';
import { isCalm } from './theme';

/** Ratios of virtual time to real time. */
export const SPEEDS = [0.01, 0.03, 0.1, 0.3, 1, 3] as const;
/** For users who prefer reduced motion, it jumps from event to event. */
const CALM_EVENT_MS = 700;

export class Player {
  readonly isPlaying = signal(false);
  readonly speed = signal<number>(0.1);
  #lastMs = 0;

  constructor(private readonly desk: Desk) {}

  toggle(): void {
    if (this.isPlaying.value) this.stop();
    else this.start();
  }

  start(): void {
    const { desk } = this;
    if (desk.cursor.value >= desk.story.events.length - 1) desk.moveTo(-1);
    this.isPlaying.value = true;
    this.#lastMs = performance.now();
    requestAnimationFrame(this.#frame);
  }

  stop(): void {
    this.isPlaying.value = false;
  }

  readonly #frame = (nowMs: number): void => {
    if (!this.isPlaying.value) return;
    const passedMs = Math.max(0, nowMs - this.#lastMs);
    const { desk } = this;
    if (!isCalm()) {
      this.#lastMs = nowMs;
      desk.moveToTime(desk.now.value + passedMs * 1_000 * this.speed.value);
    } else if (passedMs >= CALM_EVENT_MS) {
      this.#lastMs = nowMs;
      desk.step(1);
    }
    const isOver =
      desk.now.value >= desk.story.until ||
      (isCalm() && desk.cursor.value >= desk.story.events.length - 1);
    if (isOver) batch(() => this.stop());
    else requestAnimationFrame(this.#frame);
  };
}
