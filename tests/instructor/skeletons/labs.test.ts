/** How the skeletons are made from the reference, and what `npm run labs` answers. */
import { parseLabsArgs } from '../../../grader/instructor/skeletons/labs-args';
import { coverage, testTable, withGenerated } from '../../../grader/instructor/skeletons/generated';
import { regionProblems } from '../../../grader/instructor/skeletons/problems';
import { parseSource, type Part } from '../../../grader/instructor/skeletons/regions';
import { skeletonOf } from '../../../grader/instructor/skeletons/skeleton';

const KNOWN = { rules: ['RV.1', 'RV.3'], tests: ['2A/re-election', '2B/rejoin'] };

const VOTE = `/** Says who may be voted for. */
import type { Log } from './log';

/** Whether the log of the candidate will do. */
export function isUpToDate(log: Log, term: number): boolean {
  // #region 2B RV.3
  // what: Compare the last entries. The first sentence
  //   is all that the call says.
  // use: log.lastTerm, term
  // green: 2B/rejoin
  return term >= log.lastTerm;
  // #until
  // return true;
  // #endregion
}
`;

const ELECTION = `export function refuse(term: number, currentTerm: number): boolean {
  // #region 2A RV.1
  // what: Refuse an older term.
  // use: currentTerm
  // green: 2A/re-election
  return term < currentTerm;
  // #endregion
}
`;

function partsOf(source: string): readonly Part[] {
  const { parts, problems } = parseSource(source);
  expect(problems).toEqual([]);
  return parts;
}

function problemsOf(source: string): readonly string[] {
  return regionProblems(partsOf(source), KNOWN).map(({ message }) => message);
}

