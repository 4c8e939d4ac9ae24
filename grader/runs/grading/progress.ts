/** One test of a grading in progress: which runs it needs, and which have ended. */
import type { Job } from '../pool/pool';
import type { TestResult } from '../../report/result';
import type { Runs } from '../../report/tally';
import type { RunResult } from '../../judge/scenarios/run-result';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { Seed } from '../../world/sim/seed';
import type { Seeds } from './seeds';

export class Progress {
  readonly #results: RunResult[] = [];
  readonly #faults: { seed: Seed; text: string }[] = [];
  #startedMs: number | undefined;
  #endedMs = 0;
  /** Whether its verdict has been reported. */
  isTold = false;

  /** All seeds so far, in the order in which they count. */
  readonly #seeds: Seed[];
  readonly #hidden: ReadonlySet<Seed>;
  readonly #spare: Seed[];
  readonly #showing: Seed | undefined;

  constructor(
    readonly test: Scenario,
    { shown, hidden, spare, showing }: Seeds,
  ) {
    this.#seeds = [...shown, ...hidden];
    this.#hidden = new Set(hidden.length > 0 ? [...hidden, ...spare] : []);
    this.#spare = [...spare];
    this.#showing = showing;
  }

  get jobs(): readonly Job[] {
    return this.#seeds.map((seed) => ({ test: this.test.id, seed }));
  }

  /** Whether another run could change or explain this verdict. */
  isOpen(verdict: TestResult): boolean {
    return this.#next(verdict) !== undefined;
  }

  /** The run that could change or explain this verdict, if any. */
  another(verdict: TestResult): readonly Job[] {
    const seed = this.#next(verdict);
    if (seed === undefined) return [];
    // A verdict is explained by its first failed run.
    if (seed === this.#showing) this.#seeds.unshift(seed);
    else this.#seeds.push(...this.#spare.splice(0, 1));
    return [{ test: this.test.id, seed }];
  }

  #next(verdict: TestResult): Seed | undefined {
    if (verdict.status === 'inconclusive') return this.#spare[0];
    return this.#cannotBeShown(verdict) ? this.#showing : undefined;
  }

  /**
   * It has failed on hidden seeds alone, so nothing can be replayed. A run that was ended by force names the
   * place in the code, and another one would cost as many seconds.
   */
  #cannotBeShown({ status, replay }: TestResult): boolean {
    return (
      (status === 'failed' || status === 'todo') &&
      replay === undefined &&
      this.#firstForced() === Infinity &&
      this.#seeds.every((seed) => this.#hidden.has(seed))
    );
  }

  begin(): void {
    this.#startedMs ??= performance.now();
  }

  add(result: RunResult): void {
    this.#results.push(result);
    this.#endedMs = performance.now();
  }

  fail(seed: Seed, text: string): void {
    this.#faults.push({ seed, text });
    this.#endedMs = performance.now();
  }

  /**
   * Seeds after a run that was ended by force are skipped: each such run costs seconds, and the next
   * seed would do the same.
   */
  isInVain(seed: Seed): boolean {
    return this.#seeds.indexOf(seed) > this.#firstForced();
  }

  isComplete(): boolean {
    const needed = this.#seeds.slice(0, this.#firstForced() + 1);
    const done = new Set([...this.#results, ...this.#faults].map(({ seed }) => seed));
    return needed.every((seed) => done.has(seed));
  }

  runs(): Runs {
    // A run that was aborted has a start but no end.
    const realMs = Math.max(0, this.#endedMs - (this.#startedMs ?? this.#endedMs));
    return {
      test: this.test,
      seeds: this.#seeds,
      hidden: this.#hidden,
      results: this.#results,
      faults: this.#faults,
      realMs,
    };
  }

  /** Position of the first seed whose run was ended by force; infinity if there is none. */
  #firstForced(): number {
    const forced = this.#results.filter(({ failure }) => failure?.rule === 'K.3');
    return Math.min(...forced.map(({ seed }) => this.#seeds.indexOf(seed)));
  }
}
