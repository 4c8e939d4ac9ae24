/** Finds and reads scenario files, and reports what is wrong with a bad one. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CHARS_MAX, readSchedule, Unreadable } from '../../runs/replay/read-schedule';
import type { Schedule } from '../../runs/replay/schedule';
import { scheduleText } from '../../runs/replay/write-schedule';
import { writeWhole } from '../../command/memory/write-whole';
import { COLUMNS, fold, plain } from '../../report/plain';
import { Refusal } from '../../command/run-command';
import type { Seed } from '../../world/sim/seed';

export const ENDING = '.scenario.json';
/** The folder of scenarios, beside the code that they test. */
export const SCENARIOS = 'scenarios';

/** How much of a name that does not exist is shown. */
const NAMED_CHARS_MAX = 400;

export interface ScenarioFile {
  /** Its path in messages. */
  readonly shown: string;
  readonly schedule: Schedule;
}

/**
 * @param named a file, or a folder of scenario files
 * @param places folders in which a relative path may be; the first match counts
 * @throws Refusal
 */
export function scenariosAt(named: string, places: readonly string[]): readonly ScenarioFile[] {
  const found = places.map((place) => path.resolve(place, named)).find(isThere);
  if (found === undefined)
    throw new Refusal(
      told(`There is no file or folder ${plain(named, NAMED_CHARS_MAX)}. Is the path right?`),
    );
  if (!statSync(found).isDirectory()) return [{ shown: named, schedule: scheduleIn(found, named) }];
  const names = scenarioNames(found);
  if (names.length === 0)
    throw new Refusal(
      told(`The folder ${plain(named)} holds no scenario: their names end with ${ENDING}.`),
    );
  return names.map((name) => {
    const shown = `${named.replace(/[\\/]+$/, '')}/${name}`;
    return { shown, schedule: scheduleIn(path.join(found, name), shown) };
  });
}

/** @throws Refusal, also if the folder holds several */
export function scenarioAt(named: string, places: readonly string[]): Schedule {
  const [one, another] = scenariosAt(named, places);
  if (one && !another) return one.schedule;
  throw new Refusal(told(`One scenario at a time: ${plain(named)} is a folder of them.`));
}

/** The operating system may reject a name altogether. */
function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Names of the scenario files in a folder; none if there is no folder. */
export function scenarioNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .sort();
  } catch {
    return [];
  }
}

/** @throws Refusal */
export function scheduleIn(file: string, shown: string): Schedule {
  try {
    const about = statSync(file);
    // A device or a pipe might never end.
    if (!about.isFile()) throw new Unreadable('It is not a file.');
    if (about.size > CHARS_MAX)
      throw new Unreadable(
        `It is larger than ${CHARS_MAX / 1_000_000} MB: no scenario needs so much.`,
      );
    return readSchedule(readFileSync(file, 'utf8'));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (thrown instanceof Unreadable)
      throw new Refusal(`${told(`${plain(shown)}: ${thrown.message}`)}\nNothing was replayed.`);
    if (code === undefined) throw thrown;
    throw new Refusal(told(`${plain(shown)} cannot be read (${code}).`));
  }
}

/**
 * @param shown the file's path in messages
 * @throws Refusal
 */
export function writeScenario(file: string, shown: string, schedule: Schedule): void {
  try {
    writeWhole(file, scheduleText(schedule));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === undefined) throw thrown;
    const folder = plain(path.dirname(shown));
    throw new Refusal(
      told(
        `${plain(shown)} cannot be written (${code}). Is ${folder} a folder that you can write to, and is there space on its disk?`,
      ),
    );
  }
}

/** `2C-figure-8-seed-3.scenario.json` */
export function scenarioName(test: string, seed: Seed): string {
  return `${test.replace('/', '-')}-seed-${seed}${ENDING}`;
}

export function told(text: string): string {
  return fold(text, COLUMNS).join('\n');
}
