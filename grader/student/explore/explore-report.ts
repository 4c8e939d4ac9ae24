/** The report of an exploration: what was covered, and what broke, step by step. */
import pc from '../../report/colour';
import { type Covered, asRun } from '../../runs/explore/exploration';
import { BOUND_NAMES, type Scope } from '../../runs/explore/scope';
import { STUDENT_SCRIPT } from '../../world/realm/program';
import { Sources } from '../../report/place';
import { COLUMNS, fold, plain } from '../../report/plain';
import type { TestResult } from '../../report/result';
import { tally } from '../../report/tally';
import { failure as failureText } from '../../report/terminal';
import type { ExploringOutcome } from './exploring';

export function scopeText(scope: Scope): string {
  return BOUND_NAMES.map((name) => `${name}=${scope[name]}`).join(' ');
}

/** A line for each length of schedules, and what the result means. */
export function coverage(outcome: ExploringOutcome, scope: Scope): string {
  const { levels, schedules, states } = outcome;
  const rows = levels.map(
    (level) =>
      `  ${String(level.length).padStart(6)}  ${count(level.schedules).padStart(12)}  ${count(level.states).padStart(12)}`,
  );
  const head = `  ${'length'.padStart(6)}  ${'schedules'.padStart(12)}  ${'states'.padStart(12)}`;
  const table = rows.length === 0 ? [] : [pc.dim(head), ...rows];
  const lines = fold(conclusion(outcome, scope), COLUMNS);
  return [
    ...table,
    ...(table.length === 0 ? [] : ['']),
    `${counted(schedules, 'schedule')}, ${counted(states, 'different state')}.`,
    ...lines,
  ].join('\n');
}

function conclusion({ end, levels, failure }: ExploringOutcome, { depth }: Scope): string {
  const whole = levels.at(-1)?.length ?? 0;
  const upTo =
    whole === 0 ? 'no length was finished' : `every schedule up to length ${whole} was tried`;
  switch (end) {
    case 'scope':
      return 'The scope is exhausted: within these bounds there is no other schedule, of any length.';
    case 'depth':
      return `The scope is exhausted up to length ${depth}, the bound: ${upTo}.`;
    case 'time':
      return `Time was up before the bound, depth=${depth}: ${upTo}. More time: seconds=N.`;
    case 'memory':
      return `Memory was full before the bound, depth=${depth}: ${upTo}.`;
    case 'interrupted':
      return `Interrupted: ${upTo}.`;
    case 'breach':
    case 'forced':
      return `It ended at the first schedule that ${failure?.rule === 'TODO' ? 'reaches code that is not written yet' : 'breaks a rule'}${whole === 0 ? '' : `; before it, ${upTo}`}.`;
    case 'replayed':
    case 'no such schedule':
      return '';
  }
}

interface BrokenContext {
  /** Name of the folder in messages. */
  readonly shown: string;
  /** Source map of the student's bundle. */
  readonly map: string;
  readonly stage: Scope['stage'];
  readonly replay: string;
}

/** The whole report of a failure, as grade prints it, with the schedule in words. */
export function broken(outcome: ExploringOutcome, context: BrokenContext): string {
  const id = `${context.stage}/explore`;
  const test = tally(
    {
      test: {
        id,
        title: 'every schedule of a small cluster',
        story: '',
        rules: [],
        points: 0,
        servers: 3,
        seeds: 1,
        play: () => undefined,
      },
      results: [asRun(id, outcome as Parameters<typeof asRun>[1])],
      faults: [],
      seeds: [1],
      hidden: new Set<number>(),
      realMs: 0,
    },
    { sources: new Sources(context.map, STUDENT_SCRIPT), replay: () => context.replay },
  );
  const text = failureText(withSteps(test), context.shown).split('\n');
  const end = text.findLastIndex((line) => line === '');
  const steps = schedule(outcome.words ?? []);
  if (steps.length > 0) text.splice(end, 0, '', ...steps);
  return text.map(stepsForTimes).join('\n');
}

/** Replaces times with steps. The headline has no seed: an exploration uses none. */
function withSteps(test: TestResult): TestResult {
  return { ...test, ...(test.message !== undefined && { message: inSteps(test.message) }) };
}

export function schedule(words: readonly string[]): readonly string[] {
  return words.flatMap((sentence, i) =>
    fold(`${sentence}.`, COLUMNS - 6).map(
      (line, part) => `  ${part === 0 ? `${i + 1}.`.padStart(3) : '   '} ${plain(line)}`,
    ),
  );
}

/** A schedule has steps instead of times: its clock counts one millisecond for each step. */
function inSteps(message: string): string {
  return message.replace(
    /\b(at|of|from|by|until) (\d+\.\d{3}) s\b/g,
    (_, word: string, time: string) =>
      word === 'at' ? `in step ${stepOf(time)}` : `${word} step ${stepOf(time)}`,
  );
}

function stepsForTimes(line: string): string {
  return line
    .replace(/ {3}seed \d+ {3}at (\d+\.\d{3}) s/, (_, time: string) => `   step ${stepOf(time)}`)
    .replace(/( *)(\d+\.\d{3}) s(?= {2})/, (all: string, _, time: string) =>
      `step ${stepOf(time)}`.padStart(all.length),
    )
    .replace(/^(\S* +)time( +S\d)/, '$1step$2');
}

function stepOf(time: string): number {
  return Math.round(Number(time) * 1_000);
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** The progress in one line. */
export function status({ levels, schedules, states }: Covered): string {
  const under = (levels.at(-1)?.length ?? 0) + 1;
  return `length ${under}: ${counted(schedules, 'schedule')}, ${counted(states, 'state')}`;
}

function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}
