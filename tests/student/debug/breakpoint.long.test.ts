/** A debugger stops in a student's TypeScript while a seed is replayed, and the run stays the same. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generatedPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { plainEnvironment } from '../../support/command';
import { Debugged } from '../../support/inspector';

const ROOT = path.join(__dirname, '..', '..', '..');
const SET_UP = path.join(ROOT, 'grader', 'cli', 'set-up.cjs');
const DEBUG = ['--require', SET_UP, path.join(ROOT, 'grader', 'cli', 'debug.ts')];
const GRADE = path.join(ROOT, 'grader', 'cli', 'grade.ts');
const TIMEOUT_MS = 300_000;

interface Frame {
  readonly callFrameId: string;
  readonly functionName: string;
}
interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
}

let folder = '';
let debugged: Debugged;

beforeEach(() => {
  const home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft debug-'));
  folder = path.join(home, 'my räft');
  fs.cpSync(path.join(ROOT, 'solutions', 'raft'), folder, { recursive: true });
});

afterEach(() => {
  debugged.kill();
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

/** As an editor does it: everything that has a map is stopped once, to put breakpoints in. */
async function begin(words: readonly string[]): Promise<void> {
  debugged = new Debugged([...DEBUG, ...words, `dir=${folder}`]);
  await debugged.attach();
  await debugged.send('Runtime.enable');
  await debugged.send('Debugger.enable', { maxScriptsCacheSize: 10_000_000 });
  await debugged.send('Debugger.setAsyncCallStackDepth', { maxDepth: 32 });
  await debugged.send('Runtime.runIfWaitingForDebugger');
  await debugged.event('Debugger.paused');
  await debugged.send('Debugger.resume');
}

interface Parsed {
  readonly scriptId: string;
  readonly sourceMapURL: string;
  readonly startLine: number;
}

async function submission(): Promise<{ readonly script: Parsed; readonly map: TraceMap }> {
  // The first compilation only looks whether the code compiles, and has no map.
  const isIt = ({ url, sourceMapURL }: Readonly<Record<string, unknown>>) =>
    url === 'submission.js' && sourceMapURL !== '';
  const script = (await debugged.event('Debugger.scriptParsed', isIt)) as unknown as Parsed;
  const json = Buffer.from(script.sourceMapURL.split(',')[1] ?? '', 'base64').toString();
  return { script, map: new TraceMap(json) };
}

/** On the line of the file that holds this text, through the map. */
async function breakAt(map: TraceMap, script: Parsed, file: string, text: string): Promise<void> {
  const lines = fs.readFileSync(path.join(folder, file), 'utf8').split('\n');
  const line = lines.findIndex((one) => one.includes(text));
  const source = pathToFileURL(path.join(folder, file)).href;
  const column = (lines[line] ?? '').search(/\S/);
  const place = generatedPositionFor(map, { source, line: line + 1, column });
  const { actualLocation } = await debugged.send('Debugger.setBreakpoint', {
    location: {
      scriptId: script.scriptId,
      lineNumber: (place.line ?? 0) - 1,
      columnNumber: place.column,
    },
  });
  expect((actualLocation as Location).lineNumber).toBe((place.line ?? 0) - 1);
}

async function valueIn(frame: Frame, expression: string): Promise<unknown> {
  const { callFrameId } = frame;
  const options = { callFrameId, expression, returnByValue: true };
  const { result } = await debugged.send('Debugger.evaluateOnCallFrame', options);
  return (result as { readonly value?: unknown }).value;
}

/** Goes on where the debugger only gets the chance to put breakpoints in. */
async function stop(): Promise<Frame> {
  for (;;) {
    const { callFrames, reason } = await debugged.event('Debugger.paused');
    const [frame] = callFrames as readonly Frame[];
    if (!frame) throw new Error('stopped nowhere');
    if (reason !== 'instrumentation') return frame;
    await debugged.send('Debugger.resume');
  }
}

