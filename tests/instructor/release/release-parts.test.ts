/** The parts of a release: what is searched for, what is followed, and what is left of the lock. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { prunedLock } from '../../../grader/instructor/release/lock';
import { gradingProblems } from '../../../grader/instructor/release/proof';
import { reach, refuseInstructors } from '../../../grader/instructor/release/reach';
import { leaksIn, secretLines } from '../../../grader/instructor/release/solution-lines';
import {
  deadReferences,
  forStudents,
  SCAFFOLDS,
} from '../../../grader/instructor/release/student-pages';
import { TODO_ORDER } from '../../../grader/instructor/skeletons/bare-todo-order';
import { bareSkeleton } from '../../../grader/instructor/skeletons/bare-skeleton';
import { ruleIds } from '../../../grader/instructor/skeletons/generated';
import { STAGES } from '../../../grader/contract';
import { openTodos } from '../../../grader/student/grade/open-todos';
import type { TestResult } from '../../../grader/report/result';

const README = ['README.md', 'README.zh-CN.md'].map(
  (name) => `grader/instructor/release/template/${name}`,
);
const ROOT = path.join(__dirname, '..', '..', '..');

describe('of the reference', () => {
  const secret = secretLines(ROOT, undefined);
  const line = 'votesGranted >= 2';

  test('more than a hundred lines are looked for, fewer once a stage is solved', () => {
    expect(secret.length).toBeGreaterThan(100);
    const later = secretLines(ROOT, '2A');
    expect(later.length).toBeGreaterThan(50);
    expect(later.length).toBeLessThan(secret.length);
  });

  test.each([
    ['as it is', `  if (${line}) return;`],
    ['in a comment', `  // if (${line})`],
    ['broken otherwise', '  votesGranted\n    >= 2'],
    ['within a comment of many lines', '/**\n * votesGranted\n * >= 2\n */'],
  ])('a line is found: %s', (_name, text) => {
    expect(leaksIn(new Map([['docs/a.md', text]]), [line])).toEqual([{ file: 'docs/a.md', line }]);
  });
});

describe('imports are followed', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'reach-'));
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  };

  beforeAll(() => {
    write(
      'grader/cli/a.ts',
      `import type { B } from '../b';\nexport * from '../judge/rules';\nvoid import('./late.js');\nimport 'node:fs';\nimport x from '@scope/name/part';\nimport y from 'yazl';`,
    );
    write('grader/b.ts', "// import './never';\nimport './cli/a';");
    write('grader/judge/rules/index.ts', '');
    write('grader/cli/late.ts', "import '../proof/mutants/bank';");
    write('grader/proof/mutants/bank.ts', '');
  });
  afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

  test('of types, of all, at run time, and in a circle', () => {
    const { files, packages } = reach(root, ['grader/cli/a.ts']);
    expect([...files.keys()].sort()).toEqual([
      'grader/b.ts',
      'grader/cli/a.ts',
      'grader/cli/late.ts',
      'grader/judge/rules/index.ts',
      'grader/proof/mutants/bank.ts',
    ]);
    expect(packages).toEqual(['@scope/name', 'yazl']);
  });

  test('and one that leads to the instructor stops the release', () => {
    const { files } = reach(root, ['grader/cli/a.ts']);
    expect(() => {
      refuseInstructors(files, /^grader\/proof\/mutants\//);
    }).toThrow(
      'grader/cli/late.ts imports grader/proof/mutants/bank.ts, which must not be handed out',
    );
  });

  test('and one that leads nowhere is told', () => {
    write('grader/lost.ts', "import './nowhere';");
    expect(() => reach(root, ['grader/lost.ts'])).toThrow('imports ./nowhere');
  });
});

describe('of package-lock.json', () => {
  const lock = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { name: 'kit', license: 'MIT' },
      'node_modules/a': { version: '1.0.0', dependencies: { b: '1' } },
      'node_modules/a/node_modules/b': { version: '1.0.0', optionalDependencies: { gone: '1' } },
      'node_modules/b': { version: '2.0.0' },
      'node_modules/c': { version: '1.0.0', devOptional: true, peerDependencies: { b: '2' } },
      'node_modules/d': { version: '1.0.0' },
    },
  });
  const pruned = (dependencies: Record<string, string>, devDependencies = {}) =>
    JSON.parse(prunedLock(lock, { name: 'kit', version: '1', dependencies, devDependencies })) as {
      packages: Record<string, object>;
    };

  test('what is needed stays, from the folder that Node would take it from', () => {
    expect(Object.keys(pruned({ a: '1.0.0' }).packages)).toEqual([
      '',
      'node_modules/a',
      'node_modules/a/node_modules/b',
    ]);
  });

  test('what is for development alone is marked so', () => {
    const { packages } = pruned({ d: '1.0.0' }, { c: '1.0.0' });
    expect(packages['node_modules/d']).toEqual({ version: '1.0.0' });
    expect(packages['node_modules/b']).toEqual({ version: '2.0.0', dev: true });
    expect(packages['node_modules/c']).not.toHaveProperty('devOptional');
    expect(packages['']).toMatchObject({ license: 'MIT', devDependencies: { c: '1.0.0' } });
  });

  test('what it does not know is told', () => {
    expect(() => pruned({ unknown: '1' })).toThrow('does not know unknown');
  });
});

