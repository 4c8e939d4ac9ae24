/** What students get: made once with the real command, and then looked at and tried out. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseRelease } from '../../../grader/instructor/release/release-args';
import { BANK } from '../../../grader/proof/mutants/bank';
import { edited } from '../../../grader/proof/mutants/mutant';
import { baseOf } from '../../../grader/proof/mutants/program';
import { npm } from '../../../grader/instructor/release/commands';
import { Place } from '../../../grader/instructor/release/place';
import { plainEnvironment } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');
const LONG_MS = 300_000;

const home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'release-'));
const kit = path.join(home, 'kit');
let made: Ended;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

beforeAll(async () => {
  made = await command(ROOT, 'release', [`out=${kit}`, 'git']);
}, LONG_MS);

afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

function command(
  folder: string,
  name: string,
  words: readonly string[],
  watch: (command: ChildProcess, out: string) => void = () => undefined,
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const script = ['--require', './grader/cli/set-up.cjs', `grader/cli/${name}.ts`];
  const child = spawn(process.execPath, [...script, ...words], {
    cwd: folder,
    env: plainEnvironment({ RAFT_LAB_TYPES: 'off', ...more }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    watch(child, out);
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: kit, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function read(file: string): string {
  return fs.readFileSync(path.join(kit, ...file.split('/')), 'utf8');
}

/** Every code block of the README that begins with this sign. */
function sample(sign: string): readonly string[] {
  const blocks = [...read('README.md').matchAll(/^```\n([^]*?)^```$/gm)].map(
    ([, text = '']) => text,
  );
  const found = blocks.find((text) => text.startsWith(sign));
  if (found === undefined) throw new Error(`the README shows nothing that begins with ${sign}`);
  return found.split('\n').filter((line) => line.trim() !== '');
}

describe('a release', () => {
  test('proves all that it promises, and says so', () => {
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out.replaceAll(/\b\d+ (lines|files)/g, 'N $1').split('\n')).toEqual([
      `Making a kit for students in ${kit}, with all stages to do`,
      '✓ none of N lines of the reference in N files',
      '✓ every link, path and command in its pages leads somewhere',
      '✓ npm ci installs it',
      '✓ npm run typecheck finds nothing',
      '✓ npm run grade 2A gives 0 points: each of its 18 tests names a TODO',
      '✓ npm run grade 2B gives 0 points: each of its 42 tests names a TODO',
      '✓ npm run grade 2C gives 0 points: each of its 24 tests names a TODO',
      '✓ a repository with one commit',
      '',
      `Wrote N files to ${kit}.`,
      '',
    ]);
    const [, lines = '0'] = /none of (\d+) lines/.exec(made.out) ?? [];
    expect(Number(lines)).toBeGreaterThan(100);
    expect(fs.readdirSync(home)).toEqual(['kit']);
  });

  test('has just these areas', () => {
    const areas = git('ls-files')
      .split('\n')
      .map((file) =>
        file
          .split('/')
          .slice(0, file.startsWith('grader/') ? 2 : 1)
          .join('/'),
      );
    expect([...new Set(areas)].sort()).toEqual([
      ...[
        '.devcontainer',
        '.editorconfig',
        '.gitattributes',
        '.github',
        '.gitignore',
        '.npmrc',
        '.prettierrc.json',
      ],
      ...['.raft-lab-manifest.json', '.vscode', 'LICENSE', 'README.md', 'README.zh-CN.md', 'docs'],
      ...['grader/cli', 'grader/command', 'grader/contract.ts', 'grader/judge', 'grader/report'],
      ...['grader/runs', 'grader/student', 'grader/world', 'jest.config.js', 'labs'],
      ...['package-lock.json', 'package.json', 'tsconfig.json'],
    ]);
  });

  test('has none of the instructor’s commands', () => {
    const commands = git('ls-files', 'grader/cli').split('\n');
    expect(commands).toContain('grader/cli/grade.ts');
    const kept =
      /\/(labs|prove|bench|mutants|fairness|grade-class|merge|hidden|make-class|export|release|gradescope|cheats)/;
    expect(commands.filter((file) => kept.test(file))).toEqual([]);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: object };
    expect(Object.keys(scripts)).toEqual([
      ...[
        'grade',
        'watch',
        'hint',
        'trace',
        'shrink',
        'play',
        'live',
        'break',
        'debug',
        'explore',
        'doctor',
      ],
      'hand-in',
      'test',
      'typecheck',
    ]);
    expect(git('ls-files', 'docs').split('\n')).toEqual([
      'docs/debugging.md',
      'docs/debugging.zh-CN.md',
      'docs/explore.md',
      'docs/figure-2.md',
      'docs/figure-2.zh-CN.md',
      'docs/formats.md',
      'docs/how-it-works.md',
      ...[
        'election',
        'fast-backup',
        'figure-7',
        'figure-8',
        'replication',
        'roles',
        'save-steps',
      ].map((name) => `docs/images/${name}.svg`),
      'docs/live.md',
      'docs/raft-in-typescript.md',
    ]);
  });

  test('says nothing of the bank of bugs', () => {
    const pages = git('ls-files', '*.md').split('\n').map(read).join('\n');
    expect(pages).toContain('- **RV.2** Tests: `2A/one-vote`');
    expect(pages).not.toMatch(/[Bb]ugs? of the|错误库|\bmutants?\b|kit only|<!--/);
    expect(BANK.filter(({ id }) => pages.includes(id))).toEqual([]);
  });

  test('is a repository with one commit and nothing left to commit', () => {
    expect(git('rev-list', '--all', '--count')).toBe('1');
    expect(git('branch', '--show-current')).toBe('main');
    expect(git('status', '--porcelain', '--ignored')).toBe('');
    expect(git('log', '--format=%s')).toBe('Raft lab, with all stages to do');
  });
});

