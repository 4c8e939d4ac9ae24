/** `npm run grade-class` as an instructor meets it: killed, resumed, sharded, merged, asked for a plan. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseGradeClass } from '../../../grader/instructor/class/grade-class-args';
import { assignmentKey, hiddenSeeds } from '../../../grader/instructor/class/hidden-seeds';
import { ofStage } from '../../../grader/judge/scenarios/catalogue';
import { plainEnvironment } from '../../support/command';
import { filesIn } from '../../support/programs';

const ROOT = path.join(__dirname, '..', '..', '..');
const LONG_MS = 300_000;
const SECRET = 'correct horse battery staple, and more';
const AT = 'at=2026-01-02T03:04:05Z';
const REFERENCE = filesIn('solutions', 'raft');
const SKELETON = filesIn('labs', 'raft');
/** Grants its vote twice in a term. */
const TWO_VOTES = {
  ...REFERENCE,
  'election.ts': edited('election.ts', /state\.votedFor === null/, 'true'),
};

/** Never comes back from its constructor, but only in the test with seven servers. */
const HANGS = {
  ...REFERENCE,
  'raft.ts': edited(
    'raft.ts',
    /const server: Server = \{/,
    'if (peers.length === 7) for (;;);\n    const server: Server = {',
  ),
};

let home: string;
beforeAll(() => {
  home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'grade-class-'));
  hand('ada/labs/raft', REFERENCE);
  hand('ada/grader/judge/rules', { 'index.ts': 'export const RULES = [];' });
  hand('bob', SKELETON);
  hand('=cmd()', TWO_VOTES);
  hand('dan', { ...REFERENCE, 'raft.ts': 'export class Raft {' });
  hand('eve', HANGS);
  fs.writeFileSync(path.join(home, 'submissions', 'fay.zip'), 'PK, but no zip');
  fs.writeFileSync(path.join(home, 'secret.txt'), `${SECRET}\n`, { mode: 0o600 });
});
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

