/**
 * What has been graded so far, in a file that is only ever added to: after any end, kill -9 included, the
 * same command goes on where it stopped. A line is `{"kind":"run",...}`, what holds from there on, or
 * `{"kind":"entry",...}`, one submission. Of several lines for one submission the last counts.
 */
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

export interface Written {
  /** The last one; undefined if nothing was ever begun here. */
  readonly run?: ClassRun;
  /** In the order in which they were first written. */
  readonly entries: readonly Entry[];
}

export async function readJournal(file: string): Promise<Written> {
  const entries = new Map<string, Entry>();
  let run: ClassRun | undefined;
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const line = parse(text);
      if (line?.kind === 'run') run = line.run;
      if (line?.kind === 'entry') entries.set(line.entry.id, line.entry);
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  return { ...(run && { run }), entries: [...entries.values()] };
}

/** Undefined for a line that was torn when the run was killed, or that another version wrote. */
function parse(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Line | null;
    if (line?.kind === 'run') return hasAll(line.run, ['suiteHash', 'seeds']) ? line : undefined;
    if (line?.kind !== 'entry') return undefined;
    return hasAll(line.entry, ['id', 'key', 'standing', 'tests', 'files']) ? line : undefined;
  } catch {
    return undefined;
  }
}

function hasAll(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

export class Journal {
  readonly #file: number;
  #isInsideLine = false;

  /** Opens it for what is graded from now on, behind what is there. */
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

  /** On the disk before anybody is told: a machine may lose its power, too. */
  #write(line: Line): void {
    const torn = this.#isInsideLine ? '\n' : '';
    const bytes = Buffer.from(`${torn}${JSON.stringify(line)}\n`);
    this.#isInsideLine = true;
    // A disk that fills up takes a part of it, and says so only the next time.
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

/** The text of a whole journal. */
export function journalText({ run, entries }: Written & { readonly run: ClassRun }): string {
  const lines: Line[] = [
    { kind: 'run', run },
    ...entries.map((entry) => ({ kind: 'entry', entry }) as const),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