describe('in a release', () => {
  beforeAll(async () => {
    const words = ['ci', '--prefer-offline', '--no-audit', '--no-fund'];
    expect(await npm(words, kit, new AbortController().signal)).toMatchObject({ code: 0 });
  }, LONG_MS);

  test(
    'the judge is the kit’s own, to the byte',
    async () => {
      const solution = path.join(ROOT, 'solutions', 'raft');
      const words = ['2A', 'only=initial-election', 'seed=1', 'json', `dir=${solution}`];
      const [theirs, ours] = await Promise.all([
        command(kit, 'grade', words),
        command(ROOT, 'grade', words),
      ]);
      const told = ({ out }: Ended) => {
        const { suiteHash, kitVersion, tests } = JSON.parse(out) as Record<string, unknown>;
        const [{ digests }] = tests as [{ digests: unknown }];
        return { suiteHash, kitVersion, digests };
      };
      expect(told(theirs)).toEqual(told(ours));
    },
    LONG_MS,
  );

  test(
    'the solution is missed in a line',
    async () => {
      for (const [name, words] of [
        ['grade', ['2A', 'solution']],
        ['explore', ['solution']],
      ] as const) {
        const { code, out, err } = await command(kit, name, words);
        expect({ code, out }).toEqual({ code: 2, out: '' });
        expect(err).toMatch(
          /^This kit does not contain the reference solution, so you cannot \w+ it\.\n$/,
        );
      }
    },
    LONG_MS,
  );

  test(
    'a TODO reads as the README shows it',
    async () => {
      const { out } = await command(kit, 'grade', ['2A', 'only=initial-election']);
      const printed = out.split('\n');
      for (const line of sample('○')) expect(printed).toContain(line);
    },
    LONG_MS,
  );

  test(
    'a failure reads as the README shows it',
    async () => {
      const mutant = BANK.find(({ id }) => id === 'election/voted-for-not-checked');
      const files = edited(baseOf(mutant ?? {}), mutant?.edits ?? []);
      // The folder is named in what is printed, unless it is the usual one.
      const labs = path.join(kit, 'labs', 'raft');
      for (const [name, text] of Object.entries(files as Record<string, string>))
        fs.writeFileSync(path.join(labs, name), text);
      const { code, out } = await command(kit, 'grade', ['2A', 'only=one-vote']);
      git('checkout', '--quiet', '.');
      expect(code).toBe(1);
      const printed = out.split('\n');
      for (const line of sample('✗')) expect(printed).toContain(line);
    },
    LONG_MS,
  );

  test(
    'the line of the workflow writes what the workflow keeps',
    async () => {
      const [, words = ''] =
        /run: npm run grade (.*)/.exec(read('.github/workflows/grade.yml')) ?? [];
      const summary = path.join(home, 'summary.md');
      const { code, out } = await command(kit, 'grade', words.split(' '), undefined, {
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: summary,
      });
      expect(code).toBe(1);
      const errors = out.split('\n').filter((line) => line.startsWith('::error'));
      expect(errors.length).toBe(3);
      expect(errors[0]).toContain('file=labs/raft/');
      expect(fs.readFileSync(summary, 'utf8')).toContain('2C');
      expect(fs.readdirSync(path.join(kit, 'report')).sort()).toEqual(['ctrf.json', 'junit.xml']);
      expect(git('status', '--porcelain')).toBe('');
    },
    LONG_MS,
  );

  test(
    'the doctor finds nothing to do',
    async () => {
      const { code, out } = await command(kit, 'doctor', []);
      expect(out).toContain('files are unchanged');
      expect({ code, bad: out.split('\n').filter((line) => line.startsWith('✗')) }).toEqual({
        code: 0,
        bad: [],
      });
    },
    LONG_MS,
  );

  test(
    'a failing grading draws a page, which git ignores',
    async () => {
      const labs = path.join(kit, 'labs', 'raft');
      const mutant = BANK.find(({ id }) => id === 'election/voted-for-not-checked');
      const files = edited(baseOf(mutant ?? {}), mutant?.edits ?? []);
      for (const [name, text] of Object.entries(files as Record<string, string>))
        fs.writeFileSync(path.join(labs, name), text);
      const words = ['2A', 'only=one-vote', 'seed=1'];
      const { out } = await command(kit, 'grade', words, undefined, { RAFT_LAB_PAGES: 'on' });
      git('checkout', '--quiet', '.');
      const page = '.raft-lab/2A-one-vote-seed-1.html';
      expect(out).toContain(`  Page:   ${page}\n`);
      expect(fs.readFileSync(path.join(kit, page), 'utf8')).toMatch(/^<!doctype html>/);
      expect(git('status', '--porcelain')).toBe('');
    },
    LONG_MS,
  );

  test(
    'explore plays the student’s code',
    async () => {
      const { code, out } = await command(kit, 'explore', ['2A', 'depth=2', 'seconds=5']);
      expect(code).toBe(1);
      expect(out).toContain('TODO');
    },
    LONG_MS,
  );
});

