/** The work of watching: starts a grading at each save, drops the previous one, and keeps the result. */
import type { Stage } from '../../contract';
import { isUnwell } from '../../report/focus';
import type { GradeResult, TestResult } from '../../report/result';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { GradingObserver, GradingOutcome } from '../../runs/grading/grade-folder';
import { NoTemporaryFolder } from '../../runs/pool/pool';
import type { Exhibits } from '../grade/failure-pages';
import { type Focus, focusOf, groupsOf, type Known, testsOf, together } from './plan';
import type { View } from './view';
import type { Seed } from '../../world/sim/seed';

export interface GradeWish {
  readonly tests: readonly Scenario[];
  /** The public seeds by default. */
  readonly seed?: Seed;
  readonly types: boolean;
  readonly signal: AbortSignal;
  readonly observer: GradingObserver;
}

interface SessionOptions {
  readonly stages: readonly Stage[];
  /** Ids of the tests to run, unless all are requested; by default every test of the stages. */
  readonly only?: readonly string[];
  /** Results from earlier gradings. */
  readonly known: readonly Known[];
  readonly grade: (wish: GradeWish) => Promise<GradingOutcome>;
  readonly keep: (result: GradeResult) => void;
  /** Makes pages for a failure while the work continues. */
  readonly exhibit: (test: TestResult, signal: AbortSignal) => Promise<Exhibits>;
  readonly view: Pick<
    View,
    'begin' | 'grading' | 'progress' | 'focus' | 'exhibits' | 'end' | 'problem' | 'dropped'
  >;
}

export class Session {
  readonly #known: Map<string, Known>;
  #current: AbortController | undefined;
  #turn: Promise<void> = Promise.resolve();
  #failure: TestResult | undefined;
  /** The page in progress, and the run that it shows. */
  #showing: { readonly run: string; readonly made: Promise<void> } | undefined;

  constructor(private readonly options: SessionOptions) {
    this.#known = new Map(options.known.map((known) => [known.id, known]));
  }

  /** The first failure on the screen. */
  get failure(): TestResult | undefined {
    return this.#failure;
  }

  /**
   * Starts a grading, and drops the one in progress.
   *
   * @param why the reason, as shown on the screen
   * @param isAll runs all stages, even if an earlier one fails
   */
  run(why: string, isAll = false): void {
    if (this.#current) this.options.view.dropped();
    this.#current?.abort();
    const controller = new AbortController();
    this.#current = controller;
    const { signal } = controller;
    this.#turn = this.#turn.then(async () => {
      if (signal.aborted) return;
      try {
        await this.#play(why, isAll, signal);
      } catch (thrown) {
        if (this.#current === controller) this.options.view.problem(faultText(thrown));
      }
      if (this.#current === controller) this.#current = undefined;
    });
  }

  /** Stops the work in progress and waits until it has ended. */
  async close(): Promise<void> {
    this.#current?.abort();
    await this.#turn;
    await this.#showing?.made;
  }

  async #play(why: string, isAll: boolean, signal: AbortSignal): Promise<void> {
    const { stages, only, view } = this.options;
    const isWanted = ({ id }: Scenario) => isAll || (only?.includes(id) ?? true);
    // A page that was shown before must be shown again, but never while another is made.
    if (this.#showing) this.#showing = { ...this.#showing, run: '' };
    view.begin(why);
    const focus = focusOf(this.#known, stages);
    if (focus && !isAll && isWanted(focus.test) && !(await this.#lookAtFirst(focus, signal)))
      return;
    let result: GradeResult | undefined;
    const groups = isAll || only ? [stages] : groupsOf(stages, focus);
    for (const [at, group] of groups.entries()) {
      const tests = testsOf(group, focus).filter(isWanted);
      view.grading(group);
      const part = await this.#grade({ tests, types: at === 0, signal });
      if (!part) return;
      result = together(result, part);
      if (result.status !== 'passed') break;
    }
    if (!result) return;
    this.#failure = result.tests.find(isUnwell);
    this.options.keep(result);
    const graded = new Set(result.tests.map(({ stage }) => stage));
    view.end(
      result,
      stages.filter((stage) => !graded.has(stage)),
    );
    if (this.#failure) this.#show(this.#failure, signal);
  }

  /** Makes the page in the background, because the verdict is already on the screen. */
  #show(test: TestResult, signal: AbortSignal): void {
    const { exhibit, view } = this.options;
    const run = `${test.id} ${test.failingSeed ?? ''} ${test.message ?? ''}`;
    if (this.#showing?.run === run) return;
    const before = this.#showing?.made ?? Promise.resolve();
    const isDropped = () => signal.aborted;
    const made = before
      .then(async () => {
        if (isDropped()) return;
        const shown = await exhibit(test, signal);
        if (!isDropped()) view.exhibits(test, shown);
      })
      // A page that cannot be made must not hide the verdict.
      .catch(() => undefined);
    this.#showing = { run, made };
  }

  /** @returns whether to continue with the other tests */
  async #lookAtFirst({ test, seed }: Focus, signal: AbortSignal): Promise<boolean> {
    const result = await this.#grade({ tests: [test], seed, types: false, signal });
    const [verdict] = result?.tests ?? [];
    if (!verdict) return false;
    this.#failure = isUnwell(verdict) ? verdict : undefined;
    this.options.view.focus(verdict);
    if (this.#failure) this.#show(this.#failure, signal);
    return true;
  }

  /** @returns undefined if the grading was dropped or the folder cannot be graded */
  async #grade(wish: Omit<GradeWish, 'observer'>): Promise<GradeResult | undefined> {
    const { grade, view } = this.options;
    const { signal, seed } = wish;
    const outcome = await grade({
      ...wish,
      observer: {
        progress: (done, planned, test) => {
          if (!signal.aborted) view.progress(done, planned, test);
        },
        testDone: (test) => {
          // Passing one seed does not mean that the others pass.
          if (!signal.aborted && (seed === undefined || isUnwell(test)))
            this.#known.set(test.id, test);
        },
      },
    });
    if (signal.aborted) return undefined;
    if (outcome.kind === 'graded') return outcome.result;
    this.#failure = undefined;
    view.problem(outcome.message);
    return undefined;
  }
}

function faultText(thrown: unknown): string {
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof NoTemporaryFolder) return `${what}\nThen save again.`;
  return `The grader itself has failed; this says nothing about your code:\n  ${what}\nSave again, or run npm run doctor; if it fails again, report it with this text.`;
}
