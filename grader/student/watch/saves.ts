/**
 * Tells when what a folder holds has changed. The system's own events make it quick; a look at the
 * files now and then finds what the events leave out, as on network drives. Only what a file holds
 * counts: a save that changes nothing is none.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { watch as watchEvents } from 'chokidar';

/** As much of chokidar as is needed. */
export interface Events {
  on(event: 'all', hear: () => void): unknown;
  on(event: 'error', hear: (error: unknown) => void): unknown;
  close(): Promise<void>;
}

interface SaveOptions {
  readonly folder: string;
  readonly isPolling: boolean;
  /** @param names of the files that are new, gone or different, in order */
  readonly onSave: (names: readonly string[]) => void;
  /** Told when the system's events cannot be had, and polling takes their place. */
  readonly onPolling: (why: string) => void;
  /** For tests, in which events fail. */
  readonly watch?: (folder: string) => Events;
}

/** Editors write twice, or write another file and rename it. */
const SETTLE_MS = 30;
const POLL_MS = 200;
/** Beside the system's events. */
const LOOK_MS = 1_000;
const DEPTH_MAX = 5;
/** No code is longer, so that one is told apart by its time. */
const BYTES_MAX = 1_000_000;
const SOURCE = /\.(?:[cm]?[jt]sx?|json)$/;

export class Saves {
  #known: ReadonlyMap<string, string>;
  #settling: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;
  #events: Events | undefined;

  constructor(private readonly options: SaveOptions) {
    this.#known = contents(options.folder);
    if (options.isPolling) this.#lookEvery(POLL_MS);
    else this.#listen();
  }

  async close(): Promise<void> {
    clearTimeout(this.#settling);
    clearInterval(this.#looking);
    await this.#events?.close();
  }

  #listen(): void {
    const { folder, watch = usualEvents } = this.options;
    this.#lookEvery(LOOK_MS);
    const fail = (error: unknown) => {
      const events = this.#events;
      this.#events = undefined;
      // Many errors come at once, and the first says it all.
      if (!events) return;
      void events.close();
      this.#lookEvery(POLL_MS);
      this.options.onPolling((error as NodeJS.ErrnoException).code ?? 'unknown error');
    };
    const events = watch(folder);
    this.#events = events;
    events.on('all', () => this.#settle());
    events.on('error', fail);
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#look(), SETTLE_MS);
  }

  #lookEvery(ms: number): void {
    clearInterval(this.#looking);
    this.#looking = setInterval(() => this.#look(), ms);
  }

  #look(): void {
    const now = contents(this.options.folder);
    const before = this.#known;
    const names = [...new Set([...before.keys(), ...now.keys()])];
    const changed = names.filter((name) => before.get(name) !== now.get(name));
    if (changed.length === 0) return;
    this.#known = now;
    this.options.onSave(changed.sort());
  }
}

function usualEvents(folder: string): Events {
  return watchEvents(folder, {
    ignoreInitial: true,
    depth: DEPTH_MAX,
    ignored: (file) => isHidden(path.relative(folder, file)),
  });
}

function isHidden(relative: string): boolean {
  return relative.split(path.sep).some((part) => /^(?:\.(?!\.$)|node_modules$)/.test(part));
}

/** A fingerprint of each source file, by name. */
function contents(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (inside: string, depth: number) => {
    for (const entry of entriesOf(path.join(folder, inside))) {
      const name = path.join(inside, entry.name);
      if (isHidden(entry.name)) continue;
      if (entry.isDirectory() && depth < DEPTH_MAX) walk(name, depth + 1);
      else if (SOURCE.test(name) && !name.endsWith('.test.ts')) {
        const text = textOf(path.join(folder, name));
        if (text) found.set(name, createHash('sha256').update(text).digest('hex'));
      }
    }
  };
  walk('', 0);
  return found;
}

/** What is not there is told by the grading. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A pipe, or a link to a device, has no end. */
function textOf(file: string): Buffer | string | undefined {
  try {
    const about = statSync(file);
    if (!about.isFile()) return undefined;
    return about.size > BYTES_MAX ? `${about.size} ${about.mtimeMs}` : readFileSync(file);
  } catch {
    return undefined;
  }
}
