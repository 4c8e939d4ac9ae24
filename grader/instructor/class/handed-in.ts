/** The submissions of a class, from the path on the command line. */
import path from 'node:path';
import { whereStood } from '../../command/place';
import { print, Refusal } from '../../command/run-command';
import type { Ignored } from './entry';
import type { GradeClassCommand } from './grade-class-args';
import { findSubmissions, type Found } from './intake';
import { isIn } from './shard';

interface HandedIn {
  readonly found: readonly Found[];
  readonly leftOut: readonly Ignored[];
}

/** The submissions that this part grades, and the items that were left out. */
export async function handedIn(command: GradeClassCommand): Promise<HandedIn> {
  const where = await findSubmissions(whereStood(command.submissions), {
    ...(command.from && { from: command.from }),
    ...(command.before !== undefined && { before: command.before }),
  });
  if (where.kind === 'problem') throw new Refusal(where.message);
  for (const { path: name, why } of where.skipped) print(`Left out: ${name} (${why})`);
  const { shard } = command;
  if (isInside(whereStood(command.submissions), whereStood(command.out)))
    throw new Refusal(
      `${command.out} is inside ${command.submissions} and would count as a submission next time. Choose another out=.`,
    );
  const mine = shard ? where.submissions.filter(({ id }) => isIn(id, shard)) : where.submissions;
  if (where.submissions.length === 0)
    throw new Refusal(`${command.submissions} holds no submission: no folder, zip or tar.gz.`);
  return { found: mine, leftOut: where.skipped };
}

function isInside(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
