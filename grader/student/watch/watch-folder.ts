/** Connects saves and keys with the session and its screen. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TestResult } from '../../report/result';
import { gradeFolder, prepareSuite, type Suite } from '../../runs/grading/grade-folder';
import { oneSeed, publicSeeds } from '../../runs/grading/seeds';
import { isWorkedOff } from '../hints/progress';
import pc from '../../report/colour';
import {
  type ExhibitOptions,
  type Exhibits,
  exhibits,
  NO_EXHIBITS,
  removePages,
} from '../grade/failure-pages';
import { gradeLine } from '../../command/grade-line';
import { HintMemory } from '../hints/hint-memory';
import { told } from '../hints/hint-screen';
import { subjectOf } from '../hints';
import { answer, goesOver } from '../hints/hinting';
import { keepLastGrade, keepStages, readStages } from '../../command/memory/last-grade';
import { fixedSince, remembered } from '../../command/memory/stage-memory';
import { wantsPages } from '../timeline/write-page';
import { AfterTrace, type Key, type Keyboard, listenToKeys } from './keys';
import { whenOrphaned } from './orphan';
import { type Known, rememberedTests } from './plan';
import { Saves } from './saves';
import { type GradeWish, Session } from './session';
import { savedWords, View } from './view';
import type { WatchCommand } from './watch-args';

interface WatchFolderOptions extends WatchCommand {
  /** The kit's folder. */
  readonly kit: string;
  readonly folder: string;
  /** Name of the folder in messages. */
  readonly shown: string;
}

const QUIT = 0;
const INTERRUPTED = 130;