describe('a breakpoint', () => {
  test(
    'in a TypeScript file is hit in every server, shows its variables, and changes nothing of the run',
    async () => {
      await begin(['2A/initial-election', 'seed=1', 'break']);
      // The word `break` stops before the run, when the code is known to the debugger.
      await debugged.event('Debugger.paused');
      const { script, map } = await submission();
      expect(script.startLine).toBe(0);
      const files = map.sources.map((source) => source ?? '').filter((one) => one.endsWith('.ts'));
      expect(files.map((file) => fileURLToPath(file)).sort()).toEqual(
        fs
          .readdirSync(folder)
          .filter((name) => name.endsWith('.ts'))
          .map((name) => path.join(folder, name))
          .sort(),
      );
      await breakAt(map, script, 'election.ts', 'state.votedFor = args.cand');
      await debugged.send('Debugger.resume');
      const voters = new Set<unknown>();
      for (let i = 0; i < 2; i++) {
        const frame = await stop();
        expect(frame.functionName).toBe('answerRequestVote');
        expect(await valueIn(frame, 'state.currentTerm')).toBe(1);
        expect(await valueIn(frame, 'args.candidateId')).not.toBe(
          await valueIn(frame, 'server.me'),
        );
        voters.add(await valueIn(frame, 'server.me'));
        // Node ends more calmly when its debugger was switched off before.
        await debugged.send(i === 1 ? 'Debugger.disable' : 'Debugger.resume');
      }
      expect(voters.size).toBe(2);
      expect(await debugged.end()).toBe(0);
      expect(debugged.out).toMatch(/^✓ 2A\/initial-election +\d+\/\d+ +1 seed/m);
      expect(debugged.out).not.toContain('No debugger was attached');
    },
    TIMEOUT_MS,
  );

  test(
    'is put in as VS Code does it, is hit at a later boot too, and the verdict is that of a grading',
    async () => {
      const broken = path.join(folder, 'persistence.ts');
      const text = fs.readFileSync(broken, 'utf8');
      fs.writeFileSync(broken, text.replace('saveRaftState(', 'raftStateSize('));
      expect(fs.readFileSync(broken, 'utf8')).not.toBe(text);
      await begin(['2C', 'only=persist-1', 'seed=1']);
      const instrumentation = 'beforeScriptWithSourceMapExecution';
      await debugged.send('Debugger.setInstrumentationBreakpoint', { instrumentation });
      const { script, map } = await submission();
      await debugged.event(
        'Debugger.paused',
        ({ data }) =>
          (data as { readonly scriptId?: string } | undefined)?.scriptId === script.scriptId,
      );
      await breakAt(map, script, 'persistence.ts', 'readRaftState()');
      await debugged.send('Debugger.resume');
      const lives = new Map<unknown, number>();
      while (Math.max(0, ...lives.values()) < 2) {
        const frame = await stop();
        expect(frame.functionName).toBe('readPersist');
        const me = await valueIn(frame, 'server.me');
        lives.set(me, (lives.get(me) ?? 0) + 1);
        if (lives.get(me) === 2) await debugged.send('Debugger.disable');
        else await debugged.send('Debugger.resume');
      }
      expect(await debugged.end()).toBe(1);
      const graded = spawnSync(
        process.execPath,
        ['--require', SET_UP, GRADE, '2C', 'only=persist-1', 'seed=1', `dir=${folder}`],
        { env: plainEnvironment({ RAFT_LAB_TYPES: 'off' }), encoding: 'utf8' },
      );
      const story = /^✗ 2C\/persist-1 +seed 1[^]*?\n {2}Read:/m;
      expect(story.exec(debugged.out)?.[0]).toBe(story.exec(graded.stdout)?.[0]);
      expect(story.exec(graded.stdout)?.[0]).toContain('Rule ');
    },
    TIMEOUT_MS,
  );

  test(
    'can wait for a debugger that comes by itself',
    async () => {
      const words = ['2A/one-vote', 'break', 'port=0', `dir=${folder}`];
      debugged = new Debugged([...DEBUG, ...words], ROOT, []);
      await debugged.attach();
      expect(debugged.out).not.toContain('✓');
      await debugged.send('Debugger.enable', { maxScriptsCacheSize: 10_000_000 });
      await debugged.send('Runtime.runIfWaitingForDebugger');
      const frame = await stop();
      expect(frame.functionName).toBe('waitForDebugger');
      const { script, map } = await submission();
      await breakAt(map, script, 'election.ts', 'const voteGranted =');
      await debugged.send('Debugger.resume');
      expect((await stop()).functionName).toBe('answerRequestVote');
      await debugged.send('Debugger.disable');
      expect(await debugged.end()).toBe(0);
      expect(debugged.err).toContain('chrome://inspect');
    },
    TIMEOUT_MS,
  );
});
