/**
 * The runs so far, in an append-only file: a run that was killed continues where it stopped. A line
 * `{"suite", "variants"}` identifies the grader and the variants of the lines that follow, each of which is
 * one run. Runs of another suite or another version of a variant do not count.
 */
import {
  appendFileSync,
  closeSync,
  createReadStream,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunResult } from '../../judge/scenarios/run-result';

/** How one run of one variant ended. */
export interface Outcome {
  readonly variant: string;
  readonly test: string;
  readonly seed: number;
  readonly status: RunResult['status'];
  /** The broken rule. The message of an inconclusive run names the marks that it did not reach. */
  readonly rule?: string;
  readonly message?: string;
}

export interface Judged {
  /** Fingerprint of the grader's code. */
  readonly suite: string;
  /** Fingerprint of each variant's files, by name. */
  readonly variants: Readonly<Record<string, string>>;
}

/** One run as a line of the journal: usually `["sticky","2A/majority",7,"passed"]`. */
type Line = [
  variant: string,
  test: string,
  seed: number,
  status: Outcome['status'],
  rule?: string | undefined,
  message?: string | undefined,
];

/** @returns the outcomes in the journal that still count; empty without such a file */
export async function readJournal(file: string, { suite, variants }: Judged): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let judged: Partial<Judged> = {};
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const line = parse(text);
      if (!Array.isArray(line)) {
        judged = line ?? judged;
        continue;
      }
      const [variant, test, seed, status, rule, message] = line;
      if (judged.suite !== suite || judged.variants?.[variant] !== variants[variant]) continue;
      outcomes.push({
        ...{ variant, test, seed, status },
        ...(rule !== undefined && { rule }),
        ...(message !== undefined && { message }),
      });
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  return outcomes;
}

/** Undefined for a line that a killed run left incomplete. */
function parse(text: string): Line | Judged | undefined {
  try {
    return JSON.parse(text) as Line | Judged;
  } catch {
    return undefined;
  }
}

/** Opens the journal to append further runs. */
export class Journal {
  constructor(
    private readonly file: string,
    judged: Judged,
  ) {
    mkdirSync(path.dirname(file), { recursive: true });
    const torn = endsInsideLine(file) ? '\n' : '';
    appendFileSync(file, `${torn}${JSON.stringify(judged)}\n`);
  }

  add({ variant, test, seed, status, rule, message }: Outcome): void {
    const line: Line =
      rule === undefined && message === undefined
        ? [variant, test, seed, status]
        : [variant, test, seed, status, rule, message];
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

function endsInsideLine(file: string): boolean {
  const opened = openSync(file, 'a+');
  try {
    const { size } = fstatSync(opened);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(opened, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
  } finally {
    closeSync(opened);
  }
}
