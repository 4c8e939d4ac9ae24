/**
 * Reports when source files in a folder have changed. System events make it fast; regular checks
 * find changes without events, as on network drives. Only content counts: a save that changes
 * nothing is not reported.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { watch as watchEvents } from 'chokidar';

/** The part of chokidar that is used. */
export interface Events {
  on(event: 'all', hear: () => void): unknown;
  on(event: 'error', hear: (error: unknown) => void): unknown;
  close(): Promise<void>;
}

interface SaveOptions {
  readonly folder: string;
  readonly isPolling: boolean;
  /** @param names the files that are new, deleted or changed, in order */
  readonly onSave: (names: readonly string[]) => void;
  /** Called when system events are not available and polling replaces them. */
  readonly onPolling: (why: string) => void;
  /** For tests in which events fail. */
  readonly watch?: (folder: string) => Events;
}

/** Time to wait after a change, because editors write twice, or write another file and rename it. */
const SETTLE_MS = 30;
const POLL_MS = 200;
/** How often files are checked besides system events. */
const LOOK_MS = 1_000;
const DEPTH_MAX = 5;
/** No source file is this large. Larger files are compared by size and time. */
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
      // Many errors may arrive at once; only the first matters.
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

/** The grading reports a folder that is missing. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Skips pipes and devices, which may have no end. */
function textOf(file: string): Buffer | string | undefined {
  try {
    const about = statSync(file);
    if (!about.isFile()) return undefined;
    return about.size > BYTES_MAX ? `${about.size} ${about.mtimeMs}` : readFileSync(file);
  } catch {
    return undefined;
  }
}