function hand(folder: string, files: Readonly<Record<string, string>>): void {
  const to = path.join(home, 'submissions', folder);
  fs.mkdirSync(to, { recursive: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(to, name), text);
}

function edited(file: string, from: RegExp, to: string): string {
  const text = REFERENCE[file] ?? '';
  if (!from.test(text)) throw new Error(`${file} has changed`);
  return text.replace(from, to);
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function command(
  script: string,
  words: readonly string[],
  watch: (command: ChildProcess, out: string) => void = () => undefined,
): Promise<Ended> {
  const file = path.join('grader', 'cli', `${script}.ts`);
  const running = spawn(process.execPath, ['--require', 'tsx/cjs', file, ...words], {
    cwd: ROOT,
    env: plainEnvironment({ INIT_CWD: home }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  running.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    watch(running, out);
  });
  running.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => running.on('close', resolve));
  return { code, out, err };
}

function gradeClass(out: string, ...words: readonly string[]): Promise<Ended> {
  return command('grade-class', ['submissions', 'stage=2A', `out=${out}`, ...words]);
}

const WITH_SECRET = ['secret=secret.txt', 'assignment=raft-1', AT] as const;

/** By name, all that is the same whenever and wherever it is graded. */
function filesOf(out: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(path.join(home, out), { recursive: true, encoding: 'utf8' });
  const kept = names.filter((name) => !/^(timings\.csv|journal\.jsonl|progress\.json)$/.test(name));
  return Object.fromEntries(
    kept
      .filter((name) => fs.statSync(path.join(home, out, name)).isFile())
      .map((name) => [name, fs.readFileSync(path.join(home, out, name), 'utf8')]),
  );
}

let whole: Ended;
beforeAll(async () => {
  whole = await gradeClass('whole', ...WITH_SECRET);
}, LONG_MS);

test('everybody gets what is due, and who has no score is told last', () => {
  expect(whole.err).toBe('');
  expect(whole.code).toBe(1);
  const csv = fs.readFileSync(path.join(home, 'whole', 'results.csv'), 'utf8').split('\n');
  const standings = csv.slice(1, -1).map((row) => row.split(',').slice(0, 2));
  expect(standings).toEqual([
    ["'=cmd()", 'graded'],
    ['ada', 'graded'],
    ['bob', 'graded'],
    ['dan', 'unusable'],
    ['eve', 'graded'],
    ['fay', 'unreadable'],
  ]);
  expect(whole.out).toContain('Without a score until you check them:\n! fay');
  const feedback = (name: string) =>
    fs.readFileSync(path.join(home, 'whole', 'feedback', `${name}.md`), 'utf8');
  expect(feedback('ada')).toContain('100');
  expect(feedback('ada')).toContain('grader/judge/rules/index.ts');
  expect(feedback('eve')).toContain('never returned');
  expect(feedback('dan')).toContain('raft.ts');
});

test('a forgotten secret is refused instead of grading everybody on new seeds', async () => {
  const again = await gradeClass('whole', 'assignment=raft-1', AT, 'plan');
  expect(again.code).toBe(2);
  expect(again.err).toContain('from a secret that is not named now');
  expect(fs.existsSync(path.join(home, 'whole-secret.txt'))).toBe(false);
});

test('a plan names a lost line of the journal, and lines of lists that reach nobody', async () => {
  fs.cpSync(path.join(home, 'whole'), path.join(home, 'lost'), { recursive: true });
  const journal = path.join(home, 'lost', 'journal.jsonl');
  const lines = fs.readFileSync(journal, 'utf8').split('\n');
  fs.writeFileSync(journal, lines.filter((line) => !line.includes('"id":"bob"')).join('\n'));
  fs.writeFileSync(path.join(home, 'byhand.csv'), 'id,score,reason,by\nnobody,3,kind,me\n');
  const planned = await gradeClass('lost', ...WITH_SECRET, 'overrides=byhand.csv', 'plan');
  expect(planned.out).toContain('bob: its line in the journal is missing');
  expect(planned.out.replace(/\s+/g, ' ')).toMatch(
    /Changed by hand, but not in the class .*nobody/,
  );
  expect(planned.code).toBe(0);
});

test('no file that a student gets tells the secret, a hidden seed or a digest', () => {
  const key = assignmentKey(Buffer.from(SECRET), 'raft-1');
  const seeds = ofStage('2A').flatMap(({ id }) => hiddenSeeds(key, { test: id, count: 1 }));
  const results = JSON.parse(fs.readFileSync(path.join(home, 'whole', 'results.json'), 'utf8')) as {
    submissions: { tests: { digests: string[]; failingSeed?: number }[] }[];
  };
  const digests = results.submissions.flatMap(({ tests }) => tests.flatMap((test) => test.digests));
  expect(seeds.length).toBeGreaterThan(10);
  expect(digests.length).toBeGreaterThan(50);
  const all = Object.entries(filesOf('whole'));
  for (const [, text] of all)
    expect(text.includes(SECRET) || text.includes(key.toString('hex'))).toBe(false);
  const students = all.filter(([name]) => name.startsWith('feedback'));
  expect(students.length).toBe(12);
  for (const [name, text] of students)
    for (const told of [...seeds.map(String), ...digests.filter((one) => one !== '')])
      if (text.includes(told)) throw new Error(`${name} tells ${told}`);
});

/** As soon as two of the class are in the journal, and before all are. */
function killOnceBegun(running: ChildProcess, out: string): void {
  const journal = path.join(home, out, 'journal.jsonl');
  const timer = setInterval(() => {
    const text = fs.existsSync(journal) ? fs.readFileSync(journal, 'utf8') : '';
    if (text.split('\n').length > 3) running.kill('SIGKILL');
  }, 10);
  running.once('exit', () => clearInterval(timer));
}

test(
  'killed with -9 in the middle and started again, it ends with the same bytes',
  async () => {
    const killed = await command(
      'grade-class',
      ['submissions', 'stage=2A', 'out=killed', 'workers=1', ...WITH_SECRET],
      (running, out) => {
        if (out.includes('to grade')) killOnceBegun(running, 'killed');
      },
    );
    expect(killed.code).toBeNull();
    const lines = fs.readFileSync(path.join(home, 'killed', 'journal.jsonl'), 'utf8').split('\n');
    expect(lines.length).toBeGreaterThan(2);
    const resumed = await gradeClass('killed', ...WITH_SECRET);
    expect(resumed.out).not.toContain(' 0 as they were graded before');
    expect(filesOf('killed')).toEqual(filesOf('whole'));
  },
  LONG_MS,
);

test(
  'graded in four parts and merged, it ends with the same bytes',
  async () => {
    const parts = ['1/4', '2/4', '3/4', '4/4'];
    for (const [i, shard] of parts.entries())
      await gradeClass(`part-${i}`, ...WITH_SECRET, `shard=${shard}`);
    const merged = await command('merge-results', [
      'part-2',
      'part-0',
      'part-3',
      'part-1',
      'part-0',
      'out=merged',
    ]);
    expect(merged.err).toBe('');
    expect(filesOf('merged')).toEqual(filesOf('whole'));
  },
  LONG_MS,
);

test(
  'graded again, it says whom that concerns, why, and whose score changes',
  async () => {
    fs.cpSync(path.join(home, 'submissions'), path.join(home, 'before'), { recursive: true });
    try {
      hand('bob', REFERENCE);
      const plan = await gradeClass('whole', ...WITH_SECRET, 'plan');
      expect(plan.out).toContain('6 submissions: 1 to grade, 5 as they were graded before');
      expect(plan.out).toContain('bob: its files changed');
      expect(plan.code).toBe(0);
      const again = await gradeClass('whole', ...WITH_SECRET);
      expect(again.out).toMatch(
        /What changes:\n {2}bob {2}0 of 100 -> 100 of 100: 2A\/\S+ passes now/,
      );
    } finally {
      fs.rmSync(path.join(home, 'submissions'), { recursive: true });
      fs.renameSync(path.join(home, 'before'), path.join(home, 'submissions'));
    }
  },
  LONG_MS,
);

describe('what cannot be understood is said in a line:', () => {
  test.each([
    [['submissions', 'out=x'], 'Which stage'],
    [['stage=2A', 'out=x'], 'Which submissions?'],
    [['submissions', 'stage=2D', 'out=x'], 'There is no stage "2D"'],
    [['submissions', 'stage=2A'], 'Where should the results go?'],
    [['submissions', 'stage=2A', 'out=x', 'shard=5/4'], 'no shard 5 of 4'],
    [['submissions', 'stage=2A', 'out=x', 'zone=Berlin'], 'Europe/Berlin'],
    [['submissions', 'stage=2A', 'out=x', 'from=ilias'], 'from= is one of moodle'],
    [['submissions', 'stage=2A', 'out=x', 'attempts=first'], 'last, best, every'],
    [['submissions', 'stage=2A', 'out=x', 'public-only', 'hidden=2'], 'hidden asks for some'],
    [['submissions', 'stage=2A', 'out=x', 'at=tomorrow'], 'not a time with a zone'],
    [['submissions', 'stage=2A', 'out=x', 'stge=2A'], 'Did you mean "stage"?'],
    [['submissions', 'stage=2A', 'out=x', 'public=some'], 'whole number'],
    [['submissions', 'more', 'stage=2A', 'out=x'], 'give one folder or list'],
  ])('%j', (words, said) => {
    expect(parseGradeClass(words, {})).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining(said) as string,
    });
  });
});

describe('what is not there is said in a line, with exit code 2, and nothing is begun:', () => {
  test.each([
    [['nowhere', 'stage=2A', 'out=x'], 'nowhere'],
    [['submissions', 'stage=2A', 'out=x', 'hidden=0'], 'public-only'],
    [['submissions', 'stage=2A', 'out=x', 'shard=1/2'], 'need the same secret'],
    [['submissions', 'stage=2A', 'out=x', 'secret=none.txt'], 'does not exist'],
    [['submissions', 'stage=2A', 'out=x', 'times=nowhere.csv'], 'nowhere.csv cannot be read'],
    [['submissions', 'stage=2A', 'out=secret.txt'], 'secret.txt'],
  ])(
    '%j',
    async (words, said) => {
      const { code, out, err } = await command('grade-class', words);
      expect(err).toContain(said);
      expect(err).not.toMatch(/\n\s+at /);
      expect({ code, out: out.includes('graded') }).toEqual({ code: 2, out: false });
      expect(fs.existsSync(path.join(home, 'x', 'journal.jsonl'))).toBe(false);
    },
    LONG_MS,
  );
});
