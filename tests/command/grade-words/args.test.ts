import { gradeLine, parseGradeArgs } from '../../../grader/command/grade-words/args';
import { GRADE_FLAGS, gradeExamples } from '../../../grader/command/grade-words/grade-flags';
import { nearest } from '../../../grader/command/nearest';
import { npmTook, parse, type Taken } from '../../support/grade-words';

const plain = { kind: 'grade', target: { kind: 'labs' }, json: false, verbose: false } as const;
const all = ['2A', '2B', '2C'];

describe('what is typed is understood', () => {
  const figure8 = { ...plain, stages: ['2C'], tests: ['2C/figure-8'] };
  test.each<[line: string, meaning: object]>([
    ['2A', { ...plain, stages: ['2A'] }],
    ['2c', { ...plain, stages: ['2C'] }],
    ['lab2C', { ...plain, stages: ['2C'] }],
    ['lab-2c', { ...plain, stages: ['2C'] }],
    ['--2C', { ...plain, stages: ['2C'] }],
    ['ALL', { ...plain, stages: all }],
    ['2C 2A 2C', { ...plain, stages: ['2A', '2C'] }],
    ['2a,2c', { ...plain, stages: ['2A', '2C'] }],
    ['2C solution', { ...plain, stages: ['2C'], target: { kind: 'solution' } }],
    ['2C --solution', { ...plain, stages: ['2C'], target: { kind: 'solution' } }],
    ['solution', { ...plain, stages: all, target: { kind: 'solution' } }],
    ['2C json verbose', { ...plain, stages: ['2C'], json: true, verbose: true }],
    ['2C --JSON --verbose', { ...plain, stages: ['2C'], json: true, verbose: true }],
    ['2C --json=false', { ...plain, stages: ['2C'] }],
    ['2C -- --json', { ...plain, stages: ['2C'], json: true }],
    ['list', { kind: 'list', stages: all }],
    ['2B --list', { kind: 'list', stages: ['2B'] }],
    ['2C only=figure-8', figure8],
    ['2C --only figure-8', figure8],
    ['2C --only=figure-8', figure8],
    ['2C -t figure-8', figure8],
    ['2C -t=figure-8', figure8],
    ['2C only figure-8', figure8],
    ['2C only= figure-8', figure8],
    ['only=2C/figure-8', figure8],
    ['only=lab2c/Figure-8', figure8],
    ['figure-8', figure8],
    ['2C/figure-8', figure8],
    ['--figure-8', figure8],
    ['all figure-8', figure8],
    ['2A 2C figure-8', figure8],
    ['only=figure-8,2C/figure-8', figure8],
    ['only=figure', { ...plain, stages: ['2C'], tests: ['2C/figure-8', '2C/figure-8-unreliable'] }],
    ['only=churn,persist', { ...plain, stages: ['2C'], tests: ['2C/persist', '2C/churn'] }],
    ['churn,persist', { ...plain, stages: ['2C'], tests: ['2C/persist', '2C/churn'] }],
    ['churn persist', { ...plain, stages: ['2C'], tests: ['2C/persist', '2C/churn'] }],
    ['only=churn only=persist', { ...plain, stages: ['2C'], tests: ['2C/persist', '2C/churn'] }],
    ['only=churn,re-e', { ...plain, stages: ['2A', '2C'], tests: ['2A/re-election', '2C/churn'] }],
    ['only=unrel', { ...plain, stages: ['2C'], tests: ['2C/figure-8-unreliable'] }],
    ['unreliable', { ...plain, stages: ['2C'], tests: ['2C/figure-8-unreliable'] }],
    ['2B only=re', { ...plain, stages: ['2B'], tests: ['2B/basic-agree', '2B/rejoin'] }],
    ['2C only=rejoin', { ...plain, stages: ['2C'], tests: ['2C/late-rejoin'] }],
    ['2C seed=7', { ...plain, stages: ['2C'], seed: 7 }],
    ['2C --seed 7', { ...plain, stages: ['2C'], seed: 7 }],
    ['2C --seed=7', { ...plain, stages: ['2C'], seed: 7 }],
    ['seed=0', { ...plain, stages: all, seed: 0 }],
    ['seed=2147483647', { ...plain, stages: all, seed: 2147483647 }],
    ['seed=7 --seed 7', { ...plain, stages: all, seed: 7 }],
    ['2C seeds=50', { ...plain, stages: ['2C'], seeds: 50 }],
    ['2C --seeds 1000000', { ...plain, stages: ['2C'], seeds: 1_000_000 }],
    ['2C dir=../x', { ...plain, stages: ['2C'], target: { kind: 'folder', path: '../x' } }],
    [
      '2C --dir "my raft"',
      { ...plain, stages: ['2C'], target: { kind: 'folder', path: 'my raft' } },
    ],
  ])('npm run grade %s', (line, meaning) => {
    expect(parse(line)).toEqual(meaning);
  });

  test('no words at all ask for the overview', () => {
    expect(parse('')).toEqual({ kind: 'overview' });
  });

  test('~ is the home folder even where the shell leaves it', () => {
    const target = { kind: 'folder', path: '/home/me/raft' };
    expect(parse("2C dir='~/raft'", { HOME: '/home/me' })).toMatchObject({ target });
  });
});

