import { message, npmTook, parse, type Taken } from '../../support/grade-words';

describe('what cannot be known is asked back with both forms of the line', () => {
  test.each<[line: string, taken: Taken, flagFree: string, dashed: string]>([
    ['2C 7', { seed: 'true' }, '2C seed=7', '2C -- --seed 7'],
    ['7 2C', { seed: 'true' }, '2C seed=7', '2C -- --seed 7'],
    ['2C 50', { seeds: 'true', json: 'true' }, '2C seeds=50 json', '2C -- --seeds 50 --json'],
    ['2C ../x', { dir: 'true' }, '2C dir=../x', '2C -- --dir ../x'],
    ['2C unrel', { dir: 'true' }, '2C dir=unrel', '2C -- --dir unrel'],
    ['2C "a b"', { dir: 'true' }, '2C dir="a b"', '2C -- --dir "a b"'],
    ['2C 7 x', { seed: 'true', dir: 'true' }, '2C seed=7 dir=x', '2C -- --seed 7 --dir x'],
    [
      '2C figure-8 7',
      { t: 'true', seed: 'true' },
      '2C only=figure-8 seed=7',
      '2C -- --only figure-8 --seed 7',
    ],
  ])('argv "%s" with %j', (line, taken, flagFree, dashed) => {
    const lines = message(line, npmTook(taken)).split('\n');
    expect(lines[0]).toMatch(/^npm kept --\w+ for itself/);
    expect(lines.slice(-2)).toEqual([`  npm run grade ${flagFree}`, `  npm run grade ${dashed}`]);
  });

  test('two stray numbers are both named, and the line keeps one', () => {
    const text = message('2C 7 8', npmTook({ seed: 'true\n\ntrue' }));
    expect(text).toContain('passed on only "7" and "8"');
    expect(text).toContain('\n  npm run grade 2C seed=7\n');
  });
});

