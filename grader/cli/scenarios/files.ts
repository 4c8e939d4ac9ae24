/** Finds and reads scenario files, and says of a bad one what is wrong with it. */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHARS_MAX, readSchedule, Unreadable } from '../../replay/read-schedule';
import type { Schedule } from '../../replay/schedule';
import { scheduleText } from '../../replay/write-schedule';
import { COLUMNS, fold, plain } from '../../report/plain';
import { Refusal } from '../run-command';

export const ENDING = '.scenario.json';
/** Beside the code that they are about. */
export const SCENARIOS = 'scenarios';

export interface ScenarioFile {
  /** As people are told. */
  readonly shown: string;
  readonly schedule: Schedule;
}

/**
 * @param named a file, or a folder of them
 * @param places where it may lie, if it is relative; the first one where there is something
 * @throws Refusal
 */
export function scenariosAt(named: string, places: readonly string[]): readonly ScenarioFile[] {
  const found = places
    .map((place) => path.resolve(place, named))
    .find((file) => statSync(file, { throwIfNoEntry: false }) !== undefined);
  if (found === undefined)
    throw new Refusal(told(`There is no file or folder ${plain(named)}. Is the path right?`));
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

/** In a folder, which need not be there. */
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
    if (statSync(file).size > CHARS_MAX) throw new Unreadable('It is far too large.');
    return readSchedule(readFileSync(file, 'utf8'));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (thrown instanceof Unreadable)
      throw new Refusal(`${told(`${plain(shown)}: ${thrown.message}`)}\nNothing was replayed.`);
    if (code === undefined) throw thrown;
    throw new Refusal(told(`${plain(shown)} cannot be read (${code}).`));
  }
}

/** The whole file or none of it. */
export function writeScenario(file: string, schedule: Schedule): void {
  const fresh = `${file}.${process.pid}.new`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(fresh, scheduleText(schedule));
  renameSync(fresh, file);
}

/** `2C-figure-8-seed-3.scenario.json` */
export function scenarioName(test: string, seed: number): string {
  return `${test.replace('/', '-')}-seed-${seed}${ENDING}`;
}

export function told(text: string): string {
  return fold(text, COLUMNS).join('\n');
}