describe('flags that npm took are honoured', () => {
  test.each<[line: string, taken: Taken, meaning: object]>([
    ['2C', { json: 'true' }, { stages: ['2C'], json: true }],
    ['2C', { solution: 'true' }, { stages: ['2C'], target: { kind: 'solution' } }],
    ['2C', { solution: '' }, { stages: ['2C'], target: { kind: 'labs' } }],
    ['2C', { json: 'false' }, { stages: ['2C'], json: false }],
    ['2C json', { json: 'true' }, { stages: ['2C'], json: true }],
    ['2C', { seed: '7' }, { stages: ['2C'], seed: 7 }],
    ['2C', { seeds: '50' }, { stages: ['2C'], seeds: 50 }],
    ['2C', { dir: '../x' }, { stages: ['2C'], target: { kind: 'folder', path: '../x' } }],
    ['2C', { loglevel: 'verbose' }, { stages: ['2C'], verbose: true }],
    ['2C', { loglevel: 'warn' }, { stages: ['2C'], verbose: false }],
    ['', { list: 'true' }, { kind: 'list', stages: all }],
    ['2B', { list: 'true' }, { kind: 'list', stages: ['2B'] }],
    ['', { json: 'true' }, { kind: 'grade', stages: all, json: true }],
    ['', { '2c': 'true' }, { kind: 'grade', stages: ['2C'] }],
    ['', { all: 'true' }, { kind: 'grade', stages: all }],
    ['2A', { all: 'true' }, { kind: 'grade', stages: ['2A'] }],
    ['', { loglevel: 'verbose' }, { kind: 'overview' }],
    ['2C', { t: 'figure-8' }, { tests: ['2C/figure-8'] }],
    ['2C', { only: 'figure-8' }, { tests: ['2C/figure-8'] }],
    // -t stands alone in the environment, and the word that it lost means the same without it.
    ['2C figure-8', { t: 'true' }, { tests: ['2C/figure-8'] }],
    ['figure-8', { t: 'true' }, { stages: ['2C'], tests: ['2C/figure-8'] }],
    ['2C ch', { t: 'true' }, { tests: ['2C/churn'] }],
    ['2C unrel', { t: 'true' }, { tests: ['2C/figure-8-unreliable'] }],
    ['2C', { yes: '', diff: 'x', link: 'true', usage: 'true', debug: 'true' }, { stages: ['2C'] }],
  ])('argv "%s" with %j', (line, taken, meaning) => {
    expect(parse(line, npmTook(taken))).toMatchObject(meaning);
  });

  test('npm_config_* says nothing when npm does not run the script', () => {
    const env = {
      npm_config_json: 'true',
      npm_config_seed: 'true',
      npm_config_loglevel: 'verbose',
    };
    expect(parse('2C', env)).toEqual({ ...plain, stages: ['2C'] });
  });
});

describe('help', () => {
  const text = (line: string): string => {
    const answer = parse(line);
    return answer.kind === 'help' ? answer.text : '';
  };

  test.each(['help', '--help', '-h', '2C --help', '--help --banana'])('%s shows it', (line) => {
    expect(text(line)).toMatch(/^Usage: npm run grade/);
  });

  test('it fits a terminal of 80 columns and 24 lines', () => {
    const lines = text('help').split('\n');
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('it names every flag and every exit code', () => {
    for (const flag of GRADE_FLAGS) expect(text('help')).toContain(`\n  ${flag.name}`);
    for (const code of ['0 all', '1 some', '2 the', '3 the', '130 int']) {
      expect(text('help')).toContain(`  ${code}`);
    }
  });

  test('its examples are understood, with any catalogue', () => {
    for (const example of [{ id: '2C/figure-8' }, { id: '2B/rejoin' }]) {
      const lines = gradeExamples(example);
      expect(lines).toHaveLength(4);
      for (const line of lines) expect(parse(line.replace('npm run grade', '')).kind).toBe('grade');
    }
    const bare = parseGradeArgs(['help'], {}, []);
    expect(bare).toMatchObject({ kind: 'help' });
  });
});

describe('the line that replays a run', () => {
  const run = { id: '2C/figure-8', seed: 7 };
  test.each([
    [{ kind: 'labs' } as const, ''],
    [{ kind: 'solution' } as const, ' solution'],
    [{ kind: 'folder', path: '../raft' } as const, ' dir=../raft'],
    [{ kind: 'folder', path: 'my raft' } as const, ' dir="my raft"'],
    [{ kind: 'folder', path: 'my $raft' } as const, " dir='my $raft'"],
    [{ kind: 'folder', path: "it's $5" } as const, String.raw` dir='it'\''s $5'`],
  ])('for %j ends in "%s" and parses back to that run', (target, end) => {
    const line = gradeLine({ ...run, target });
    expect(line).toBe(`npm run grade 2C only=figure-8 seed=7${end}`);
    expect(parse(line.replace('npm run grade ', ''))).toEqual({
      ...plain,
      stages: ['2C'],
      tests: ['2C/figure-8'],
      seed: 7,
      target,
    });
  });
});

describe('the nearest name', () => {
  test.each([
    ['sede', 'seed'],
    ['dri', 'dir'],
    ['LIST', 'list'],
    ['x', undefined],
    ['tomato', undefined],
  ])('to %s is %s', (typed, name) => {
    expect(nearest(typed, ['seed', 'dir', 'list', 'all'])).toBe(name);
  });
});
