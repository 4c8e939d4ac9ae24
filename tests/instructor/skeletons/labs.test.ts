/** How the skeletons are made from the reference, and what `npm run labs` answers. */
import { parseLabsArgs } from '../../../grader/instructor/skeletons/labs-args';
import { coverage, testTable, withGenerated } from '../../../grader/instructor/skeletons/generated';
import { regionProblems } from '../../../grader/instructor/skeletons/problems';
import { parseSource, type Part } from '../../../grader/instructor/skeletons/regions';
import { skeletonOf } from '../../../grader/instructor/skeletons/skeleton';
import type { Todo, Todos } from '../../../grader/instructor/skeletons/todos';

const KNOWN = { rules: ['RV.1', 'RV.3'], tests: ['2A/re-election', '2B/rejoin'] };

const VOTE = `/** Says who may be voted for. */
import type { Log } from './log';
import { persist } from './persistence';

/** Whether the log of the candidate will do. */
export function isUpToDate(log: Log, term: number): boolean {
  // #region 2B RV.3
  return term >= log.lastTerm;
  // #endregion
}
`;

const ELECTION = `export function refuse(term: number, currentTerm: number): boolean {
  // #region 2A RV.1 refusal
  return term < currentTerm;
  // #endregion
}
`;

const PLACE = `import { persist } from './persistence';

export function vote(): boolean {
  persist(); // #2C P.2 vote granted
  return true;
}
`;

const RV3: Todo = {
  what: 'Compare the last entries. The first sentence is all that the call says.',
  use: 'log.lastTerm, term',
  green: '2B/rejoin',
  need: 'later',
  until: ['return true;'],
};
const RV1: Todo = { what: 'Refuse an older term.', use: 'currentTerm', green: '2A/re-election' };

/** With other words than usual for one of the regions, or for both. */
function partsOf(source: string, todos: Todos = {}): readonly Part[] {
  const { parts, problems } = parseSource(source, {
    '2B RV.3': RV3,
    '2A RV.1 refusal': RV1,
    ...todos,
  });
  expect(problems).toEqual([]);
  return parts;
}

