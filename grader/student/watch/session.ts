/** The work of watching: begins a grading at each save, drops the one before it, and keeps the result. */
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
  /** The usual ones if left out. */
  readonly seed?: Seed;
  readonly types: boolean;
  readonly signal: AbortSignal;
  readonly observer: GradingObserver;
}

interface SessionOptions {
  readonly stages: readonly Stage[];
  /** Ids of the tests that are run, unless all are asked for; every test of the stages if left out. */
  readonly only?: readonly string[];
  /** What is known from before. */
  readonly known: readonly Known[];
  readonly grade: (wish: GradeWish) => Promise<GradingOutcome>;
  readonly keep: (result: GradeResult) => void;
  /** Makes what shows a failure beside its text, in its own time. */
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
  /** What is made beside the work, and for which run of which test. */
  #showing: { readonly run: string; readonly made: Promise<void> } | undefined;

  constructor(private readonly options: SessionOptions) {
    this.#known = new Map(options.known.map((known) => [known.id, known]));
  }

  /** The first failure that is on the screen. */
  get failure(): TestResult | undefined {
    return this.#failure;
  }

  /**
   * Drops what is under way.
   *
   * @param why as the screen says it
   * @param isAll all stages, whether or not an earlier one fails
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

  /** Ends what is under way, and waits for its end. */
  async close(): Promise<void> {
    this.#current?.abort();
    await this.#turn;
    await this.#showing?.made;
  }

  async #play(why: string, isAll: boolean, signal: AbortSignal): Promise<void> {
    const { stages, only, view } = this.options;
    const isWanted = ({ id }: Scenario) => isAll || (only?.includes(id) ?? true);
    // What was shown before is shown anew, and never at the same time.
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

  /** The verdict is on the screen already, and nobody waits for this. */
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
      // A page that cannot be made is not worth more than a verdict.
      .catch(() => undefined);
    this.#showing = { run, made };
  }

  /** @returns whether there is any sense in going on */
  async #lookAtFirst({ test, seed }: Focus, signal: AbortSignal): Promise<boolean> {
    const result = await this.#grade({ tests: [test], seed, types: false, signal });
    const [verdict] = result?.tests ?? [];
    if (!verdict) return false;
    this.#failure = isUnwell(verdict) ? verdict : undefined;
    this.options.view.focus(verdict);
    if (this.#failure) this.#show(this.#failure, signal);
    return true;
  }

  /** @returns undefined if it was dropped, or if nothing can be graded */
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
          // One seed that passes does not speak for the others.
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