describe('what is wrong is said, with the line to type instead', () => {
  const WRONG: readonly [line: string, says: string, paste: string, taken?: Taken][] = [
    ['3A', 'Did you mean 2A?', '2A'],
    ['2D json', 'Did you mean 2C?', '2C json'],
    ['lab3b', 'Did you mean 2B?', '2B'],
    ['lab2', 'The stages are 2A, 2B, 2C; all means all three', '2A'],
    ['--stage 2C', 'Write a stage alone', '2C'],
    ['stage=2C json', 'Write a stage alone', '2C json'],
    ['al', 'Did you mean all?', 'all'],
    ['2C solutio', 'no option "solutio". Did you mean solution?', '2C solution'],
    ['2C --sede 7', 'no flag "--sede". Did you mean --seed?', '2C seed=7'],
    ['2C --sedes=7', 'Did you mean --seeds?', '2C seeds=7'],
    // persist holds it, but a flag is nearer.
    ['2C sist', 'Did you mean list?', '2C list'],
    ['2C jsno', 'Did you mean json?', '2C json'],
    ['2C -v', 'Did you mean --verbose?', '2C verbose'],
    ['2C runs=9', 'Did you mean seeds=N?', '2C seeds=9'],
    ['2C --test figure-8', 'Did you mean --only?', '2C only=figure-8'],
    ['2C', 'no flag "--sede=7". Did you mean --seed?', '2C seed=7', { sede: '7' }],
    ['2C 7', 'no flag "--sede". Did you mean --seed?', '2C seed=7', { sede: 'true' }],
    ['2C', 'Did you mean --solution?', '2C solution', { solutions: 'true' }],
    ['2C', 'Did you mean --only?', '2C only=churn', { test: 'churn' }],
    ['2C 7', 'Did you mean seed=7?', '2C seed=7'],
    ['2C solutions/raft', 'If it is a folder', '2C dir=solutions/raft'],
    [
      'banana',
      'Options: only=NAME, seed=N, seeds=N, solution, dir=PATH, scenario=FILE, json',
      'list',
    ],
    ['--banana', '"--banana" is not a stage, flag or test.', 'list'],
    ['figur-8', 'no test "figur-8". Did you mean figure-8?', 'only=figure-8'],
    ['2C only=figur-8', 'no test "figur-8". Did you mean figure-8?', '2C only=figure-8'],
    ['2D/figure-8', 'Did you mean figure-8?', 'only=figure-8'],
    ['only=churn,parsist', 'Did you mean persist?', 'only=churn,persist'],
    ['2A only=zebra', 'The tests of 2A: initial-election, re-election', 'list'],
    ['2B figure-8', 'is a test of stage 2C, not of 2B', '2C only=figure-8'],
    ['2C only=basic-agree', 'is a test of stage 2B, not of 2C', '2B only=basic-agree'],
    ['2B only=figure-8 json', 'is a test of stage 2C, not of 2B', '2C only=figure-8 json'],
    ['only=2A/figure-8', 'is a test of stage 2C, not of 2A', '2C only=figure-8'],
    ['2B only=rejoin,churn', 'churn is a test of stage 2C', '2B 2C only=rejoin,churn'],
    ['only=2C', '2C is a stage', '2C'],
    ['2C only=', 'only needs the name of a test', '2C only=persist'],
    ['2C --only', 'only needs the name of a test', '2C only=persist'],
    ['2C', 'only needs the name of a test', '2C only=persist', { t: 'true' }],
    ['only=churn,,persist', 'an empty name between its commas', 'only=churn,persist'],
    ['2C seed=', 'seed needs a whole number', '2C seed=7'],
    ['2C --seed --json', 'seed needs a whole number', '2C seed=7 json'],
    ['2C', 'seed needs a whole number', '2C seed=7', { seed: '' }],
    ['2C dir=', 'dir needs a folder', '2C dir=../my-raft'],
    ['json=', 'json takes no value', 'json'],
    ['json=maybe', 'json takes no value, but got "maybe"', 'json'],
    ['2C', 'solution takes no value, but got "x"', '2C solution', { solution: 'x' }],
    ['seed=seven', 'from 0 to 2147483647, but got "seven"', 'seed=7'],
    ['--seed -7', 'but got "-7"', 'seed=7'],
    ['seed=1.5', 'but got "1.5"', 'seed=7'],
    ['seed=2147483648', 'but got "2147483648"', 'seed=7'],
    ['seeds=0', 'from 1 to 1000000, but got "0"', 'seeds=50'],
    ['seeds=1000001', 'but got "1000001"', 'seeds=50'],
    ['2C seed=7 seeds=50', 'Keep one', '2C seeds=50'],
    ['2C dir=x solution', 'Keep one', '2C solution'],
    ['2C seed=7 --seed 8', 'seed is given twice, as 7 and as 8', '2C seed=8'],
    ['2C seed=8', 'seed is given twice, as 8 and as 7', '2C seed=7', { seed: '7' }],
    ['2C', 'seed is given twice, as 7 and as 8', '2C seed=8', { seed: '7\n\n8' }],
    ['json json=false', 'json is given twice', ''],
    ['dir=x dir=y', 'dir is given twice, as x and as y', 'dir=y'],
    ['list 2A seed=7', 'list runs nothing, so seed has no effect with it', '2A seed=7'],
  ];

  // Every row has all four: jest takes a parameter without a value for its done().
  const PROBLEMS = WRONG.map(
    ([line, says, paste, taken]) =>
      [line, says, paste, taken === undefined ? {} : npmTook(taken)] as const,
  );

  test.each(PROBLEMS)('npm run grade %s: %s', (line, says, paste, env) => {
    const text = message(line, env);
    expect(text).toContain(says);
    expect(text.split('\n').at(-1)).toBe(`  npm run grade ${paste}`.trimEnd());
  });

  test.each(PROBLEMS)('the lines given for "%s" (%s) are understood', (line, _says, _to, env) => {
    const text = message(line, env);
    const pastes = [...text.matchAll(/^ {2}npm run grade ?(.*)$/gm)].map((match) => match[1] ?? '');
    expect(pastes.length).toBeGreaterThan(0);
    for (const paste of pastes) expect([paste, parse(paste).kind]).not.toContain('problem');
  });

  test.each(PROBLEMS)('what is said about "%s" (%s) fits 80 columns', (line, _says, _to, env) => {
    const text = message(line, env);
    expect(Math.max(...text.split('\n').map((one) => one.length))).toBeLessThanOrEqual(80);
  });
});
