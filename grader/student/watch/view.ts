/**
 * The screen of watch mode: on a terminal one screen for each save, whose last line shows the
 * progress; elsewhere plain lines. Failures look as in `npm run grade`.
 */
import type { Stage } from '../../contract';
import pc from '../../report/colour';
import { isUnwell } from '../../report/focus';
import { COLUMNS, fold, plain } from '../../report/plain';
import type { GradeResult, TestResult } from '../../report/result';
import { failure, linesBelow, testLine } from '../../report/terminal';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { nextSteps } from '../grade/next-steps';
import type { GradeTarget } from '../../command/grade-line';
import { StatusLine } from '../../command/meter';
import type { Exhibits } from '../grade/failure-pages';
import { Screen } from '../grade/screen';
import { stageEnd } from '../grade/stage-end';
import { KEY_HELP, KEY_LINE } from './keys';

const NAMES_MAX = 3;
const NAME_CHARS_MAX = 40;

interface ViewOptions {
  /** Name of the folder in messages. */
  readonly folder: string;
  readonly target: GradeTarget;
  readonly stages: readonly Stage[];
  readonly verbose: boolean;
  /** A person is at a terminal, and keys are read. */
  readonly isLive: boolean;
  readonly write: (text: string) => void;
}

export class View {
  #head = '';
  /** The screen shows an answer to a key, which must stay. */
  #isAsked = false;
  readonly #status: StatusLine;
  /** The failure that was shown first, and its page. */
  #first: { readonly test: TestResult; exhibits?: Exhibits } | undefined;

  constructor(private readonly options: ViewOptions) {
    this.#status = new StatusLine(options.isLive, options.write);
  }

  welcome(): void {
    const { folder, stages, isLive } = this.options;
    this.#line(pc.bold(`Watching ${plain(folder)} for ${stages.join(', ')}`));
    if (isLive) this.#line(pc.dim(KEY_LINE));
  }

  /** @param why a short reason, such as which files were saved */
  begin(why: string): void {
    this.#clear();
    this.#isAsked = false;
    this.#first = undefined;
    this.#head = pc.bold(fold(why, COLUMNS)[0] ?? '');
    this.#line(`\n${this.#head}`);
  }

  /** Without a progress line, says which stages are being graded, because that may take a while. */
  grading(stages: readonly Stage[]): void {
    if (!this.options.isLive) this.#line(pc.dim(`Grading ${stages.join(' and ')} …`));
  }

  progress(done: number, planned: number, test: string | undefined): void {
    this.#status.show(planned === 0 ? 'bundling' : `${done} of ${planned} runs   ${test ?? ''}`);
  }

  /** Shows the verdict on the run that was played first. */
  focus(test: TestResult): void {
    if (!isUnwell(test)) {
      this.#line(testLine(test, test.id.length));
      this.#line(pc.dim('That was the run that failed before. The others follow.'));
      return;
    }
    const { folder, target, isLive } = this.options;
    this.#first = { test };
    const steps = nextSteps(test, { target, isFirst: true });
    // Where the screen is not cleared, the full report would appear twice.
    if (isLive) this.#line(`\n${failure(test, folder, pc, steps)}\n`);
    else this.#line([testLine(test, test.id.length), ...this.#inShort(test)].join('\n'));
    this.#line(pc.dim('The other tests follow.'));
  }

  /** Shows the page of a failure above as soon as it is made. */
  exhibits(test: TestResult, exhibits: Exhibits): void {
    if (this.#first && isSameRun(this.#first.test, test)) this.#first.exhibits = exhibits;
    const lines = exhibits.lines.get(test.id) ?? [];
    if (lines.length === 0) return;
    this.#line(
      pc.dim([`${test.id}, seed ${test.failingSeed ?? ''}:`, ...linesBelow(lines)].join('\n')),
    );
  }

  /** @param waiting stages that were not run because an earlier one fails */
  end(result: GradeResult, waiting: readonly Stage[]): void {
    const { folder, target, verbose, isLive } = this.options;
    if (!this.#isAsked) {
      this.#clear();
      if (isLive) this.#line(this.#head);
    }
    this.#status.clear();
    const unwell = new Set(
      result.tests.filter(({ status }) => status !== 'passed').map(({ id }) => id),
    );
    const first = this.#first;
    // Where the screen is not cleared, the line of the first failure is already above.
    const told = !isLive && first && unwell.has(first.test.id) ? [first.test] : [];
    const isTold = (id: string) => told.some((test) => test.id === id);
    const shown = CATALOGUE.filter(({ id }) => unwell.has(id)).sort(
      (a, b) => Number(isTold(b.id)) - Number(isTold(a.id)),
    );
    const isShown = isLive && result.tests.some((test) => first && isSameRun(first.test, test));
    new Screen(shown, { folder, target, verbose, told }).finish(
      result,
      [],
      stageEnd(result, target),
      isShown ? first?.exhibits : undefined,
    );
    if (waiting.length > 0) {
      const key = isLive ? ' Press a to grade them anyway.' : '';
      const verb = waiting.length === 1 ? 'waits' : 'wait';
      this.#line(
        pc.dim(`${waiting.join(' and ')} ${verb} until the failures above are fixed.${key}`),
      );
    }
    this.#wait();
  }

  /** Shows that the folder cannot be graded, or that the grader has failed. */
  problem(message: string): void {
    this.#line(message);
    this.#wait();
  }

  dropped(): void {
    this.#line(pc.dim('Stopped: you saved again.'));
  }

  notice(text: string): void {
    this.#line(
      fold(text, COLUMNS)
        .map((line) => pc.yellow(line))
        .join('\n'),
    );
  }

  /** Shows the answer to a key. */
  answer(text: string): void {
    this.#isAsked = true;
    this.#line(`\n${text}`);
  }

  help(): void {
    this.answer(KEY_HELP);
  }

  close(): void {
    this.#status.clear();
  }

  /** The message below a test's line. */
  #inShort({ message = '' }: TestResult): readonly string[] {
    return fold(plain(message), COLUMNS - 2).map((line) => `  ${line}`);
  }

  #wait(): void {
    if (this.options.isLive) this.#line(pc.dim(`\n${KEY_LINE}`));
  }

  #line(text: string): void {
    this.#status.above(text);
  }

  /** Clears the screen, but not the scrollback. */
  #clear(): void {
    this.#status.clear();
    if (this.options.isLive) this.options.write('\u001b[2J\u001b[H');
  }
}

function isSameRun(a: TestResult, b: TestResult): boolean {
  return a.id === b.id && a.failingSeed === b.failingSeed && a.message === b.message;
}

/** `saved log.ts and raft.ts`. The names come from the student, so they are made safe to print. */
export function savedWords(names: readonly string[], at: Date): string {
  const shown = names.slice(0, NAMES_MAX).map((name) => plain(name, NAME_CHARS_MAX));
  const more = names.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return `${clock}  saved ${all.join(', ')}`;
}
