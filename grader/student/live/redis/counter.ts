/** Counts answered commands and measures their recent latency. */

const WINDOW_MS = 1_000;
const KEPT_MAX = 10_000;

export class Counter {
  #answered = 0;
  #recent: { readonly atMs: number; readonly tookMs: number }[] = [];

  add(tookMs: number): void {
    this.#answered++;
    if (this.#recent.length < KEPT_MAX) this.#recent.push({ atMs: performance.now(), tookMs });
  }

  take() {
    const fromMs = performance.now() - WINDOW_MS;
    this.#recent = this.#recent.filter(({ atMs }) => atMs >= fromMs);
    const sorted = this.#recent.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    return {
      answered: this.#answered,
      medianMs: sorted[sorted.length >> 1],
      p99Ms: sorted[Math.floor(sorted.length * 0.99)],
    };
  }
}
