/** Plays a run continuously, at a chosen ratio of virtual time to real time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Micros, MS } from '../../world/sim/time';

const FRAME_MS = 40;
/** After a computer slept or was too slow, the lost time is not made up for. */
const FRAME_MS_MAX = 120;

export class Pacer {
  isPlaying = false;
  /** Virtual milliseconds for each real one. */
  speed = 0.1;

  /** @param pass lets this much time pass; returns false if the run cannot continue */
  async play(pass: (by: Micros) => Promise<boolean>): Promise<void> {
    if (this.isPlaying) return;
    this.isPlaying = true;
    let lastMs = performance.now();
    for (;;) {
      await sleep(FRAME_MS);
      // Playing may have been stopped in the meantime.
      if (!this.#goesOn()) return;
      const nowMs = performance.now();
      const realMs = Math.min(nowMs - lastMs, FRAME_MS_MAX);
      lastMs = nowMs;
      if (await pass(Math.max(1, Math.round(realMs * this.speed * MS)))) continue;
      this.isPlaying = false;
      return;
    }
  }

  standStill(): void {
    this.isPlaying = false;
  }

  #goesOn(): boolean {
    return this.isPlaying;
  }
}
