/** The rules of the house: who may import whom, how long a file is, and who must not see the clock. */
import path from 'node:path';
import ts from 'typescript';

/** A source file by its path from the root of the kit, with `/` between folders. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

type Allowed = readonly string[] | 'anything';

/** For each area, the other areas that it may import from. Imports go one way. */
export const IMPORT_TABLE: Readonly<Record<string, Allowed>> = {
  'grader/contract': [],
  'grader/world/sim': [],
  'grader/world/realm': ['grader/world/sim', 'grader/contract'],
  'grader/judge/rules': ['grader/world/sim', 'grader/contract'],
  'grader/world/cluster': ['grader/world/sim', 'grader/world/realm', 'grader/contract'],
  'grader/judge/scenarios': [
    'grader/world/cluster',
    'grader/judge/rules',
    'grader/world/sim',
    'grader/contract',
  ],
  'grader/report': [
    'grader/world/sim',
    'grader/judge/rules',
    'grader/judge/scenarios',
    'grader/contract',
  ],
  'grader/student/hints': [
    'grader/judge/rules',
    'grader/judge/scenarios',
    'grader/report',
    'grader/contract',
  ],
  'grader/runs/pool': [
    'grader/judge/scenarios',
    'grader/judge/rules',
    'grader/world/cluster',
    'grader/world/realm',
    'grader/report',
    'grader/world/sim',
    'grader/contract',
  ],
  'grader/runs/explore': [
    'grader/runs/pool',
    'grader/judge/scenarios',
    'grader/judge/rules',
    'grader/world/cluster',
    'grader/world/realm',
    'grader/report',
    'grader/world/sim',
    'grader/contract',
  ],
  'grader/runs/replay': [
    'grader/runs/pool',
    'grader/judge/scenarios',
    'grader/judge/rules',
    'grader/world/cluster',
    'grader/world/realm',
    'grader/report',
    'grader/world/sim',
    'grader/contract',
  ],
  /** What runs in a browser; nothing but types comes from there, and the model of a run. */
  'grader/student/page': [
    'grader/student/live',
    'grader/student/playground',
    'grader/runs/replay',
    'grader/report',
    'grader/world/sim',
    'grader/contract',
  ],
  'grader/student/timeline': [
    'grader/student/page',
    'grader/runs/replay',
    'grader/report',
    'grader/judge/rules',
    'grader/contract',
  ],
  /** Its page knows what it is told; it knows its page only as a file to bundle. */
  'grader/student/playground': [
    'grader/runs/replay',
    'grader/runs/pool',
    'grader/judge/rules',
    'grader/world/cluster',
    'grader/world/realm',
    'grader/report',
    'grader/judge/scenarios',
    'grader/world/sim',
    'grader/contract',
  ],
  /** The student's code for real: the same realms, and nothing that judges. */
  'grader/student/live': [
    'grader/student/playground',
    'grader/runs/pool',
    'grader/world/cluster',
    'grader/world/realm',
    'grader/report',
    'grader/world/sim',
    'grader/contract',
  ],
  'grader/student/testing': [
    'grader/runs/grading',
    'grader/runs/replay',
    'grader/runs/pool',
    'grader/judge/scenarios',
    'grader/judge/rules',
    'grader/world/cluster',
    'grader/world/realm',
    'grader/report',
    'grader/world/sim',
    'grader/contract',
  ],
  'grader/runs/grading': [
    'grader/runs/pool',
    'grader/report',
    'grader/judge/scenarios',
    'grader/judge/rules',
    'grader/world/realm',
    'grader/contract',
  ],
  'grader/instructor/class': [
    'grader/runs/grading',
    'grader/runs/pool',
    'grader/report',
    'grader/judge/scenarios',
    'grader/judge/rules',
    'grader/world/realm',
    'grader/contract',
  ],
  'grader/proof/cheats': 'anything',
  'grader/instructor/release': 'anything',
  'grader/cli': 'anything',
  'grader/instructor/skeletons': 'anything',
  'grader/proof/mutants': 'anything',
  'grader/proof/variants': ['grader/contract'],
  'labs/raft': ['grader/contract'],
  /** Tests of a student's own. */
  'labs/raft/*.test': ['labs/raft', 'grader/student/testing', 'grader/contract'],
  'solutions/raft': ['grader/contract'],
};

/** Areas of students' code: what is not in the table does not exist there, packages included. */
const SEALED = ['labs/raft', 'solutions/raft', 'grader/proof/variants'];

const STUDENTS_TEST = /^labs\/raft\/[^/]+\.test\.ts$/;

/** `grader/world/sim/clock` is in the area `grader/world/sim`, and `grader/contract` is one by itself. */
function areaOf(file: string): string {
  return file
    .split('/')
    .slice(0, 2)
    .join('/')
    .replace(/\.tsx?$/, '');
}

/** What is imported against the table, each in a line that names file, import and allowed list. */
export function importProblems(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, text }) => {
    const area = STUDENTS_TEST.test(file) ? 'labs/raft/*.test' : areaOf(file);
    const allowed = IMPORT_TABLE[area];
    if (!allowed) return [`${file}: ${area} is not in the import table (tests/support/house.ts)`];
    if (allowed === 'anything') return [];
    return ts
      .preProcessFile(text, true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => !isAllowed(file, name, area, allowed))
      .map((name) => `${file} imports ${name}; ${area} may import ${list(allowed)}`);
  });
}

function isAllowed(file: string, name: string, area: string, allowed: readonly string[]): boolean {
  if (!name.startsWith('.')) return !SEALED.includes(area);
  const target = areaOf(path.posix.join(path.posix.dirname(file), name));
  return target === area || allowed.includes(target);
}

function list(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'nothing outside itself' : allowed.join(', ');
}

export function lengthProblems(sources: readonly Source[], linesMax: number): string[] {
  return sources
    .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > linesMax)
    .map(({ file, lines }) => `${file} has ${lines} lines; a file has at most ${linesMax}`);
}

const WALL_CLOCK = new Set(['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate']);

/** Where code, not comments or texts, names a clock or timer of the machine. */
export function wallClockProblems(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, text }) => {
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && WALL_CLOCK.has(node.text) && !isMember(node)) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${file}:${line + 1} uses ${node.text}; time is virtual here: ask the Clock`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** The name after a dot belongs to something else. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) return false;
  return !ts.isIdentifier(parent.expression) || parent.expression.text !== 'globalThis';
}
