/**
 * The results so far, in an append-only file. After any end, even kill -9, the same command continues where
 * it stopped. A line is `{"kind":"run",...}`, the settings from there on, or `{"kind":"entry",...}`, one
 * submission. If a submission has several lines, the last one counts.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ClassRun, Entry } from './entry';

export const JOURNAL = 'journal.jsonl';

type Line =
  | { readonly kind: 'run'; readonly run: ClassRun }
  | { readonly kind: 'entry'; readonly entry: Entry };

/**
 * Each line contains a short hash of its content, so that a score that was edited by hand is detected.
 */
type Checked = Line & { readonly check: string };

const CHECK = 'raft-lab/journal/1';

interface Written {
  /** Submissions whose last line was edited. Their entries are left out. */
  readonly edited?: readonly string[];
  /** The last run; undefined if none was started here. */
  readonly run?: ClassRun;
  /** In the order in which they were first written. */
  readonly entries: readonly Entry[];
}

export async function readJournal(file: string): Promise<Written> {
  const entries = new Map<string, Entry>();
  const edited = new Set<string>();
  let run: ClassRun | undefined;
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const line = parse(text);
      if (line?.kind === 'run') run = line.run;
      if (line?.kind !== 'entry') continue;
      const { id } = line.entry;
      edited.delete(id);
      if (line.check === checkOf(line)) entries.set(id, line.entry);
      else {
        entries.delete(id);
        edited.add(id);
      }
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  return {
    ...(run && { run }),
    entries: [...entries.values()],
    ...(edited.size > 0 && { edited: [...edited].sort() }),
  };
}

/** Undefined for a line that a killed run left incomplete, or that another version wrote. */
function parse(text: string): Checked | undefined {
  try {
    const line = JSON.parse(text) as Checked | null;
    if (line?.kind === 'run') return hasAll(line.run, ['suiteHash', 'seeds']) ? line : undefined;
    if (line?.kind !== 'entry') return undefined;
    return hasAll(line.entry, ['id', 'key', 'standing', 'tests', 'files']) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** The text over which the check was computed. */
function textOf(line: Line): string {
  return JSON.stringify(
    line.kind === 'run'
      ? { kind: line.kind, run: line.run }
      : { kind: line.kind, entry: line.entry },
  );
}

function checkOf(line: Line): string {
  return createHash('sha256')
    .update(`${CHECK}\n${textOf(line)}`)
    .digest('hex')
    .slice(0, 32);
}

function written(line: Line): string {
  // Some versions of Node take these two characters for line ends, but JSON does not. A student's text may
  // contain them.
  const text = JSON.stringify({ ...line, check: checkOf(line) }).replace(
    /[\u2028\u2029]/g,
    (end) => `\\u${end.charCodeAt(0).toString(16)}`,
  );
  return `${text}\n`;
}

function hasAll(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

export class Journal {
  readonly #file: number;
  #isInsideLine = false;

  /** Opens the journal and appends the settings of this run. */
  constructor(folder: string, run: ClassRun) {
    mkdirSync(folder, { recursive: true });
    this.#file = openSync(path.join(folder, JOURNAL), 'a+');
    this.#isInsideLine = this.#endsInsideLine();
    this.#write({ kind: 'run', run });
  }

  add(entry: Entry): void {
    this.#write({ kind: 'entry', entry });
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The line is on the disk before the result is reported, because a machine may lose power. */
  #write(line: Line): void {
    const torn = this.#isInsideLine ? '\n' : '';
    const bytes = Buffer.from(`${torn}${written(line)}`);
    this.#isInsideLine = true;
    // A disk that fills up accepts only a part of the bytes, and reports the error at the next write.
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    fsyncSync(this.#file);
    this.#isInsideLine = false;
  }

  #endsInsideLine(): boolean {
    const { size } = fstatSync(this.#file);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(this.#file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
  }
}

/** The text of a complete journal. */
export function journalText({ run, entries }: Written & { readonly run: ClassRun }): string {
  const lines: Line[] = [
    { kind: 'run', run },
    ...entries.map((entry) => ({ kind: 'entry', entry }) as const),
  ];
  return lines.map(written).join('');
}
