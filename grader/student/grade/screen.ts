/**
 * The terminal during a grading: a line for each test that has ended, and a line that shows the
 * progress.
 */
import { STAGES } from '../../contract';
import pc from '../../report/colour';
import { isUnwell, waitOf, waitText } from '../../report/focus';
import { COLUMNS, fitted, fold, plain } from '../../report/plain';
import type { GradeResult, TestResult } from '../../report/result';
import {
  failure,
  type FailureLine,
  linesBelow,
  moreCosts,
  summary,
  testLine,
  todoOf,
} from '../../report/terminal';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { GradingObserver } from '../../runs/grading/grade-folder';
import { type Exhibits, NO_EXHIBITS } from './failure-pages';
import { nextSteps } from './next-steps';
import { partOf } from './open-todos';
import { type GradeTarget, pasteLine, targetWords } from '../../command/grade-line';
import { StatusLine } from '../../command/meter';
import type { LookBack } from './look-back';

const TYPE_ERRORS_MAX = 5;
const TYPE_ERROR_CHARS_MAX = 400;

interface ScreenOptions {
  /** Name of the folder in messages. */
  readonly folder: string;
  readonly target: GradeTarget;
  readonly verbose: boolean;
  /** Tests whose lines are already on the screen: the first tests of the list, in order. */
  readonly told?: readonly TestResult[];
}

export class Screen implements GradingObserver {
  readonly #idWidth: number;
  readonly #order: readonly string[];
  readonly #waiting = new Map<string, TestResult>();
  readonly #told: TestResult[] = [];
  readonly #status = new StatusLine();
  /** The failure that is explained already, because it was the first. */
  #explained: TestResult | undefined;
  #typesTold = false;

  constructor(
    tests: readonly Scenario[],
    private readonly options: ScreenOptions,
  ) {
    this.#order = tests.map(({ id }) => id);
    this.#idWidth = Math.max(...tests.map(({ id }) => id.length));
    this.#told.push(...(options.told ?? []));
  }

  progress(done: number, planned: number, test: string | undefined): void {
    this.#status.show(planned === 0 ? 'bundling' : `${done} of ${planned} runs   ${test ?? ''}`);
  }

