/**
 * The content of Gradescope's autograder: the original grader as far as it is needed for one submission,
 * the scripts that Gradescope runs, and the instructor's settings. No solutions, and no secret.
 */
import path from 'node:path';
import { textOf } from '../skeletons/places';
import { type AutograderSettings, KEY_FILE, SETTINGS_FILE } from './autograder';
import { prunedLock } from './lock';
import { type Files, json, packageFile, tsconfig } from './package-file';
import { reach, refuseInstructors } from './reach';
import { SEALED_PROGRAMS } from './student-lists';

/** Gradescope runs these. They must be at the root and executable. */
export const PROGRAMS: readonly string[] = ['run_autograder', 'setup.sh'];

const RUNNER = 'grader/instructor/release/autograder.ts';
const ENTRIES = [
  RUNNER,
  'grader/cli/set-up.cjs',
  'grader/runs/pool/run-child.ts',
  'grader/world/realm/prelude/main.ts',
  ...SEALED_PROGRAMS,
] as const;
const FORBIDDEN =
  /^grader\/(?:proof|runs\/explore|instructor\/(?:skeletons|similarity|release(?!\/autograder\.ts)))\/|^(?:solutions|tests)\//;
const COPIED = ['LICENSE', '.npmrc'] as const;
const TEMPLATE = 'grader/instructor/release/template';

/** @param key the assignment's key, derived from the secret */
export function autograderKit(
  root: string,
  settings: AutograderSettings,
  key: Buffer | undefined,
): Files {
  const read = (file: string) => textOf(path.join(root, file));
  const program = reach(root, ENTRIES);
  refuseInstructors(program.files, FORBIDDEN);
  const files = new Map<string, string>();
  for (const [file] of program.files) files.set(file, read(file));
  for (const file of COPIED) files.set(file, read(file));
  for (const file of PROGRAMS) files.set(file, read(`${TEMPLATE}/${file}`));
  const about = packageFile(read('package.json'), program.packages, {
    scripts: [],
    development: [],
    more: {},
  });
  files.set('package.json', json(about));
  files.set('package-lock.json', prunedLock(read('package-lock.json'), about));
  files.set('tsconfig.json', tsconfig(read('tsconfig.json')));
  files.set(SETTINGS_FILE, json(settings));
  if (key) files.set(KEY_FILE, `${key.toString('hex')}\n`);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
