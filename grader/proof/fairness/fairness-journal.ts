/**
 * What has been run so far, in a file that is only ever added to: a run that is killed goes on where it
 * stopped. A line `{"suite", "variants"}` says what judges and what is judged in the lines that follow;
 * each of those is one run. What another suite or another version of a variant did does not count.
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
  /** Of a failure; the message of an inconclusive run names the marks that it did not reach. */
  readonly rule?: string;
  readonly message?: string;
}

export interface Judged {
  /** Fingerprint of all code that judges. */
  readonly suite: string;
  /** Fingerprints of the variants' files, by name. */
  readonly variants: Readonly<Record<string, string>>;
}

/** A journal's line for one run: most are `["sticky","2A/majority",7,"passed"]`. */
type Line = [
  variant: string,
  test: string,
  seed: number,
  status: Outcome['status'],
  rule?: string | undefined,
  message?: string | undefined,
];

/** @returns the outcomes in the journal that still count; none if there is no such file */
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

/** Undefined for a line that was torn when the run was killed. */
function parse(text: string): Line | Judged | undefined {
  try {
    return JSON.parse(text) as Line | Judged;
  } catch {
    return undefined;
  }
}

/** Opens the journal for what is run from now on, behind what is there. */
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
