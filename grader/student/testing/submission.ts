/**
 * The student's folder as a program, bundled once per test file. Loop iterations are counted, so
 * that an endless loop throws instead of hanging Jest.
 */
import path from 'node:path';
import { unusable } from '../../runs/grading/unusable';
import { withCountedLoops } from '../../runs/pool/loops';
import { bundleFolder, bundlePrelude } from '../../world/realm/bundle';
import { Program, STUDENT_SCRIPT } from '../../world/realm/program';
import { Sources } from '../../report/place';

const KIT = path.join(__dirname, '..', '..', '..');
export const LABS = path.join(KIT, 'labs', 'raft');

/** About a second. After that, a loop counts as endless, although it may just be slow. */
const ENDLESS_CHECKS = 200;

export interface Submission {
  readonly program: Program;
  readonly sources: Sources;
  /** Name of the folder in messages. */
  readonly shown: string;
}

const known = new Map<string, Promise<Submission>>();

/** @throws Error that says what is wrong with the folder */
export function submissionIn(folder: string): Promise<Submission> {
  const found = known.get(folder) ?? bundled(folder);
  known.set(folder, found);
  return found;
}

async function bundled(folder: string): Promise<Submission> {
  const shown = path.relative(KIT, folder).split(path.sep).join('/');
  const bundle = await bundleFolder(folder, await bundlePrelude());
  if (!('text' in bundle))
    throw withoutStack(
      unusable(shown, bundle).replace('Nothing was graded.', 'No scenario was run.'),
    );
  const student = withCountedLoops(bundle.text.student, ENDLESS_CHECKS);
  return {
    program: new Program({ ...bundle.text, student }),
    sources: new Sources(bundle.map, STUDENT_SCRIPT),
    shown,
  };
}

/** The message says everything; a stack trace of the grader would not help the student. */
export function withoutStack(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}
