/** The folder with saved scenarios: `npm run grade scenario=FILE` replays each of them. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Schedule } from '../../runs/replay/schedule';
import { CHARS_MAX, readSchedule, Unreadable } from '../../runs/replay/read-schedule';
import { scheduleText } from '../../runs/replay/write-schedule';

const ENDING = '.scenario.json';
const NAME = /^[a-z0-9][a-z0-9_-]{0,59}$/i;
/** Reserved names on Windows. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const LISTED_MAX = 200;

type Read = { readonly schedule: Schedule } | { readonly problem: string };

export class Saved {
  /**
   * @param shown the folder as the user would name it
   * @param target options with which grade uses the same code, such as ` solution`
   */
  constructor(
    private readonly folder: string,
    private readonly shown: string,
    private readonly target = '',
  ) {}

  names(): readonly string[] {
    try {
      const files = readdirSync(this.folder).filter((file) => file.endsWith(ENDING));
      return files
        .map((file) => file.slice(0, -ENDING.length))
        .sort()
        .slice(0, LISTED_MAX);
    } catch {
      return [];
    }
  }

  read(name: string): Read {
    if (!isName(name)) return { problem: NAMES };
    const file = path.join(this.folder, name + ENDING);
    try {
      if (statSync(file).size > CHARS_MAX) return { problem: `${name} is too large.` };
      return this.parse(readFileSync(file, 'utf8'));
    } catch (thrown) {
      return { problem: `${name} cannot be read (${codeOf(thrown)}).` };
    }
  }

  parse(text: string): Read {
    try {
      return { schedule: readSchedule(text) };
    } catch (thrown) {
      if (thrown instanceof Unreadable) return { problem: thrown.message };
      throw thrown;
    }
  }

  /** To paste. */
  replayLine(file: string): string {
    return `npm run grade scenario=${file}${this.target}`;
  }

  /** Never overwrites a scenario. @returns the file as an argument of `grade` */
  write(
    name: string,
    schedule: Schedule,
  ): { readonly file: string } | { readonly problem: string } {
    if (!isName(name)) return { problem: NAMES };
    const file = name + ENDING;
    const place = path.join(this.folder, file);
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(place, scheduleText(schedule), { flag: 'wx' });
      return { file: `${this.shown}/${file}` };
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code === 'EEXIST')
        return { problem: `There is a scenario "${name}" already. Choose another name.` };
      // Otherwise an incomplete file would keep the name.
      rmSync(place, { force: true });
      return { problem: `It cannot be saved in ${this.shown} (${code}).` };
    }
  }
}

const NAMES = 'A name has at most 60 letters, digits, - and _, and begins with a letter or digit.';

function isName(name: string): boolean {
  return NAME.test(name) && !RESERVED.test(name);
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? 'unknown error';
}
