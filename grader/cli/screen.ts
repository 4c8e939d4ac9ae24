/** The terminal while a grading runs: a line for each test as it ends, and one that tells how far it is. */
import pc from '../report/colour';
import { fold, plain } from '../report/plain';
import type { GradeResult, TestResult, TestStatus } from '../report/result';
import { failure, summary, testLine } from '../report/terminal';
import type { Scenario } from '../scenarios/scenario';
import type { GradingObserver } from '../grading/grade-folder';

const EXPLAINED: ReadonlySet<TestStatus> = new Set(['failed', 'todo', 'inconclusive']);
const EXPLAINED_MAX = 3;
const TYPE_ERRORS_MAX = 5;
const TYPE_ERROR_CHARS_MAX = 400;
const COLUMNS = 100;

export class Screen implements GradingObserver {
  readonly #idWidth: number;
  readonly #order: readonly string[];
  readonly #waiting = new Map<string, TestResult>();
  #next = 0;
  #status = '';
  readonly #live = process.stdout.isTTY && process.env['CI'] === undefined;

  constructor(
    tests: readonly Scenario[],
    private readonly folder: string,
    private readonly verbose: boolean,
  ) {
    this.#order = tests.map(({ id }) => id);
    this.#idWidth = Math.max(...tests.map(({ id }) => id.length));
  }

  progress(done: number, planned: number, test: string | undefined): void {
    if (!this.#live) return;
    this.#setStatus(planned === 0 ? 'bundling' : `${done} of ${planned} runs   ${test ?? ''}`);
  }

  /** Tests end in any order and are shown in the catalogue's. */
  testDone(test: TestResult): void {
    this.#waiting.set(test.id, test);
    for (;;) {
      const due = this.#waiting.get(this.#order[this.#next] ?? '');
      if (!due) return;
      this.#next++;
      const status = this.#status;
      this.#setStatus('');
      process.stdout.write(`${testLine(due, this.#idWidth)}\n`);
      this.#setStatus(status);
    }
  }

  end(): void {
    this.#setStatus('');
  }

  /** What is left to show, the failures explained, and the points. */
  finish(result: GradeResult): void {
    this.end();
    const lines: string[] = [];
    for (const id of this.#order.slice(this.#next)) {
      const test = result.tests.find((one) => one.id === id);
      if (test) lines.push(testLine(test, this.#idWidth));
    }
    lines.push(...this.#typeErrors(result), ...this.#failures(result), '', summary(result));
    process.stdout.write(`${lines.join('\n')}\n`);
  }

  #typeErrors({ typeErrors }: GradeResult): string[] {
    if (typeErrors.length === 0) return [];
    const shown = this.verbose ? typeErrors : typeErrors.slice(0, TYPE_ERRORS_MAX);
    const lines = shown.flatMap(({ file, line, message }) => {
      const at = file ? `${this.folder}/${file}:${line}: ` : '';
      const text = plain(`${at}${message}`, TYPE_ERROR_CHARS_MAX);
      return fold(text, COLUMNS - 4).map((one, i) => `${i === 0 ? '  ' : '    '}${one}`);
    });
    const more = typeErrors.length - shown.length;
    if (more > 0) lines.push(`  and ${more} more, shown with the word verbose`);
    return [
      '',
      pc.yellow('The type checker complains; the code was graded all the same:'),
      ...lines,
    ];
  }

  /** Each cause once: ten tests that fail by one rule have most likely one cause. */
  #failures({ tests }: GradeResult): string[] {
    const failed = tests.filter(({ status }) => EXPLAINED.has(status));
    const causes = new Set<string>();
    const explained = this.verbose
      ? failed
      : failed.filter((test) => {
          const cause = `${test.status} ${test.rule ?? ''} ${test.place?.file ?? ''} ${test.place?.line ?? ''}`;
          if (causes.has(cause) || causes.size >= EXPLAINED_MAX) return false;
          causes.add(cause);
          return true;
        });
    const lines = explained.flatMap((test) => ['', failure(test, this.folder)]);
    const rest = failed.filter((test) => !explained.includes(test));
    if (rest.length > 0) {
      lines.push('', pc.dim(`Also failed. To see each in full, add the word verbose:`));
      for (const test of rest)
        lines.push(pc.dim(`  ${test.id}  ${test.rule ?? ''}  ${test.replay ?? ''}`));
    }
    return lines;
  }

  #setStatus(text: string): void {
    if (!this.#live) return;
    const width = (process.stdout.columns || 80) - 1;
    this.#status = text;
    process.stdout.write(`\r\u001b[2K${pc.dim(text.slice(0, width))}`);
  }
}

/** For output that only a program reads. */
export const silent: GradingObserver & Pick<Screen, 'end' | 'finish'> = {
  progress: () => undefined,
  testDone: () => undefined,
  end: () => undefined,
  finish: () => undefined,
};
