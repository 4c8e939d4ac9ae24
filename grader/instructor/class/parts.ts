/** Reads the parts of a class that was graded on several machines from their folders. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { whereStood } from '../../command/place';
import { print, Refusal } from '../../command/run-command';
import { plain } from '../../report/plain';
import type { Entry, Ignored } from './entry';
import { JOURNAL, readJournal } from './journal';
import type { Part } from './merge';
import { submissionsIn } from './outputs';

const RESULTS = 'results.json';
const NAMES_SHOWN_MAX = 5;
const NAME_CHARS_MAX = 80;

/**
 * The results of one machine. Its results.json is written last, so it shows that the run ended, and for
 * whom.
 */
export async function partIn(folder: string, isPartial: boolean): Promise<Part> {
  const { run, entries, edited = [] } = await readJournal(path.join(whereStood(folder), JOURNAL));
  if (edited.length > 0)
    throw new Refusal(
      `${plain(folder)}: lines of its ${JOURNAL} were changed by hand (${names(edited)}). Run its command again to grade them again. To change a score, use overrides=.`,
    );
  if (!run)
    throw new Refusal(`${plain(folder)} holds no graded class: there is no ${JOURNAL} in it.`);
  const current = entries.filter(
    ({ key }) =>
      key.suite === run.suiteHash && key.kit === run.kitVersion && key.stage === run.stage,
  );
  tell(folder, entries.length - current.length, 'of an earlier grader, left out');
  const finished = finishedIn(folder);
  if (isPartial || !finished) {
    if (!isPartial)
      throw new Refusal(
        `${plain(folder)} was not graded to its end: it has no ${RESULTS}. Run its command again to continue. To merge it as it is, use: partial`,
      );
    tell(folder, current.length, 'taken');
    return { run, entries: current };
  }
  if (JSON.stringify(finished.run) !== JSON.stringify(run))
    throw new Refusal(
      `${plain(folder)}: its ${RESULTS} is of an earlier run, with other seeds or another assignment. Run its command again, to the end.`,
    );
  const kept = current.filter(({ id }) => finished.ids.has(id));
  const missing = [...finished.ids].filter((id) => !kept.some((entry) => entry.id === id));
  if (missing.length > 0)
    throw new Refusal(
      `${plain(folder)}: its ${JOURNAL} lacks what ${RESULTS} has (${names(missing)}). Run its command again.`,
    );
  const others = current.filter(({ id }) => !finished.ids.has(id)).map(({ id }) => id);
  if (others.length > 0)
    tell(
      folder,
      others.length,
      `not in its ${RESULTS}, left out (${names(others)}): no longer handed in, or interrupted in a later run`,
    );
  tell(folder, kept.length, 'taken');
  return { run, entries: kept };
}

/** From results.json. */
interface Finished {
  readonly run: unknown;
  readonly ids: ReadonlySet<string>;
  readonly leftOut: readonly Ignored[];
}

/** @returns undefined if there is no results.json */
function finishedIn(folder: string): Finished | undefined {
  const file = path.join(whereStood(folder), RESULTS);
  if (!existsSync(file)) return undefined;
  try {
    const text = readFileSync(file, 'utf8');
    const { run, leftOut = [] } = JSON.parse(text) as Partial<Finished>;
    return { run, leftOut, ids: new Set(submissionsIn(text)) };
  } catch {
    throw new Refusal(`${plain(path.join(folder, RESULTS))} is not what grade-class writes.`);
  }
}

/** What the parts found beside the submissions, each once. */
export function leftOutIn(folders: readonly string[]): readonly Ignored[] {
  const all = folders.flatMap((folder) => finishedIn(folder)?.leftOut ?? []);
  return [...new Map(all.map((one) => [JSON.stringify([one.path, one.why]), one])).values()];
}

/** Results that are already in the folder must be among the merged ones: a merge never loses any. */
export async function refuseLoss(out: string, entries: readonly Entry[]): Promise<void> {
  const ids = new Set(entries.map(({ id }) => id));
  const { entries: present } = await readJournal(path.join(whereStood(out), JOURNAL));
  const lost = present.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  if (lost.length > 0)
    throw new Refusal(
      `${plain(out)} has results that the merged ones lack (${names(lost)}). Choose another out=, or name that folder among the parts.`,
    );
}

function tell(folder: string, many: number, what: string): void {
  if (many > 0) print(`${plain(folder)}: ${many} ${what}`);
}

function names(ids: readonly string[]): string {
  const more = ids.length - NAMES_SHOWN_MAX;
  const shown = ids.slice(0, NAMES_SHOWN_MAX).map((id) => plain(id, NAME_CHARS_MAX));
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