describe('a skeleton', () => {
  test('puts a TODO and a throwing call in the place of a region', () => {
    expect(skeletonOf(partsOf(ELECTION))).toBe(`import { todo } from '../../grader/contract';
export function refuse(term: number, currentTerm: number): boolean {
  // TODO 2A RV.1: Refuse an older term.
  //   Use: currentTerm.
  //   Turns green: 2A/re-election.
  todo('2A', 'RV.1', 'Refuse an older term');
}
`);
  });

  test('puts what stands behind #until after a call that only makes a note', () => {
    expect(skeletonOf(partsOf(VOTE))).toBe(`/** Says who may be voted for. */
import { todoLater } from '../../grader/contract';
import type { Log } from './log';

/** Whether the log of the candidate will do. */
export function isUpToDate(log: Log, term: number): boolean {
  // TODO 2B RV.3: Compare the last entries. The first sentence is all that the call says.
  //   Use: log.lastTerm, term.
  //   Turns green: 2B/rejoin.
  todoLater('2B', 'RV.3', 'Compare the last entries');
  return true;
}
`);
  });

  test('calls nothing for an optional region', () => {
    const skeleton = skeletonOf(partsOf(VOTE.replace('#until', '#optional')));
    expect(skeleton).toContain('  //   Turns green: 2B/rejoin.\n  return true;\n');
    expect(skeleton).not.toContain('todo');
  });

  test('keeps the solutions of the stages that are through, and no marker', () => {
    const skeleton = skeletonOf(partsOf(ELECTION + VOTE), { through: '2A' });
    expect(skeleton).toContain('  return term < currentTerm;\n');
    expect(skeleton).toContain("  todoLater('2B', 'RV.3', 'Compare the last entries');\n");
    expect(skeleton).not.toMatch(/#\w/);
  });

  test('imports the contract from where it will stand', () => {
    const skeleton = skeletonOf(partsOf(ELECTION), { contract: '../kit/grader/contract' });
    expect(skeleton).toContain("import { todo } from '../kit/grader/contract';");
  });

  test('wraps a TODO within 100 columns', () => {
    const long = ELECTION.replace('an older term.', `${'what is older, '.repeat(20)}always.`);
    const comments = skeletonOf(partsOf(long)).match(/^ *\/\/.*$/gm) ?? [];
    expect(comments.length).toBeGreaterThan(4);
    expect(Math.max(...comments.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('a region that is written wrongly is refused:', () => {
  test.each([
    ['an unknown stage', ELECTION.replace('2A RV.1', '2D RV.1'), 'begins with'],
    ['no rule', ELECTION.replace('2A RV.1', '2A'), 'begins with'],
    ['no end', ELECTION.replace('  // #endregion\n', ''), 'no #endregion'],
    ['an end without a beginning', ELECTION.replace(/.*#region.*\n/, ''), 'outside of any region'],
    ['no what', ELECTION.replace(/.*what:.*\n/, ''), '"// what: ..."'],
    ['no use', ELECTION.replace(/.*use:.*\n/, ''), '"// use: ..."'],
    ['an empty green', ELECTION.replace('green: 2A/re-election', 'green:'), '"// green: ..."'],
    ['an unknown key', ELECTION.replace('// use:', '// uses:'), 'no key "uses"'],
    ['no solution', ELECTION.replace(/.*return.*\n/, ''), 'no solution'],
    [
      'a region inside',
      ELECTION.replace('  return', '  // #region 2B\n  return'),
      'no other region',
    ],
    ['code behind #until', VOTE.replace('// return true;', 'return true;'), 'commented out'],
  ])('%s', (_name, source, message) => {
    const { problems } = parseSource(source);
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  });

  test('and the problem has the number of its line', () => {
    const { problems } = parseSource(VOTE.replace(/.*use:.*\n/, ''));
    expect(problems).toEqual([{ line: 6, message: 'this region does not say "// use: ..."' }]);
  });
});

describe('a region that says something false is refused:', () => {
  test.each([
    ['an unknown rule', ELECTION.replace('RV.1', 'RV.9'), 'rule RV.9 has no heading'],
    ['an unknown test', ELECTION.replace('re-election', 're-erection'), 'no test "2A/re-erection"'],
    [
      'a test of another stage',
      ELECTION.replace('2A/re-election', '2B/rejoin'),
      'no test of stage 2A',
    ],
    [
      'a use that is not used',
      ELECTION.replace('use: currentTerm', 'use: votedFor'),
      'use: votedFor',
    ],
  ])('%s', (_name, source, message) => {
    expect(problemsOf(source)).toEqual([expect.stringContaining(message)]);
  });

  test('but not one that is in order', () => {
    expect([...problemsOf(ELECTION), ...problemsOf(VOTE)]).toEqual([]);
  });
});

describe('a skeleton that tells too much is refused:', () => {
  test('a line of the solution in other code', () => {
    const source = `${ELECTION}export const late = (term: number, currentTerm: number) => {
  return term < currentTerm;
};
`;
    expect(problemsOf(source)).toEqual([expect.stringContaining('survives in the skeleton')]);
  });

  test('a line of the solution in a comment', () => {
    const source = `// Hint: return term < currentTerm;\n${ELECTION}`;
    expect(problemsOf(source)).toEqual([expect.stringContaining('survives in the skeleton')]);
  });

  test('a line of the solution behind #until', () => {
    const source = VOTE.replace('// return true;', '// return term >= log.lastTerm;');
    expect(problemsOf(source)).toEqual([expect.stringContaining('survives in the skeleton')]);
  });

  test('an import that only the solution needs', () => {
    const source = `import { never } from './never';\n${ELECTION.replace('return', 'never();\n  return')}`;
    expect(problemsOf(source)).toEqual([expect.stringContaining('the import of never')]);
  });
});

describe('the table of tests in a handout', () => {
  const OPENING = '<!-- tests: written by `npm run labs` -->';
  const tests = [{ id: '2B/rejoin', story: 'One comes back | at last.', points: 6 }];

  test('replaces the old one and leaves the rest alone', () => {
    const before = `Above.\n\n${OPENING}\n\nold\n\n<!-- end of tests -->\n\nBelow.\n`;
    const after = withGenerated(before, 'tests', testTable(tests)) ?? '';
    expect(after).toContain('| `2B/rejoin` | One comes back \\| at last. | 6 |');
    expect(after).not.toContain('old');
    expect(after).toMatch(/^Above\.[\s\S]*Below\.\n$/);
    expect(withGenerated(after, 'tests', testTable(tests))).toBe(after);
  });

  test('is missed where there is no room for it', () => {
    expect(withGenerated('Above.\n', 'tests', testTable(tests))).toBeUndefined();
  });
});

test('what exercises a rule are its tests and the bugs that break it', () => {
  const tests = [
    { id: '2A/one', rules: ['RV.2', 'C.2'] },
    { id: '2A/two', rules: ['RV.2'] },
  ];
  const bugs = [{ id: 'election/votes-twice', rules: ['RV.2'] }];
  expect(coverage(['RV.2', 'C.2', 'K.4'], tests, bugs).split('\n')).toEqual([
    '- **RV.2** Tests: `2A/one`, `2A/two`. Bugs of the bank: `election/votes-twice`.',
    '- **C.2** Tests: `2A/one`.',
    '- **K.4** Tests: all, at every event.',
  ]);
});

describe('npm run labs understands', () => {
  const write = { kind: 'write', through: undefined, out: undefined, force: false };
  const start = { ...write, through: '2A' };

  test.each([
    ['nothing', [], {}, write],
    ['check', ['check'], {}, { kind: 'check' }],
    ['force', ['force'], {}, { ...write, force: true }],
    ['--through 2A', ['--through', '2A'], {}, start],
    ['--through=2a', ['--through=2a'], {}, start],
    ['through=2A', ['through=2A'], {}, start],
    ['THROUGH=2A', ['THROUGH=2A'], {}, start],
    ['through 2A', ['through', '2A'], {}, start],
    ['--through=2A, kept by npm', [], { npm_config_through: '2A' }, start],
    ['--through 2A, half of it kept by npm', ['2A'], { npm_config_through: 'true' }, start],
    ['out=DIR', ['through=2B', 'out=x'], {}, { ...write, through: '2B', out: 'x' }],
    ['--force, kept by npm', [], { npm_config_force: 'true' }, { ...write, force: true }],
  ])('%s', (_name, argv, env, command) => {
    expect(parseLabsArgs(argv, env)).toEqual(command);
  });

  test.each([
    ['a stage alone', ['2A'], 'npm run labs through=2A'],
    ['an unknown stage', ['through=2D'], 'There is no stage "2D"'],
    ['a stage that is missing', ['through'], '"through" wants a stage'],
    ['the last stage', ['through=2C'], 'nothing is left to do'],
    ['a slip', ['--trough=2A'], 'Did you mean through?'],
    ['a stranger', ['frobnicate'], 'There is no word "frobnicate"'],
    ['a word said twice', ['through=2A', 'through=2B'], 'said twice'],
    ['check with more', ['check', 'force'], 'takes nothing else'],
    ['out without a folder', ['out='], '"out" wants a folder'],
  ])('and asks back: %s', (_name, argv, message) => {
    expect(parseLabsArgs(argv, {})).toEqual({
      kind: 'problem',
      message: expect.stringContaining(message) as string,
    });
  });
});