describe('npm run release', () => {
  test(
    'solves the stages before the one to begin with, and says what it could not prove',
    async () => {
      const out = path.join(home, 'start-of-2B');
      const ended = await command(ROOT, 'release', [`out=${out}`, 'through=2A', 'unproven']);
      expect(ended).toMatchObject({ code: 0, err: '' });
      expect(ended.out).toContain('✓ npm run grade 2A gives 100 points: solved\n');
      expect(ended.out).toContain('✓ npm run grade 2B gives 0 points');
      expect(ended.out).toContain('✓ npm run grade 2C gives 0 points');
      expect(ended.out).toMatch(/Not tested: whether npm ci\s+installs it\.\n$/);
      const labs = path.join(out, 'labs', 'raft');
      const text = fs
        .readdirSync(labs)
        .map((name) => fs.readFileSync(path.join(labs, name), 'utf8'))
        .join('\n');
      expect(text).not.toMatch(/TODO 2A|#region|#until/);
      expect(text).toContain('TODO 2B');
      const readMe = fs.readFileSync(path.join(out, 'README.md'), 'utf8');
      expect(readMe).toContain('2A is solved already: you begin with 2B.');
      expect(fs.existsSync(path.join(out, 'node_modules'))).toBe(false);
    },
    LONG_MS,
  );

  test(
    'proves a bare skeleton as it proves the guided one',
    async () => {
      const out = path.join(home, 'bare');
      const ended = await command(ROOT, 'release', [`out=${out}`, 'scaffold=bare', 'unproven']);
      expect(ended).toMatchObject({ code: 0, err: '' });
      expect(ended.out).toContain('✓ npm run typecheck finds nothing\n');
      for (const stage of ['2A', '2B', '2C'])
        expect(ended.out).toContain(`✓ npm run grade ${stage} gives 0 points: each of its`);
      expect(fs.readdirSync(path.join(out, 'labs', 'raft')).sort()).toEqual([
        ...['example.test.ts', 'persister.ts', 'raft.ts', 'tsconfig.json'],
      ]);
    },
    LONG_MS,
  );

  test(
    'leaves nothing behind when it is interrupted',
    async () => {
      const parent = path.join(home, 'interrupted');
      const out = path.join(parent, 'kit');
      const { code } = await command(ROOT, 'release', [`out=${out}`], (child, text) => {
        if (text.includes('leads somewhere')) child.kill('SIGTERM');
      });
      expect(code).toBe(130);
      expect(fs.readdirSync(parent)).toEqual([]);
    },
    LONG_MS,
  );

  test.each([
    ['no place', [], 'Where to? Name a new folder'],
    ['a stage that is no start', ['out=x', 'through=2C'], 'through needs the last solved stage'],
    ['a skeleton that there is not', ['out=x', 'scaffold=big'], 'scaffold is guided or bare'],
    ['a bare one that is solved', ['out=x', 'scaffold=bare', 'through=2A'], 'leave out one'],
    ['a slip', ['out=x', 'trough=2A'], 'Did you mean "through"?'],
  ])('asks back: %s', (_name, words, message) => {
    expect(parseRelease(words, {})).toEqual({
      kind: 'problem',
      message: expect.stringContaining(message) as string,
    });
  });

  test.each([
    ['words', ['out=x', 'through=2a', 'git'], {}],
    ['flags', ['--', '--out', 'x', '--through', '2A', '--git'], {}],
    [
      'flags that npm has kept',
      ['out=x', 'through=2A'],
      { npm_lifecycle_event: 'release', npm_config_git: '' },
    ],
  ])('understands %s', (_name, words, env) => {
    const wanted = { out: 'x', through: '2A', scaffold: 'guided', isGit: true, isUnproven: false };
    expect(parseRelease(words, env)).toEqual({ kind: 'release', ...wanted });
  });

  test('takes npm’s own setting for no wish', () => {
    const env = { npm_lifecycle_event: 'release', npm_config_git: '/usr/bin/git' };
    expect(parseRelease(['out=x'], env)).toMatchObject({ isGit: false });
  });

  test(
    'writes nothing into the kit itself',
    async () => {
      const { code, err } = await command(ROOT, 'release', ['out=labs/released']);
      expect(code).toBe(2);
      expect(err).toContain('is inside the kit');
    },
    LONG_MS,
  );
});

describe('a place is refused', () => {
  const full = path.join(home, 'full');
  const file = path.join(home, 'file');
  const link = path.join(home, 'link');

  beforeAll(() => {
    fs.mkdirSync(full);
    fs.writeFileSync(path.join(full, 'thesis.md'), 'years of work');
    fs.writeFileSync(file, '');
    fs.symlinkSync(path.join(ROOT, 'labs'), link, 'junction');
  });

  test.each([
    ['that is not empty', full, 'is not empty and was not overwritten'],
    ['that is a file', file, 'is a file'],
    ['that is the kit', ROOT, 'is inside the kit'],
    ['that a link leads into the kit', path.join(link, 'new'), 'is inside the kit'],
    ['below a file', path.join(file, 'new'), 'Nothing can be written beside'],
  ])('%s', (_name, place, message) => {
    expect(() => Place.take(place, ROOT)).toThrow(message);
    expect(fs.readdirSync(full)).toEqual(['thesis.md']);
  });

  test('but not one that is empty', () => {
    const empty = path.join(home, 'empty');
    fs.mkdirSync(empty);
    const place = Place.take(empty, ROOT);
    place.write(new Map([['docs/a.md', 'a']]));
    expect(place.list()).toEqual(['docs/a.md']);
    expect(fs.readdirSync(empty)).toEqual([]);
    place.finish();
    place.discard();
    expect(fs.readFileSync(path.join(empty, 'docs', 'a.md'), 'utf8')).toBe('a');
  });
});
