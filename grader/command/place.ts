/** Paths: the kit itself, the folder that a person names, and the code to grade. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { GradeTarget } from './grade-line';
import type { Word } from './options';

/** The kit's own folder. */
export const KIT = path.join(__dirname, '..', '..');

const LABS = path.join(KIT, 'labs', 'raft');
export const SOLUTION = path.join(KIT, 'solutions', 'raft');

/** The folder with the code. */
export interface Place {
  readonly folder: string;
  /** The folder's name in messages. */
  readonly shown: string;
}

export function placeOf(target: GradeTarget): Place {
  switch (target.kind) {
    case 'labs':
      return { folder: LABS, shown: 'labs/raft' };
    case 'solution':
      return { folder: SOLUTION, shown: 'solutions/raft' };
    case 'folder':
      return { folder: whereStood(target.path), shown: target.path };
  }
}

/** Students get a kit without the reference. */
export function hasSolution(): boolean {
  return existsSync(SOLUTION);
}

/** The option that names the reference. A kit without one answers it, but does not offer it. */
export const SOLUTION_WORD: Word = {
  name: 'solution',
  does: 'the reference in solutions/ instead of your labs/',
  isHidden: !hasSolution(),
};

/**
 * @param name a path relative to the folder in which the person typed it; npm runs scripts in the kit's
 *   folder
 */
export function whereStood(name: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), name);
}