describe('in pages', () => {
  const files = (text: string) =>
    new Map([
      ['docs/page.md', text],
      ['docs/other.md', ''],
      ['package.json', '{"scripts":{"grade":""}}'],
    ]);

  test.each([
    ['a link', 'See [it](mutants.md#a).', 'docs/mutants.md'],
    ['a path', 'See `tests/judge/rules`.', 'tests/judge/rules'],
    ['a page in Chinese', '见 docs/other.zh-CN.md#a。', 'docs/other.zh-CN.md'],
    ['a command', 'Type `npm run prove`.', 'npm run prove'],
    ['a command behind a switch', 'Type `npm run -s labs`.', 'npm run labs'],
  ])('what leads nowhere is found: %s', (_name, text, what) => {
    expect(deadReferences(files(text))).toEqual([
      `docs/page.md mentions ${what}, which is not in the release`,
    ]);
  });

  test('and a page that only the code names', () => {
    const code = new Map([...files(''), ['grader/cli/a.ts', "'see docs/security.md'"]]);
    expect(deadReferences(code)).toEqual([
      'grader/cli/a.ts mentions docs/security.md, which is not in the release',
    ]);
  });

  test('what leads somewhere is let be', () => {
    const text = '[a](other.md) [b](https://example.org/x) [c](#here) `docs` npm run grade 2A';
    expect(deadReferences(files(text))).toEqual([]);
  });

  test('what is for the kit only is left out', () => {
    const page =
      'One<!-- kit only -->\n`npm run prove` two<!-- end of kit only -->.\n\n<!-- x -->\n\n```\nnpm run explore\nnpm run explore solution depth=7\n```\n';
    expect(forStudents(page, 'guided')).toBe('One.\n\n```\nnpm run explore\n```\n');
  });
});

describe('the bare skeleton', () => {
  const files = bareSkeleton(ROOT);
  const read = (page: string) => fs.readFileSync(path.join(ROOT, ...page.split('/')), 'utf8');

  test('is two classes, an example of a test, and nothing else', () => {
    expect([...files.keys()].sort()).toEqual([
      ...['example.test.ts', 'persister.ts', 'raft.ts', 'tsconfig.json'],
    ]);
  });

  test('has just the TODOs that its list names, in their order', () => {
    const todos = openTodos(path.join(ROOT, 'labs', 'bare'));
    const listed = STAGES.flatMap((stage) => TODO_ORDER[stage]);
    expect(todos.map(({ rule, file, what }) => `${rule} ${file} ${what}`)).toHaveLength(
      listed.length,
    );
    for (const beginning of listed)
      expect(
        todos.filter(({ rule, file, what }) => `${rule} ${file} ${what}`.startsWith(beginning)),
      ).toHaveLength(1);
    const known = ruleIds(read('docs/figure-2.md'));
    expect(todos.filter(({ rule }) => !known.includes(rule))).toEqual([]);
  });

  const handouts = STAGES.flatMap((stage) =>
    ['README.md', 'README.zh-CN.md'].map((name) => `labs/${stage}/${name}`),
  );

  test.each([...handouts, ...README])('%s fits it, and speaks of no file that it lacks', (page) => {
    const [guided, bare] = SCAFFOLDS.map((scaffold) => forStudents(read(page), scaffold));
    expect(bare).not.toBe(guided);
    for (const text of [guided, bare]) expect(text).not.toMatch(/guided only|bare only|<!--|-->/);
    const named = [...(bare ?? '').matchAll(/`(?:labs\/raft\/)?([\w-]+\.ts)(?=`|:\d)/g)].map(
      ([, name]) => name,
    );
    expect(named.filter((name) => !files.has(name ?? ''))).toEqual([]);
  });

  test.each(README)('%s shows its first TODO as it stands', (page) => {
    const [, line = '0', rule = '', what = ''] =
      /raft\.ts:(\d+)\n +TODO ([A-Z.\d]+): (.*)\./.exec(forStudents(read(page), 'bare')) ?? [];
    const [first] = openTodos(path.join(ROOT, 'labs', 'bare'));
    expect(first).toMatchObject({ line: Number(line), rule, what });
  });
});

describe('a stage', () => {
  const result = (status: string, points: number) =>
    ({ id: '2A/a', status, points, maxPoints: 5, message: 'why' }) as unknown as TestResult;

  test.each([
    ['to do that gives points', [result('passed', 5)], false, ['2A/a is passed with 5 points why']],
    [
      'to do that fails otherwise',
      [result('failed', 0)],
      false,
      ['2A/a is failed with 0 points why'],
    ],
    ['solved that fails', [result('todo', 0)], true, ['2A/a is todo with 0 points why']],
    ['without tests', [], true, ['it has no tests']],
    ['to do as it should be', [result('todo', 0)], false, []],
    ['solved as it should be', [result('passed', 5)], true, []],
  ])('%s', (_name, tests, isSolved, problems) => {
    expect(gradingProblems(tests, isSolved)).toEqual(problems);
  });
});