function problemsOf(source: string, todos?: Todos): readonly string[] {
  return regionProblems(partsOf(source, todos), KNOWN).map(({ message }) => message);
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

  test('puts what earlier stages can do with after a call that only makes a note, and imports no more than that', () => {
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
    const skeleton = skeletonOf(partsOf(VOTE, { '2B RV.3': { ...RV3, need: 'optional' } }));
    expect(skeleton).toContain('  //   Turns green: 2B/rejoin.\n  return true;\n');
    expect(skeleton).not.toContain('todo');
  });

  test('keeps the solutions of the stages that are through, and no mark', () => {
    const skeleton = skeletonOf(partsOf(ELECTION + VOTE), { through: '2A' });
    expect(skeleton).toContain('  return term < currentTerm;\n');
    expect(skeleton).toContain("  todoLater('2B', 'RV.3', 'Compare the last entries');\n");
    expect(skeleton).not.toMatch(/#\w/);
  });

  test('says nothing of a place that is still to be found', () => {
    const text = 'export function vote(): boolean {\n  return true;\n}\n';
    for (const through of [undefined, '2B'] as const)
      expect(skeletonOf(partsOf(PLACE), { through }).trimStart()).toBe(text);
    expect(skeletonOf(partsOf(PLACE), { through: '2C' })).toBe(PLACE.replace(/ \/\/ #.*/, ''));
    expect(skeletonOf(partsOf(PLACE), { only: '2C P.2 vote granted' })).not.toContain('persist()');
  });

  test('says nothing of a place inside a region either', () => {
    const source = ELECTION.replace('  return', '  persist(); // #2C P.2 refusal\n  return');
    expect(skeletonOf(partsOf(source), { through: '2B' })).not.toContain('persist');
    expect(skeletonOf(partsOf(source), { through: '2C' })).toContain(
      '  persist();\n  return term <',
    );
  });

  test('imports the contract from where it will stand', () => {
    const skeleton = skeletonOf(partsOf(ELECTION), { contract: '../kit/grader/contract' });
    expect(skeleton).toContain("import { todo } from '../kit/grader/contract';");
  });

  test('wraps a TODO within 100 columns', () => {
    const long = { ...RV1, what: `Refuse ${'what is older, '.repeat(20)}always.` };
    const skeleton = skeletonOf(partsOf(ELECTION, { '2A RV.1 refusal': long }));
    const comments = skeleton.match(/^ *\/\/.*$/gm) ?? [];
    expect(comments.length).toBeGreaterThan(4);
    expect(Math.max(...comments.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('a region that is written wrongly is refused:', () => {
  test.each([
    ['an unknown stage', ELECTION.replace('2A RV.1', '2D RV.1'), 'begins with'],
    ['no rule', ELECTION.replace('2A RV.1 refusal', '2A'), 'begins with'],
    ['too many words', ELECTION.replace('refusal', 'the refusal'), 'begins with'],
    ['no end', ELECTION.replace('  // #endregion\n', ''), 'no #endregion'],
    ['an end without a beginning', ELECTION.replace(/.*#region.*\n/, ''), 'neither a region'],
    [
      'no words for the student',
      ELECTION.replace('refusal', 'other'),
      'what "2A RV.1 other" becomes',
    ],
    ['no solution', ELECTION.replace(/.*return.*\n/, ''), 'no solution'],
    [
      'a region inside',
      ELECTION.replace('  return', '  // #region 2B\n  return'),
      'neither a region',
    ],
    ['a place of no stage', PLACE.replace('#2C', '#2D'), 'nor a place'],
    ['a place without a name', PLACE.replace(' vote granted', ''), 'nor a place'],
  ])('%s', (_name, source, message) => {
    const { problems } = parseSource(source, { '2A RV.1 refusal': RV1 });
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  });

  test('and the problem has the number of its line', () => {
    const { problems } = parseSource(VOTE.replace(/.*return.*\n/, ''), { '2B RV.3': RV3 });
    expect(problems).toEqual([{ line: 7, message: 'this region has no solution' }]);
  });
});

describe('a region that says something false is refused:', () => {
  test.each([
    ['an unknown rule', { rule: 'RV.9' }, 'rule RV.9 has no heading'],
    ['an unknown test', { green: '2A/re-erection' }, 'no test "2A/re-erection"'],
    ['a test of another stage', { green: '2B/rejoin' }, 'not a test of stage 2A'],
    ['a use that is not used', { use: 'votedFor' }, 'use: votedFor'],
  ])('%s', (_name, said: Partial<Todo> & { rule?: string }, message) => {
    const { rule = 'RV.1', ...todo } = said;
    const source = ELECTION.replace('RV.1', rule);
    expect(problemsOf(source, { [`2A ${rule} refusal`]: { ...RV1, ...todo } })).toEqual([
      expect.stringContaining(message),
    ]);
  });

  test('and so is a place of an unknown rule', () => {
    expect(problemsOf(PLACE)).toEqual([expect.stringContaining('rule P.2 has no heading')]);
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

  test('a line of the solution in what stands there until then', () => {
    const todos = { '2B RV.3': { ...RV3, until: ['return term >= log.lastTerm;'] } };
    expect(problemsOf(VOTE, todos)).toEqual([expect.stringContaining('survives in the skeleton')]);
  });

  test('the line of a place', () => {
    const source = `${PLACE.replace('P.2', 'RV.1').replace('persist()', 'persist(server)')}// Call persist(server); somewhere.\n`;
    expect(problemsOf(source)).toEqual([expect.stringContaining('survives in the skeleton')]);
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
  expect(coverage(['RV.2', 'K.4'], tests, bugs, 'chinese').split('\n')).toEqual([
    '- **RV.2** 测试：`2A/one`、`2A/two`。错误库中的错误：`election/votes-twice`。',
    '- **K.4** 测试：全部，在每个事件上。',
  ]);
});

describe('npm run labs understands', () => {
  const write = { kind: 'write', through: undefined, out: undefined, force: false };
  const start = { ...write, through: '2A' };
  const NPM = { npm_lifecycle_event: 'labs' };

  test.each([
    ['nothing', [], {}, write],
    ['check', ['check'], {}, { kind: 'check' }],
    ['force', ['force'], {}, { ...write, force: true }],
    ['--through 2A', ['--through', '2A'], {}, start],
    ['--through=2a', ['--through=2a'], {}, start],
    ['through=2A', ['through=2A'], {}, start],
    ['THROUGH=2A', ['THROUGH=2A'], {}, start],
    ['through 2A', ['through', '2A'], {}, start],
    ['--through=2A, kept by npm', [], { ...NPM, npm_config_through: '2A' }, start],
    ['--through 2A, half of it kept by npm', ['2A'], { ...NPM, npm_config_through: 'true' }, start],
    ['out=DIR', ['through=2B', 'out=x'], {}, { ...write, through: '2B', out: 'x' }],
    ['--force, kept by npm', [], { ...NPM, npm_config_force: 'true' }, { ...write, force: true }],
  ])('%s', (_name, argv, env, command) => {
    expect(parseLabsArgs(argv, env)).toEqual(command);
  });

  test.each([
    ['a stage alone', ['2A'], 'npm run labs through=2A'],
    ['an unknown stage', ['through=2D'], 'There is no stage "2D"'],
    ['a stage that is missing', ['through'], '"through" needs a value'],
    ['the last stage', ['through=2C'], 'no stage is left to do'],
    ['a slip', ['--trough=2A'], 'Did you mean "through"?'],
    ['a stranger', ['frobnicate'], '"frobnicate" is not understood'],
    ['a word said twice', ['through=2A', 'through=2B'], 'is given twice'],
    ['check with more', ['check', 'force'], 'takes nothing else'],
    ['out without a folder', ['out='], '"out" needs a value'],
  ])('and asks back: %s', (_name, argv, message) => {
    expect(parseLabsArgs(argv, {})).toEqual({
      kind: 'problem',
      message: expect.stringContaining(message) as string,
    });
  });
});
