/**
 * Assembles what students get, in memory. Its grader is exactly what the student's commands import;
 * everything else is listed here by name.
 */
import path from 'node:path';
import { MANIFEST, manifestText } from '../../student/doctor/manifest';
import { type Stage, STAGES } from '../../contract';
import { bareSkeleton } from '../skeletons/bare-skeleton';
import { generate } from '../skeletons/generate';
import { ruleIds } from '../skeletons/generated';
import { LABS, textOf } from '../skeletons/places';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { prunedLock } from './lock';
import { type Files, json, packageFile, tsconfig } from './package-file';
import { reach, refuseInstructors } from './reach';
import { ENTRIES, PAGES, PAGES_IN_CHINESE, SCRIPTS } from './student-lists';
import { figure2, forStudents, type Scaffold } from './student-pages';

/** No student's program may import from these folders. */
const INSTRUCTORS = /^grader\/(?:instructor|proof)\/|^(?:solutions|tests)\//;

/** The first command that students type: a grading of their current stage. */
const TEST = 'node --require ./grader/cli/set-up.cjs grader/cli/grade.ts present';
const TYPECHECK = 'tsc --noEmit -p labs/raft';
/** Not imported by any program: used by students' tests, and by editors that show the grader's code. */
const DEVELOPMENT = ['@jest/globals', '@types/node', 'jest'] as const;
const COPIED = [
  'LICENSE',
  '.gitattributes',
  '.editorconfig',
  '.npmrc',
  '.prettierrc.json',
  '.vscode/launch.json',
  '.vscode/settings.json',
  '.vscode/tasks.json',
  ...['roles', 'election', 'replication', 'figure-7', 'figure-8', 'save-steps', 'fast-backup'].map(
    (picture) => `docs/images/${picture}.svg`,
  ),
] as const;
const TEMPLATE = 'grader/instructor/release/template';
const TODO_ORDER = 'grader/student/grade/todo-order.ts';
const BARE_TODO_ORDER = 'grader/instructor/skeletons/bare-todo-order.ts';

const IGNORED = '/node_modules/\n/hand-in-*.zip\n/.raft-lab/\n/report/\n*.log\n.DS_Store\n';

interface StudentKitOptions {
  /** Stages up to this one are solved. */
  readonly through: Stage | undefined;
  readonly scaffold: Scaffold;
}

/**
 * @throws Error if a skeleton is wrong, or if the grader imports something that students must not get
 */
export async function studentKit(
  root: string,
  { through, scaffold }: StudentKitOptions,
): Promise<Files> {
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
  const skeleton = scaffold === 'bare' ? bareSkeleton(root) : labs.files;
  for (const [name, text] of skeleton) files.set(`labs/raft/${name}`, text);
  if (scaffold === 'bare') files.set(TODO_ORDER, read(BARE_TODO_ORDER));
  const page = (text: string) => forStudents(text, scaffold);
  for (const stage of STAGES) {
    for (const name of ['README.md', 'README.zh-CN.md']) {
      const handout = `labs/${stage}/${name}`;
      files.set(handout, page(read(handout)));
    }
  }
  files.set('docs/figure-2.md', page(figure2(figure2Page, CATALOGUE, 'english')));
  const figure2InChinese = read('docs/figure-2.zh-CN.md');
  files.set('docs/figure-2.zh-CN.md', page(figure2(figure2InChinese, CATALOGUE, 'chinese')));
  for (const name of [...PAGES, ...PAGES_IN_CHINESE]) files.set(name, page(read(name)));
  files.set('README.md', page(readMe(read(`${TEMPLATE}/README.md`), through, inEnglish)));
  files.set(
    'README.zh-CN.md',
    page(readMe(read(`${TEMPLATE}/README.zh-CN.md`), through, inChinese)),
  );
  files.set('.github/workflows/grade.yml', read(`${TEMPLATE}/grade.yml`));
  files.set('.devcontainer/devcontainer.json', read(`${TEMPLATE}/devcontainer.json`));
  files.set('jest.config.js', read(`${TEMPLATE}/jest.config.js`));
  files.set('tsconfig.json', tsconfig(read('tsconfig.json')));
  const about = packageFile(read('package.json'), program.packages, {
    scripts: SCRIPTS,
    development: DEVELOPMENT,
    more: { test: TEST, typecheck: TYPECHECK },
  });
  files.set('package.json', json(about));
  files.set('package-lock.json', prunedLock(read('package-lock.json'), about));
  files.set(MANIFEST, manifestText(files));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type ToldStart = (solved: readonly Stage[], next: Stage) => string;

const inEnglish: ToldStart = (solved, next) =>
  `In this kit, ${solved.join(' and ')} ${solved.length === 1 ? 'is' : 'are'} solved already: you begin with ${next}.`;

const inChinese: ToldStart = (solved, next) =>
  `在这份工具包中，${solved.join(' 和 ')} 已经完成：你从 ${next} 开始。`;

function readMe(template: string, through: Stage | undefined, told: ToldStart): string {
  const next = STAGES[STAGES.findIndex((stage) => stage === through) + 1] ?? '2A';
  const solved = STAGES.filter((stage) => through !== undefined && stage <= through);
  const start = solved.length === 0 ? '' : `\n${told(solved, next)}\n`;
  return template.replaceAll('{{stage}}', next).replace('{{start}}\n', start);
}
