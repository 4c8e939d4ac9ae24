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
  'grader/sim': [],
  'grader/realm': ['grader/sim', 'grader/contract'],
  'grader/rules': ['grader/sim', 'grader/contract'],
  'grader/cluster': ['grader/sim', 'grader/realm', 'grader/contract'],
  'grader/scenarios': ['grader/cluster', 'grader/rules', 'grader/sim', 'grader/contract'],
  'grader/report': ['grader/sim', 'grader/rules', 'grader/scenarios', 'grader/contract'],
  'grader/hints': ['grader/rules', 'grader/scenarios', 'grader/report', 'grader/contract'],
  'grader/pool': [
    'grader/scenarios',
    'grader/rules',
    'grader/cluster',
    'grader/realm',
    'grader/report',
    'grader/sim',
    'grader/contract',
  ],
  'grader/explore': [
    'grader/pool',
    'grader/scenarios',
    'grader/rules',
    'grader/cluster',
    'grader/realm',
    'grader/report',
    'grader/sim',
    'grader/contract',
  ],
  'grader/replay': [
    'grader/pool',
    'grader/scenarios',
    'grader/rules',
    'grader/cluster',
    'grader/realm',
    'grader/report',
    'grader/sim',
    'grader/contract',
  ],
  /** What runs in a browser; nothing but types comes from there, and the model of a run. */
  'grader/page': [
    'grader/live',
    'grader/playground',
    'grader/replay',
    'grader/report',
    'grader/sim',
    'grader/contract',
  ],
  'grader/timeline': [
    'grader/page',
    'grader/replay',
    'grader/report',
    'grader/rules',
    'grader/contract',
  ],
  /** Its page knows what it is told; it knows its page only as a file to bundle. */
  'grader/playground': [
    'grader/replay',
    'grader/pool',
    'grader/rules',
    'grader/cluster',
    'grader/realm',
    'grader/report',
    'grader/scenarios',
    'grader/sim',
    'grader/contract',
  ],
  /** The student's code for real: the same realms, and nothing that judges. */
  'grader/live': [
    'grader/playground',
    'grader/pool',
    'grader/cluster',
    'grader/realm',
    'grader/report',
    'grader/sim',
    'grader/contract',
  ],
  'grader/testing': [
    'grader/grading',
    'grader/replay',
    'grader/pool',
    'grader/scenarios',
    'grader/rules',
    'grader/cluster',
    'grader/realm',
    'grader/report',
    'grader/sim',
    'grader/contract',
  ],
  'grader/grading': [
    'grader/pool',
    'grader/report',
    'grader/scenarios',
    'grader/rules',
    'grader/realm',
    'grader/contract',
  ],
  'grader/class': [
    'grader/grading',
    'grader/pool',
    'grader/report',
    'grader/scenarios',
    'grader/rules',
    'grader/realm',
    'grader/contract',
  ],
  'grader/cheats': 'anything',
  'grader/release': 'anything',
  'grader/cli': 'anything',
  'grader/labs-kit': 'anything',
  'grader/mutants': 'anything',
  'grader/variants': ['grader/contract'],
  'labs/raft': ['grader/contract'],
  /** Tests of a student's own. */
  'labs/raft/*.test': ['labs/raft', 'grader/testing', 'grader/contract'],
  'solutions/raft': ['grader/contract'],
};

/** Areas of students' code: what is not in the table does not exist there, packages included. */
const SEALED = ['labs/raft', 'solutions/raft', 'grader/variants'];

const STUDENTS_TEST = /^labs\/raft\/[^/]+\.test\.ts$/;

/** `grader/sim/clock` is in the area `grader/sim`, and `grader/contract` is one by itself. */
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
