/** What the tests of the playground have in common: a folder with code in it, and a session that plays it. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BANK } from '../../../grader/proof/mutants/bank';
import { edited } from '../../../grader/proof/mutants/mutant';
import { baseOf } from '../../../grader/proof/mutants/program';
import { Engine } from '../../../grader/student/playground/engine';
import type { PlayCommand, PlayState, ToPage } from '../../../grader/student/playground/play-state';
import { Saved } from '../../../grader/student/playground/saved';
import { Session } from '../../../grader/student/playground/session';
import { freshLine } from '../../../grader/student/playground/start-line';
import type { Line } from '../../../grader/student/playground/line';
import { unpack } from '../../../grader/runs/replay/recording';
import type { TraceEvent } from '../../../grader/world/sim/trace';
import { type Files, filesIn } from '../../support/programs';

export const REFERENCE: Files = filesIn('solutions', 'raft');

/** The bug of Figure 8. */
export const FIGURE_8 = mutant('commit/older-term-by-counting');

export function mutant(id: string): Files {
  const found = BANK.find((one) => one.id === id);
  const files = found && edited(baseOf(found), found.edits);
  if (!files || Array.isArray(files)) throw new Error(`there is no mutant ${id}`);
  return files as Files;
}

export function temporary(): string {
  return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-playground-'));
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
}

/** A session, and who listens to it as a page does. */
export class Table {
  events: TraceEvent[] = [];

  private constructor(
    readonly session: Session,
    readonly folder: string,
    readonly saved: Saved,
  ) {}

  static async open(files: Files, line: Line = fresh(5)): Promise<Table> {
    const folder = temporary();
    writeFiles(folder, files);
    const engine = await Engine.open(folder);
    if (!('ask' in engine)) throw new Error('it cannot be bundled');
    const saved = new Saved(path.join(folder, 'scenarios'), 'scenarios');
    const unusable = () => 'It cannot be bundled.';
    const session = new Session({ engine, line, shown: 'mine', saved, unusable });
    const table = new Table(session, folder, saved);
    await session.begin();
    await session.listen((message) => {
      table.#hear(message);
    });
    return table;
  }

  async do(...commands: readonly PlayCommand[]): Promise<PlayState> {
    for (const command of commands) await this.session.obey(command);
    return this.session.state;
  }

  /** All that a page has been told. */
  get told(): string {
    return digest(this.events);
  }

  close(): void {
    this.session.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #hear({ from = 0, recording }: ToPage): void {
    if (!recording) return;
    this.events = [...this.events.slice(0, from), ...unpack(recording).events];
  }
}

/** Tells whether two runs were the same, event by event and field by field. */
export function digest(events: readonly TraceEvent[] = []): string {
  const sorted = (key: string, value: unknown) => {
    // A number that means something only beside the code that was sent with it.
    if (key === 'origin') return undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  };
  const hash = createHash('sha256').update(JSON.stringify(events, sorted)).digest('hex');
  return `${events.length} events, ${hash}`;
}

export function fresh(servers: number, seed = 1): Line {
  return freshLine({ stage: '2C', servers, seed, weather: 'reliable' });
}

const run = (ms: number): PlayCommand => ({ do: 'run', ms });

/** Both ways between a server and others. */
export function between(server: number, others: readonly number[]) {
  return others.flatMap((other) => [[server, other] as const, [other, server] as const]);
}

/** Figure 8 by hand, up to (c): an entry of term 1 comes to stand on a majority in term 3. */
export const FIGURE_8_BY_HAND: readonly PlayCommand[] = [
  { do: 'time out', server: 0 },
  run(10),
  { do: 'cut', ways: between(0, [2, 3, 4]) },
  { do: 'offer', command: 'x1', to: 'leader' },
  run(10),
  { do: 'crash', server: 0 },
  { do: 'time out', server: 4 },
  run(10),
  { do: 'cut', ways: between(4, [0, 1, 2, 3]) },
  { do: 'offer', command: 'x2', to: 4 },
  run(10),
  { do: 'crash', server: 4 },
  { do: 'boot', server: 0 },
  { do: 'heal', ways: between(0, [2, 3, 4]) },
  { do: 'time out', server: 0 },
  run(10),
  { do: 'time out', server: 0 },
  run(100),
];
