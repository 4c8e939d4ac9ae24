/** The bug of docs/debugging.md reads on the screen as the page shows it, and the way through it works. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BANK } from '../../grader/proof/mutants/bank';
import { edited } from '../../grader/proof/mutants/mutant';
import { baseOf } from '../../grader/proof/mutants/program';
import { plainEnvironment } from '../support/command';
import { outline } from '../support/outline';

const ROOT = path.join(__dirname, '..', '..');
const BUG = 'election/votes-of-an-older-election';
const KEPT = 'labs/raft/scenarios/2C-late-replies-seed-3.scenario.json';
const LONG_MS = 300_000;
const NOT_NEEDED = /[\\/]grader[\\/](?:instructor|proof)(?:[\\/]|$)/;

const BLOCKS = outline(fs.readFileSync(path.join(ROOT, 'docs', 'debugging.md'), 'utf8'))
  .flatMap(({ blocks }) => blocks)
  .flatMap((block) => (block.kind === 'code' ? [block] : []));
const SCREENS = BLOCKS.filter(({ language }) => language === '').map(({ lines }) => lines);

/** A student's kit with the bug in it, so that screens name labs/raft. */
const kit = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'debugging-'));
const labs = path.join(kit, 'labs', 'raft');

beforeAll(() => {
  fs.cpSync(path.join(ROOT, 'grader'), path.join(kit, 'grader'), {
    recursive: true,
    filter: (file) => !NOT_NEEDED.test(file),
  });
  for (const file of ['package.json', 'tsconfig.json'])
    fs.copyFileSync(path.join(ROOT, file), path.join(kit, file));
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(kit, 'node_modules'), 'junction');
  fs.mkdirSync(labs, { recursive: true });
  const bug = BANK.find(({ id }) => id === BUG);
  const files = edited(baseOf(bug ?? {}), bug?.edits ?? []) as Record<string, string>;
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(labs, name), text);
});

afterAll(() => fs.rmSync(kit, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: readonly string[];
}

function command(name: string, ...words: readonly string[]): Promise<Ended> {
  const script = ['--require', './grader/cli/set-up.cjs', `grader/cli/${name}.ts`];
  const child = spawn(process.execPath, [...script, ...words], {
    cwd: kit,
    env: plainEnvironment({ RAFT_LAB_TYPES: 'off', RAFT_LAB_PAGES: 'on' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out: out.split('\n') });
    });
  });
}

/** The lines of a screen that are not there, one after the other; `...` stands for any number of lines. */
function missing(screen: readonly string[], printed: readonly string[]): readonly string[] {
  let at = 0;
  return screen
    .filter((line) => line !== '...' && line !== '')
    .filter((line) => {
      const found = printed.indexOf(line, at);
      if (found >= 0) at = found + 1;
      return found < 0;
    });
}

test(
  'the failure, the smaller run and what would have saved it are what the commands print',
  async () => {
    const [report = [], sizes = [], trace = [], whatIf = [], ...others] = SCREENS;
    expect(others).toEqual([]);

    const graded = await command('grade', '2C', 'only=late-replies', 'seed=3');
    expect({ code: graded.code, missing: missing(report, graded.out) }).toEqual({
      code: 1,
      missing: [],
    });

    const shrunk = await command('shrink', 'keep');
    expect(missing(sizes, shrunk.out)).toEqual([]);
    expect(missing(whatIf, shrunk.out)).toEqual([]);
    const shown = BLOCKS.find(({ language }) => language === 'json')?.lines.join('\n') ?? '';
    expect(JSON.parse(shown)).toEqual(JSON.parse(fs.readFileSync(path.join(kit, KEPT), 'utf8')));

    const traced = await command('trace', `scenario=${KEPT}`, 'around');
    expect(missing(trace, traced.out)).toEqual([]);

    expect(await command('grade', `scenario=${KEPT}`)).toMatchObject({ code: 1 });
    const election = path.join('raft', 'election.ts');
    fs.copyFileSync(path.join(ROOT, 'solutions', election), path.join(kit, 'labs', election));
    expect(await command('grade', `scenario=${KEPT}`)).toMatchObject({ code: 0 });
  },
  LONG_MS,
);

test('a screen that is no longer printed is noticed', () => {
  const printed = ['✗ a', 'one', 'two', 'three'];
  expect(missing(['✗ a', '...', 'three'], printed)).toEqual([]);
  expect(missing(['✗ a', 'three', 'two', 'four'], printed)).toEqual(['two', 'four']);
});