/** @returns the exit code, after the watch was ended */
export async function watchFolder(options: WatchFolderOptions): Promise<number> {
  const { kit, folder, shown, target, stages, only, isPolling, verbose } = options;
  const isLive = process.stdin.isTTY && process.stdout.isTTY && process.env['CI'] === undefined;
  const write = (text: string) => void process.stdout.write(text);
  const view = new View({ folder: shown, target, stages, verbose, isLive, write });
  view.welcome();
  const memory = new HintMemory(kit);
  const suite = new KeptSuite();
  const session = new Session({
    stages,
    ...(only && { only }),
    // Nothing is remembered of other folders.
    known: target.kind === 'labs' ? knownFrom(kit, memory) : [],
    view,
    keep: (result) => {
      const passed = result.tests.filter(({ status }) => status === 'passed');
      if (wantsPages(process.env)) removePages(kit, passed);
      if (target.kind !== 'labs') return;
      keepLastGrade(kit, result);
      const before = readStages(kit);
      const now = remembered(before, result);
      keepStages(kit, now);
      memory.startOver(fixedSince(before, now));
    },
    exhibit: (test, signal) => exhibitOf(test, { kit, folder, target, signal, isTerminal: isLive }),
    grade: async (wish: GradeWish) =>
      await gradeFolder({
        folder,
        shown,
        tests: wish.tests,
        stage: stages.at(-1) ?? 'all',
        seedsOf: ({ seeds }) => (wish.seed === undefined ? publicSeeds(seeds) : oneSeed(wish.seed)),
        replay: (id, seed) => gradeLine({ id, seed, target }),
        signal: wish.signal,
        observer: wish.observer,
        suite: await suite.get(),
        types: wish.types,
      }),
  });

  let end: (exit: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  /** While another program has the terminal, saves wait until it ends. */
  let isAway = false;
  let missed: (() => void) | undefined;
  const run = (why: string, isAll?: boolean) => {
    missed = undefined;
    if (isAway) missed = () => session.run(why, isAll);
    else session.run(why, isAll);
  };
  const afterTrace = new AfterTrace();
  const trace = async () => {
    const line = traceLine(session.failure);
    const program = path.join(kit, 'grader', 'cli', 'trace.ts');
    if (line === undefined) {
      view.answer('No run has failed yet, so there is nothing to trace.');
    } else if (!existsSync(program)) {
      view.answer(`  ${pc.cyan(line)}`);
    } else {
      isAway = true;
      keys.stop();
      view.answer(pc.dim(line));
      await traced(kit, program, session.failure, target.kind === 'folder' ? folder : undefined);
      keys.start();
      afterTrace.traced();
      isAway = false;
      missed?.();
    }
  };
  const acts: Readonly<Record<Key, () => void>> = {
    all: () => run('all stages', true),
    again: () => run('once more'),
    hint: () => view.answer(hint(session.failure, memory)),
    trace: () => void trace(),
    help: () => view.help(),
    quit: () => end(QUIT),
    interrupt: () => end(INTERRUPTED),
  };
  const keys = listenToKeys(isLive ? process.stdin : NO_KEYBOARD, (key) => {
    if (afterTrace.isHabit(key)) view.answer(pc.dim('The trace has ended. Press q again to quit.'));
    else acts[key]();
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      // Ctrl-C in a trace is meant for the trace.
      if (name !== 'SIGINT' || !isAway) end(INTERRUPTED);
    });
  const orphaned = whenOrphaned(() => end(INTERRUPTED));
  const saves = new Saves({
    folder,
    isPolling,
    onSave: (names) => run(savedWords(names, new Date())),
    onPolling: (why) =>
      view.notice(
        `The system does not report file changes here (${why}), so watch checks the files 5 times a second instead.`,
      ),
  });
  session.run('as it stands');

  const exit = await ended;
  keys.stop();
  clearInterval(orphaned);
  view.close();
  await Promise.all([saves.close(), session.close()]);
  await suite.dispose();
  return exit;
}

/** The status of every test that was graded, and the failing seeds of the last grading. */
function knownFrom(kit: string, memory: HintMemory): readonly Known[] {
  const stood = [...readStages(kit).values()].flatMap(({ tests }) => [...tests]);
  return [
    ...stood.map(([id, { status }]) => ({ id, status })),
    ...rememberedTests(memory.lastGrade()),
  ];
}

const NO_KEYBOARD: Keyboard = {
  setEncoding: () => undefined,
  on: () => undefined,
  off: () => undefined,
  resume: () => undefined,
  pause: () => undefined,
};

async function exhibitOf(
  test: TestResult,
  options: Omit<ExhibitOptions, 'failed'>,
): Promise<Exhibits> {
  if (!wantsPages(process.env)) return NO_EXHIBITS;
  removePages(options.kit, [test]);
  return exhibits({ ...options, failed: [test] });
}

/** The grader's code, bundled before the first save, and again if the system has deleted it. */
class KeptSuite {
  #suite: Promise<Suite> = prepareSuite();

  constructor() {
    // An error is reported to the caller of get().
    this.#suite.catch(() => undefined);
  }

  async get(): Promise<Suite> {
    // After an error, such as a full disk, it tries again.
    const suite = await this.#suite.catch(() => undefined);
    if (suite && existsSync(suite.child.mainFile)) return suite;
    suite?.child.dispose();
    this.#suite = prepareSuite();
    return await this.#suite;
  }

  async dispose(): Promise<void> {
    await this.#suite.then(
      ({ child }) => child.dispose(),
      () => undefined,
    );
  }
}

/** Hints on the rule come first, then those on the test. */
function hint(failure: TestResult | undefined, memory: HintMemory): string {
  if (!failure) return 'No test has failed yet, so there is nothing to give a hint on.';
  const { id, rule } = failure;
  const isOnRule = rule !== undefined && !isWorkedOff(memory.read().progress, rule);
  const subject = subjectOf(isOnRule ? rule : id) ?? subjectOf(id);
  if (!subject) return 'There are no hints on this failure.';
  const asked = { kind: 'subject', subject } as const;
  const { text } = answer({ kind: 'hint', asked, step: undefined }, memory, Date.now());
  return rule === undefined || isOnRule ? text : `${told(goesOver(rule, id))}\n\n${text}`;
}

function traceLine(failure: TestResult | undefined): string | undefined {
  return failure?.replay?.replace(/^npm run grade/, 'npm run trace');
}

function traced(
  kit: string,
  program: string,
  failure: TestResult | undefined,
  dir: string | undefined,
): Promise<void> {
  const { id = '', failingSeed = 1 } = failure ?? {};
  const words = [id.slice(0, 2), `only=${id.slice(3)}`, `seed=${failingSeed}`];
  if (dir !== undefined) words.push(`dir=${dir}`);
  const child = spawn(
    process.execPath,
    ['--require', './grader/cli/set-up.cjs', program, ...words],
    { cwd: kit, stdio: 'inherit' },
  );
  return new Promise((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
}
