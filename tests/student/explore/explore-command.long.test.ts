/** `npm run explore` as a person meets it: its words, its report, its exit codes. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseExploreArgs, replayLine } from '../../../grader/student/explore/explore-args';
import { usualScope } from '../../../grader/runs/explore/scope';
import { plainEnvironment } from '../../support/command';
import { filesIn } from '../../support/programs';

const ROOT = path.join(__dirname, '..', '..', '..');
const LONG_MS = 300_000;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function explore(
  edit: readonly [file: string, from: string, to: string] | undefined,
  words: readonly string[],
  watch: (command: ChildProcess, out: string) => void = () => undefined,
): Promise<Ended> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'explore-'));
  try {
    const files = filesIn('solutions', 'raft');
    if (edit) {
      const [file, from, to] = edit;
      if (!files[file]?.includes(from)) throw new Error(`${file} has changed: ${from}`);
      files[file] = files[file].replace(from, to);
    }
    for (const [name, text] of Object.entries(files))
      fs.writeFileSync(path.join(folder, name), text);
    const script = path.join('grader', 'cli', 'explore.ts');
    const line = ['--require', 'tsx/cjs', script, `dir=${folder}`, ...words];
    const env = plainEnvironment();
    const command = spawn(process.execPath, line, { cwd: ROOT, env, stdio: 'pipe' });
    let [out, err] = ['', ''];
    command.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      watch(command, out);
    });
    command.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => command.on('close', resolve));
    return { code, out, err };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe('the command', () => {
  test(
    'reports what broke, step by step, and how to play it again',
    async () => {
      const late = "if (state.role !== 'candidate' || state.currentTerm !== args.term) return;";
      const edit = ['election.ts', late, "if (state.role !== 'candidate') return;"] as const;
      const { code, out } = await explore(edit, []);
      expect(out).toMatch(/✗ 2C\/explore {3}step 3\n {2}Rule C\.2: Votes from a majority/);
      expect(out).toContain(
        "S0 sent AppendEntries of term 2 in step 3, as only that term's leader may",
      );
      expect(out).toContain("1. S0's election timeout passes: it starts an election in term 1.");
      expect(out).toContain("3. S0's RequestVote of term 1 reaches S1, and the reply S0.");
      expect(out).toMatch(/Replay: npm run explore dir=\S+ replay=t0-t0-b0\.1\n/);
      expect(out).toMatch(/\d+ schedules, \d+ different states\./);
      expect(out).not.toMatch(/\d\.\d{3} s/);
      expect(code).toBe(1);
    },
    LONG_MS,
  );

  test(
    'says what was covered, and what that means',
    async () => {
      const { code, out } = await explore(undefined, ['depth=3']);
      expect(out).toMatch(/every schedule\s+up to\s+length 3\s+was\s+tried/);
      expect(out).toContain('No rule was broken.');
      expect(code).toBe(0);
    },
    LONG_MS,
  );

  test(
    'names a loop that never ends, and the schedule that leads to it',
    async () => {
      // Asked on its synced disk it gets no entries, so that only the schedule leads here.
      const refused = 'if (args.term < state.currentTerm) {';
      const loop = 'while (args.entries.length === 1) state.votedFor = null;';
      const edit = ['append-entries.ts', refused, `${loop}\n  ${refused}`] as const;
      const { code, out } = await explore(edit, ['crashes=0']);
      expect(out).toContain('Rule K.3');
      expect(out).toContain('S1, in appendEntries() in step');
      expect(out).toMatch(/> \d+ \|.*while \(args\.entries/);
      expect(out).toMatch(/AppendEntries of term 1 with entry 1 reaches S1/);
      expect(code).toBe(1);
    },
    LONG_MS,
  );

  test(
    'ends at Ctrl-C with what it has covered',
    async () => {
      let isDone = false;
      const { code, out } = await explore(
        undefined,
        ['depth=30', 'seconds=100'],
        (command, text) => {
          if (isDone || !text.includes('at most')) return;
          isDone = true;
          setTimeout(() => command.kill('SIGINT'), 1_000);
        },
      );
      expect(out).toMatch(/Interrupted: (every|no) schedule/);
      expect(code).toBe(130);
    },
    LONG_MS,
  );
});

describe('its words', () => {
  test('have usual values', () => {
    expect(parseExploreArgs([], {})).toEqual({
      kind: 'explore',
      scope: usualScope('2C'),
      seconds: 20,
      target: { kind: 'labs' },
    });
  });

  test('set bounds, a stage and a folder', () => {
    const words = ['2b', 'servers=5', 'terms=3', 'depth=6', 'seconds=7', 'dir=my raft'];
    const command = parseExploreArgs(words, {});
    if (command.kind !== 'explore') throw new Error('it was not understood');
    const { stage, servers, terms, crashes, depth } = command.scope;
    expect([stage, servers, terms, crashes, depth]).toEqual(['2B', 5, 3, 0, 6]);
    expect(replayLine(command, 't0')).toBe('npm run explore 2B servers=5 dir="my raft" replay=t0');
  });

  test.each([
    ['depht=3', 'Did you mean "depth"?'],
    ['depth', '"depth" needs a value'],
    ['servers=2', 'servers is a whole number from 3 to 7, not "2".'],
    ['seconds=x', 'seconds is a whole number from 1'],
    ['replay=nonsense', 'is not a schedule'],
    ['dir=', '"dir" needs a value'],
  ])('that make no sense are refused: %s', (word, message) => {
    const { kind, ...rest } = parseExploreArgs([word], {});
    expect(kind).toBe('problem');
    expect('message' in rest && rest.message).toContain(message);
  });

  test.each([
    [[], { npm_config_depth: '3' }, 3],
    [['3'], { npm_config_depth: 'true' }, undefined],
  ])('that npm kept are understood or asked back: %j %j', (words, kept, depth) => {
    const command = parseExploreArgs(words, { ...kept, npm_lifecycle_event: 'explore' });
    if (depth !== undefined) expect(command).toMatchObject({ kind: 'explore', scope: { depth } });
    else
      expect(command).toMatchObject({
        kind: 'problem',
        message: expect.stringContaining('depth=N') as string,
      });
  });

  test('may not contradict each other', () => {
    for (const words of [
      ['solution', 'dir=x'],
      ['2A', '2B'],
      ['depth=3', 'depth=4'],
    ])
      expect(parseExploreArgs(words, {}).kind).toBe('problem');
  });
});
