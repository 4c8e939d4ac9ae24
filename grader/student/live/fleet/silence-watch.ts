/**
 * Detects servers that use processor time but report nothing: their code loops endlessly. A silent
 * server that uses no processor time is only stopped, or is waiting on a busy machine.
 */
import { type Meter, meterOf } from '../../../world/processes/usage';

const SILENT_CPU_SECONDS_MAX = 10;
/** The limit if the system does not report processor time. */
const SILENT_MS_MAX = 120_000;
const LOOK_EVERY_MS = 1_000;

interface Watched {
  readonly meter: Meter;
  readonly onSilent: () => void;
  heardMs: number;
  cpuSeconds: number | undefined;
}

export class SilenceWatch {
  readonly #watched = new Map<number, Watched>();
  #lookedMs = performance.now();
  readonly #timer = setInterval(() => this.#look(), LOOK_EVERY_MS);

  begin(server: number, pid: number, onSilent: () => void): void {
    this.end(server);
    this.#watched.set(server, { meter: meterOf(pid), onSilent, heardMs: 0, cpuSeconds: undefined });
    this.heard(server);
  }

  heard(server: number): void {
    const watched = this.#watched.get(server);
    if (!watched) return;
    watched.heardMs = performance.now();
    watched.cpuSeconds = undefined;
  }

  end(server: number): void {
    this.#watched.get(server)?.meter.close();
    this.#watched.delete(server);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { meter } of this.#watched.values()) meter.close();
  }

  #look(): void {
    const nowMs = performance.now();
    // This process itself was stopped and has received nothing.
    const wasAway = nowMs - this.#lookedMs > 5 * LOOK_EVERY_MS;
    this.#lookedMs = nowMs;
    for (const [server, watched] of this.#watched) {
      if (wasAway) this.heard(server);
      if (nowMs - watched.heardMs < 2 * LOOK_EVERY_MS) continue;
      const { cpuSeconds } = watched.meter.usage();
      watched.cpuSeconds ??= cpuSeconds;
      const isLoop =
        cpuSeconds === undefined || watched.cpuSeconds === undefined
          ? nowMs - watched.heardMs > SILENT_MS_MAX
          : cpuSeconds - watched.cpuSeconds > SILENT_CPU_SECONDS_MAX;
      if (!isLoop) continue;
      this.end(server);
      watched.onSilent();
    }
  }
}
