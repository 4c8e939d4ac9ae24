/**
 * Puts together what students get, in memory. The grader in it is exactly what the student's commands
 * import; everything else is named here, one by one.
 */
import path from 'node:path';
import type { Stage } from '../contract';
import { generate } from '../labs-kit/generate';
import { ruleIds } from '../labs-kit/generated';
import { LABS, textOf } from '../labs-kit/places';
import { STAGES } from '../labs-kit/regions';
import { CATALOGUE } from '../scenarios/catalogue';
import { prunedLock } from './lock';
import { type Files, json, packageFile, tsconfig } from './package-file';
import { reach, refuseInstructors } from './reach';
import { figure2, forStudents } from './student-pages';

/** What Node or the bundler is told to open: the commands, the children's programs, the prelude. */
const ENTRIES = [
  'grader/cli/set-up.mjs',
  'grader/cli/grade.ts',
  'grader/cli/explore.ts',
  'grader/cli/hint.ts',
  'grader/pool/child.ts',
  'grader/explore/child.ts',
  'grader/realm/prelude/main.ts',
  'grader/realm/globals.d.ts',
] as const;
/** No program of a student's may come to import from there. */
const INSTRUCTORS =
  /^grader\/(?:class|cheats|labs-kit|mutants|release|variants)\/|^(?:solutions|tests)\//;

const SCRIPTS = ['grade', 'hint', 'explore'] as const;
const TYPECHECK = 'tsc --noEmit -p labs/raft';
/** Not imported by any program: editors want it, to show the grader's own code. */
const FOR_EDITORS = ['@types/node'] as const;
const COPIED = [
  'LICENSE',
  '.gitattributes',
  '.editorconfig',
  '.npmrc',
  '.prettierrc.json',
] as const;
const PAGES = [
  'docs/raft-in-typescript.md',
  'docs/how-it-works.md',
  'docs/explore.md',
  'docs/formats.md',
] as const;
const TEMPLATE = 'grader/release/template';

const IGNORED = '/node_modules/\n/.raft-lab/\n/report/\n*.log\n.DS_Store\n';

/** @throws Error if a skeleton is wrong, or if the grader imports what students must not get */
export async function studentKit(root: string, through: Stage | undefined): Promise<Files> {
  const read = (file: string) => textOf(path.join(root, file));
  const files = new Map<string, string>();
  const program = reach(root, ENTRIES);
  refuseInstructors(program.files, INSTRUCTORS);
  for (const [file] of program.files) files.set(file, read(file));
  for (const file of COPIED) files.set(file, read(file));
  files.set('.gitignore', IGNORED);
  const figure2Page = read('docs/figure-2.md');
  const known = { rules: ruleIds(figure2Page), tests: CATALOGUE.map(({ id }) => id) };
  const labs = await generate({ root, out: path.join(root, LABS), known, through });
  if (labs.problems.length > 0) throw new Error(labs.problems.join('\n'));
  for (const [name, text] of labs.files) files.set(`labs/raft/${name}`, text);
  for (const stage of STAGES) {
    const page = `labs/${stage}/README.md`;
    files.set(page, forStudents(read(page)));
  }
  files.set('docs/figure-2.md', forStudents(figure2(figure2Page, CATALOGUE)));
  for (const page of PAGES) files.set(page, forStudents(read(page)));
  files.set('README.md', readMe(read(`${TEMPLATE}/README.md`), through));
  files.set('.github/workflows/grade.yml', read(`${TEMPLATE}/grade.yml`));
  files.set('tsconfig.json', tsconfig(read('tsconfig.json')));
  const about = packageFile(read('package.json'), program.packages, {
    scripts: SCRIPTS,
    development: FOR_EDITORS,
    more: { typecheck: TYPECHECK },
  });
  files.set('package.json', json(about));
  files.set('package-lock.json', prunedLock(read('package-lock.json'), about));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readMe(template: string, through: Stage | undefined): string {
  const next = STAGES[STAGES.findIndex((stage) => stage === through) + 1] ?? '2A';
  const solved = STAGES.filter((stage) => through !== undefined && stage <= through);
  const start =
    solved.length === 0
      ? ''
      : `\nIn this kit, ${solved.join(' and ')} ${solved.length === 1 ? 'is' : 'are'} solved already: you begin with ${next}.\n`;
  return template.replaceAll('{{stage}}', next).replace('{{start}}\n', start);
}
