/** `report=` on the command line: what is understood, what is asked back, and what is written where. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { putWhole, writeReports } from '../../../grader/student/grade/write-reports';
import { readReport, type ReportWish } from '../../../grader/command/grade-words/report-words';
import { FORMATS } from '../../../grader/report/formats';
import { message, npmTook, parse } from '../../support/grade-words';
import { grade, QUICK } from '../../support/submission';
import { OUTCOMES } from './samples';

const LONG_MS = 300_000;

function reportsIn(line: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const command = parse(line, env);
  if (command.kind !== 'grade') throw new Error(JSON.stringify(command));
  return (command.reports ?? []).map(({ format, file }) => `${format.name} ${file ?? '-'}`);
}

describe('a report is asked for', () => {
  test.each([
    ['2C report=junit=a.xml', ['junit a.xml']],
    ['2C --report junit=a.xml', ['junit a.xml']],
    ['2C --report=JUnit=a.xml', ['junit a.xml']],
    ['2C report junit=a.xml', ['junit a.xml']],
    ['2C report=junit=a.xml --report gradescope=b=c.json', ['junit a.xml', 'gradescope b=c.json']],
    ['2C report=junit=a.xml report=junit=b.xml', ['junit a.xml', 'junit b.xml']],
    ['2C report=junit=a.xml report=junit=a.xml', ['junit a.xml']],
    ['2C report="junit=my report.xml" json', ['junit my report.xml']],
    ['2C', []],
  ])('by %s', (line, reports) => {
    expect(reportsIn(line)).toEqual(reports);
  });

  test('by flags that npm took', () => {
    expect(reportsIn('2C', npmTook({ report: 'junit=a.xml\n\nctrf=b.json' }))).toEqual([
      'junit a.xml',
      'ctrf b.json',
    ]);
  });

  test('without a file where GitHub names one', () => {
    expect(reportsIn('2C report=github', { GITHUB_STEP_SUMMARY: '/s' })).toEqual(['github -']);
  });

  test('at home', () => {
    expect(reportsIn("2C report='junit=~/a.xml'", { HOME: '/home/me' })).toEqual([
      'junit /home/me/a.xml',
    ]);
  });
});

describe('what is wrong with it is asked back', () => {
  test.each<[line: string, says: string, paste: string, env?: Readonly<Record<string, string>>]>([
    ['2C report=junt=a.xml', 'Did you mean junit?', '2C report=junit=a.xml'],
    ['2C report=grade', 'no report format "grade".', '2C report=junit=junit.xml'],
    ['2C report=junit', 'report=junit needs a file.', '2C report=junit=junit.xml'],
    ['2C report=junit=', 'report=junit needs a file.', '2C report=junit=junit.xml'],
    ['2C report=github', 'GITHUB_STEP_SUMMARY is not set', '2C report=github=github.md'],
    ['2C report=', 'report needs a format and a file', '2C report=junit=junit.xml'],
    ['2C junit=a.xml', 'Did you mean report=junit=a.xml?', '2C report=junit=a.xml'],
    ['2C repotr=junit=a.xml', 'Did you mean report=AS?', '2C report=junit=a.xml'],
    ['2C report=junit=a report=ctrf=a', 'Two reports have the same file a.', '2C report=ctrf=a'],
    ['list report=junit=a', 'list runs nothing', 'report=junit=a'],
    [
      '2C junit=a',
      'npm kept --report for itself',
      '2C -- --report junit=a',
      npmTook({ report: 'true' }),
    ],
  ])('npm run grade %s', (line, says, paste, env = {}) => {
    const text = message(line, env);
    expect(text).toContain(says);
    expect(text.split('\n').at(-1)).toBe(`  npm run grade ${paste}`);
    expect(parse(paste).kind).toBe('grade');
    expect(Math.max(...text.split('\n').map((one) => one.length))).toBeLessThanOrEqual(80);
  });

  test('with all formats, if it is none of them', () => {
    for (const { name, what } of FORMATS) {
      expect(message('2C report=x=y')).toContain(`${name} `);
      expect(message('2C report=x=y')).toContain(what);
    }
  });

  test('if it needs what only the classroom knows', () => {
    expect(message('2C report=classroom50=a.json')).toContain('RAFT_LAB_CLASSROOM50');
    const env = { RAFT_LAB_CLASSROOM50: 'details.json' };
    expect(reportsIn('2C report=classroom50=a.json', env)).toEqual(['classroom50 a.json']);
  });
});

describe('a report', () => {
  let home = '';
  beforeEach(() => (home = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'))));
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));
  const file = (name: string) => path.join(home, name);
  const write = (value: string, env: Readonly<Record<string, string>> = {}) => {
    const wish = readReport(value, env) as ReportWish;
    let log = '';
    const [outcome] = Object.values(OUTCOMES);
    if (!outcome) throw new Error('no sample');
    const problems = writeReports([wish], outcome, {
      stood: home,
      folder: 'labs/raft',
      env,
      log: (text) => (log += text),
    });
    return { problems, log };
  };

  test('is written whole, over what was there, and in a folder that is made for it', () => {
    fs.writeFileSync(file('a.json'), 'old');
    expect(write('gradescope=a.json').problems).toEqual([]);
    expect(write('gradescope=deep/er/b.json').problems).toEqual([]);
    expect(fs.readFileSync(file('a.json'), 'utf8')).toContain('"tests"');
    expect(fs.readdirSync(home).sort()).toEqual(['a.json', 'deep']);
    expect(fs.readdirSync(file('deep/er'))).toEqual(['b.json']);
  });

  test('that cannot be written leaves nothing and says where', () => {
    fs.mkdirSync(file('folder'));
    fs.writeFileSync(file('flat'), '');
    for (const target of ['folder', 'flat/a.json']) {
      const { problems } = write(`junit=${target}`);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/was not written to \S+: (it is a folder|a part of its path) /);
    }
    expect(fs.readdirSync(home).sort()).toEqual(['flat', 'folder']);
  });

  const linked = process.platform === 'win32' ? test.skip : test;
  linked('follows a link, and does not put itself in its place', () => {
    fs.writeFileSync(file('real'), '');
    fs.symlinkSync(file('real'), file('link'));
    putWhole(file('link'), 'new');
    expect(fs.readFileSync(file('real'), 'utf8')).toBe('new');
    expect(fs.lstatSync(file('link')).isSymbolicLink()).toBe(true);
  });

  test("is added to GitHub's own files, and annotations go to the output", () => {
    fs.writeFileSync(file('summary'), 'before\n');
    const { problems, log } = write('github', { GITHUB_STEP_SUMMARY: file('summary') });
    expect(problems).toEqual([]);
    expect(fs.readFileSync(file('summary'), 'utf8')).toMatch(/^before\n## Raft 2C: 20 of 20/);
    expect(log).toBe('::notice title=Raft::2C: 20 of 20 points\n');
    write('github-classroom', { GITHUB_OUTPUT: file('output') });
    expect(fs.readFileSync(file('output'), 'utf8')).toMatch(/^result=[A-Za-z0-9+/]+=*\n$/);
  });

  test('for Classroom 50 takes the rest from a file, and says what is missing there', () => {
    const env = { RAFT_LAB_CLASSROOM50: 'details.json' };
    const details = {
      classroom: 'c',
      assignment: 'a',
      assignment_type: 'group',
      owner: 'o',
      submission: 's',
      commit: 'f00',
      release: 'r',
      review: 'v',
    };
    fs.writeFileSync(file('details.json'), JSON.stringify(details));
    expect(write('classroom50=a.json', env).problems).toEqual([]);
    expect(JSON.parse(fs.readFileSync(file('a.json'), 'utf8'))).toMatchObject(details);
    fs.writeFileSync(file('details.json'), JSON.stringify({ ...details, owner: undefined }));
    expect(write('classroom50=b.json', env).problems[0]).toContain('lacks the text "owner"');
    expect(fs.existsSync(file('b.json'))).toBe(false);
  });
});

describe('npm run grade', () => {
  test.concurrent(
    'writes reports beside its text, and guards that text under GitHub',
    async () => {
      const home = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'));
      const file = (name: string) => path.join(home, name);
      const { code, out } = await grade(
        {},
        {
          words: [...QUICK, `report=gradescope=${file('g.json')}`, 'report=github'],
          env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file('summary.md') },
        },
      );
      expect(code).toBe(0);
      const lines = out.trimEnd().split('\n');
      const word = /^::stop-commands::([0-9a-f]{32})$/.exec(lines[0] ?? '')?.[1] ?? 'none';
      expect(lines.at(-2)).toBe(`::${word}::`);
      expect(lines.at(-1)).toBe('::notice title=Raft::2A: 16 of 16 points');
      expect(fs.readFileSync(file('summary.md'), 'utf8')).toMatch(/^## Raft 2A: 16 of 16 points/);
      expect(JSON.parse(fs.readFileSync(file('g.json'), 'utf8'))).toMatchObject({
        tests: [{ score: 16, max_score: 16, status: 'passed' }],
      });
      fs.rmSync(home, { recursive: true });
    },
    LONG_MS,
  );

  test.concurrent(
    'reports a part when it is interrupted',
    async () => {
      const home = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'));
      const target = path.join(home, 'junit.xml');
      let isSent = false;
      const { code, left } = await grade(
        {},
        {
          words: ['2A', 'seeds=300', `report=junit=${target}`],
          watch: (command, out) => {
            if (!isSent && out.includes('Grading')) setTimeout(() => command.kill('SIGINT'), 2_000);
            isSent = true;
          },
        },
      );
      expect({ code, left }).toEqual({ code: 130, left: [] });
      const text = fs.readFileSync(target, 'utf8');
      expect(text).toMatch(/<testsuites name="raft" tests="18" failures="0" errors="0"/);
      expect(text).toMatch(/<skipped message="(not run|stopped after \d+ seeds?)"\/>/);
      expect(text).not.toContain('time="-');
      fs.rmSync(home, { recursive: true });
    },
    LONG_MS,
  );

  test.concurrent(
    'reports code that cannot be run as a zero, and a place where nothing can be written',
    async () => {
      const home = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'));
      const target = path.join(home, 'g.json');
      const { code, err } = await grade(
        { 'raft.ts': 'export class {' },
        { words: [...QUICK, `report=gradescope=${target}`, `report=junit=${home}`] },
      );
      expect(code).toBe(2);
      expect(err.replace(/\s+/g, ' ')).toContain(
        `The report junit was not written to ${home}: it is a folder (EISDIR).`,
      );
      expect(JSON.parse(fs.readFileSync(target, 'utf8'))).toMatchObject({ score: 0, tests: [] });
      fs.rmSync(home, { recursive: true });
    },
    LONG_MS,
  );
});

describe('docs/formats.md', () => {
  const text = fs.readFileSync(
    path.join(__dirname, '..', '..', '..', 'docs', 'formats.md'),
    'utf8',
  );

  test('has a section for each format, in order, and for no other', () => {
    const sections = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    const ofClass = ['Tables of a class', 'Progress of a class'];
    expect(sections).toEqual([...FORMATS.map(({ name }) => name), ...ofClass]);
  });

  test('shows lines that are understood', () => {
    const env = { GITHUB_STEP_SUMMARY: '/s' };
    const lines = [...text.matchAll(/npm run grade (2C .*)$/gm)].map((match) => match[1] ?? '');
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const line of lines) expect([line, parse(line, env).kind]).toEqual([line, 'grade']);
  });

  test('names every variable that is asked for', () => {
    for (const { addsTo, needs } of FORMATS)
      for (const name of [addsTo, needs]) if (name !== undefined) expect(text).toContain(name);
  });
});