  /** Tests end in any order; their lines appear in the catalogue's order. */
  testDone(test: TestResult): void {
    this.#waiting.set(test.id, test);
    for (;;) {
      const due = this.#waiting.get(this.#order[this.#told.length] ?? '');
      if (!due) return;
      const lines = [...this.#lineOf(due)];
      if (isUnwell(due) && !this.#explained) {
        this.#explained = due;
        lines.push('', this.#inFull(due, true), '');
      }
      this.#status.above(lines.join('\n'));
    }
  }

  /** A type error often is the cause of what fails, so it does not wait for the last test. */
  typesChecked(errors: GradeResult['typeErrors']): void {
    this.#typesTold = true;
    const lines = this.#typeErrors(errors);
    if (lines.length > 0) this.#status.above([...lines, ''].join('\n'));
  }

  /** Shows work that is not a run. */
  busy(what: string): void {
    this.#status.show(what);
  }

  end(): void {
    this.#status.clear();
  }

  /** Shows the result of earlier stages, before the stage itself. */
  lookedBack({ passed, regressions }: LookBack): void {
    this.#status.clear();
    const lines = regressions.map((test) => testLine(test, this.#idWidth));
    const stages = [...new Set(passed.map(({ stage }) => stage))];
    if (lines.length > 0) lines.unshift(pc.red(pc.bold(regressionHead(regressions))));
    else if (passed.length > 0) {
      const verb = stages.length === 1 ? 'passes' : 'pass';
      const tests = `${passed.length} ${passed.length === 1 ? 'test' : 'tests'}`;
      lines.push(pc.dim(`${stages.join(' and ')} still ${verb}: ${tests}, one seed each`));
    }
    // A regression is older than any failure of the stage itself.
    const [first] = regressions;
    if (first) lines.push('', this.#inFull((this.#explained = first), true), '');
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  }

  /**
   * Prints the remaining lines, explains failures, and gives the points.
   *
   * @param regressions explained first
   * @param ending the last lines: progress, and what comes after a finished stage
   * @param exhibits pages and smaller runs of the failures
   */
  finish(
    result: GradeResult,
    regressions: readonly TestResult[] = [],
    ending: readonly string[] = [],
    exhibits: Exhibits = NO_EXHIBITS,
  ): void {
    this.end();
    const lines: string[] = [];
    for (const id of this.#order.slice(this.#told.length)) {
      const test = result.tests.find((one) => one.id === id);
      if (test) lines.push(...this.#lineOf(test));
    }
    const failed = [...regressions, ...result.tests].filter(isUnwell);
    if (!this.#typesTold) lines.push(...this.#typeErrors(result.typeErrors));
    lines.push(...this.#failures(failed, exhibits), '', summary(result));
    if (regressions.length > 0) lines.push(pc.red(regressionHead(regressions)));
    lines.push(...ending);
    process.stdout.write(`${lines.join('\n')}\n`);
  }

  /**
   * Adds the pages of failures that are explained above. They are made after everything else is
   * printed.
   */
  shown({ lines: of, note }: Exhibits): void {
    this.end();
    const entries = [...of].slice(0, this.options.verbose ? undefined : 1);
    const lines = entries.flatMap(([id, below]) => ['', `${id}:`, ...linesBelow(below)]);
    if (note !== undefined) lines.push(note);
    if (lines.length > 0) process.stdout.write(`${lines.map((line) => pc.dim(line)).join('\n')}\n`);
  }

  #inFull(test: TestResult, isFirst: boolean, exhibits: readonly FailureLine[] = []): string {
    const { folder, target } = this.options;
    return failure(numbered(test), folder, pc, nextSteps(test, { target, isFirst, exhibits }));
  }

  #lineOf(test: TestResult): string[] {
    const wait = waitOf(test, this.#told);
    this.#told.push(test);
    const line = testLine(
      numbered(test),
      this.#idWidth,
      wait?.kind === 'blocked' ? wait.by : undefined,
    );
    return this.options.verbose && test.status === 'passed' ? [line, moreCosts(test)] : [line];
  }

  #typeErrors(typeErrors: GradeResult['typeErrors']): string[] {
    if (typeErrors.length === 0) return [];
    const { verbose, folder } = this.options;
    const shown = verbose ? typeErrors : typeErrors.slice(0, TYPE_ERRORS_MAX);
    const lines = shown.flatMap(({ file, line, message }) => {
      const at = file ? `${folder}/${file}:${line}: ` : '';
      const text = plain(`${at}${message}`, TYPE_ERROR_CHARS_MAX);
      return fold(text, COLUMNS - 4).map((one, i) => `${i === 0 ? '  ' : '    '}${one}`);
    });
    const more = typeErrors.length - shown.length;
    if (more > 0) lines.push(`  and ${more} more, shown with verbose`);
    return ['', pc.yellow('The type checker found errors; your code is graded anyway:'), ...lines];
  }

  /**
   * The first failure in full, because a student fixes one thing at a time; the others in one line
   * each.
   */
  #failures(failed: readonly TestResult[], { lines: shown, note }: Exhibits): string[] {
    const inFull = this.options.verbose ? failed : failed.slice(0, 1);
    const lines = inFull.flatMap((test, at) =>
      test.id === this.#explained?.id
        ? []
        : ['', this.#inFull(test, at === 0, shown.get(test.id) ?? [])],
    );
    const others = this.#others(failed, failed.slice(inFull.length));
    return [...lines, ...others, ...(note === undefined ? [] : [pc.dim(note)])];
  }

  #others(failed: readonly TestResult[], rest: readonly TestResult[]): string[] {
    if (rest.length === 0) return [];
    /** By what is to be fixed first, in words. */
    const waiting = new Map<string, TestResult[]>();
    const others: string[] = [];
    const width = Math.max(...rest.map(({ id }) => id.length));
    for (const test of rest) {
      const wait = waitOf(test, failed.slice(0, failed.indexOf(test)));
      if (wait) waiting.set(waitText(wait), [...(waiting.get(waitText(wait)) ?? []), test]);
      else others.push(`  ${test.id.padEnd(width)}  ${shortly(test)}`);
    }
    const groups = [...waiting].map(([why, tests]) => {
      const names = tests.map(({ id }) => id.slice(id.indexOf('/') + 1)).join(', ');
      const count = tests.length === 1 ? '1 test' : `${tests.length} tests`;
      return `  ${count}, ${why}: ${names}`;
    });
    const head = ['Also failed. To see each in full:', `  ${this.#verboseLine()}`];
    return ['', ...head, ...others, ...groups].map((line) => pc.dim(fitted(line)));
  }

  #verboseLine(): string {
    const [stage = 'all', ...more] = new Set(this.#order.map((id) => id.slice(0, id.indexOf('/'))));
    const words = [more.length === 0 ? stage : 'all', 'verbose'];
    return pasteLine([...words, ...targetWords(this.options.target)]);
  }
}

/**
 * Adds which of its rule's TODOs a TODO is. Otherwise the screen would look the same after each of
 * them.
 */
function numbered(test: TestResult): TestResult & { readonly part?: string } {
  const { status, rule, place, message: what = '' } = test;
  if (status !== 'todo' || rule === undefined || !place) return test;
  const parts = STAGES.map((stage) => partOf({ stage, rule, file: place.file, what }));
  const part = parts.find((one) => one !== '');
  return part === undefined ? test : { ...test, part };
}

function regressionHead(regressions: readonly TestResult[]): string {
  const [first] = regressions;
  return regressions.length === 1 && first
    ? `Regression: ${first.id} passed before, but fails now.`
    : `Regression: ${regressions.length} tests of earlier stages passed before, but fail now.`;
}

/** One line on a failure that is not explained in full. */
function shortly(test: TestResult): string {
  if (test.status === 'todo') return todoOf(numbered(test));
  if (test.status === 'inconclusive') return 'inconclusive';
  const at = test.failingSeed === undefined || !test.replay ? '' : `, seed ${test.failingSeed}`;
  return `rule ${test.rule ?? ''}${at}`;
}

/** For output that only programs read. */
export const silent: GradingObserver &
  Pick<Screen, 'busy' | 'end' | 'finish' | 'lookedBack' | 'shown'> = {
  shown: () => undefined,
  progress: () => undefined,
  busy: () => undefined,
  testDone: () => undefined,
  end: () => undefined,
  lookedBack: () => undefined,
  finish: () => undefined,
};
