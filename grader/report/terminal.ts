/**
 * The text that a person sees on a terminal or in a log: one line for each test, and failures
 * explained.
 */
import pc, { type Palette } from './colour';
import { entryOf } from '../judge/rules/explanations';
import { columns } from './columns';
import { COLUMNS, fold, plain } from './plain';
import type { GradeResult, TestResult } from './result';

/** The data for a failure's text. */
type Explained = Omit<TestResult, 'digests' | 'durationMs'> & Part;

interface Part {
  /** ` (2 of 3)`: its ordinal among several TODOs of the same rule. */
  readonly part?: string;
}

const TEXT_COLUMNS = COLUMNS - 2;
const FRAMES_MAX = 4;

/** @param waitsFor what must be fixed before this failure means anything */
export function testLine(test: TestResult & Part, idWidth: number, waitsFor?: string): string {
  const beginning = `${test.id.padEnd(idWidth)}  ${points(test)}  `;
  const row = (
    mark: string,
    cells: readonly string[],
    style: (text: string) => string,
    by = ', ',
  ) => `${mark} ${beginning}${style(cellsIn(COLUMNS - 2 - beginning.length, cells, by))}`;
  if (waitsFor !== undefined) return row(pc.dim('-'), [`blocked by ${waitsFor}`], pc.dim);
  switch (test.status) {
    case 'passed':
      return row(pc.green('✓'), costs(test), pc.dim, ' ');
    case 'failed':
      return row(pc.red('✗'), [`rule ${test.rule ?? ''}`, ...seedsFailed(test)], String);
    case 'todo':
      return row(pc.yellow('○'), [todoOf(test)], String);
    case 'inconclusive':
      return row(pc.yellow('?'), ['inconclusive'], pc.dim);
    case 'blocked':
      return row(pc.dim('-'), [blocked(test)], pc.dim);
    case 'error':
      return row(pc.magenta('!'), ['the grader failed here, not you'], String);
  }
}

/** The cells that fit. The first is always included, and cut if necessary. */
function cellsIn(room: number, [first = '', ...rest]: readonly string[], by: string): string {
  let text = first.length > room ? `${first.slice(0, room - 1)}…` : first;
  for (const cell of rest) {
    if (text.length + by.length + cell.length > room) break;
    text += by + cell;
  }
  return text;
}

/** `TODO C.1 in roles.ts:33` */
export function todoOf({ rule, place, part = '' }: Explained): string {
  return `TODO ${rule ?? ''}${part}${place ? ` in ${placeOf(place)}` : ''}`;
}

function placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${plain(file)}:${line}`;
}

function points({ points: got, maxPoints, status }: TestResult): string {
  const shown = status === 'error' ? '?' : String(got);
  return `${shown.padStart(2)}/${String(maxPoints).padEnd(2)}`;
}

function seedsFailed(test: TestResult): string[] {
  const { seedsFailed: failed, seedsRun, seedsLeftOut } = test;
  const left = seedsLeftOut === undefined ? [] : [`${seeds(seedsLeftOut)} left out`];
  if (seedsRun === 1) return [run(test), ...left];
  return [`${failed} of ${seeds(seedsRun)}`, `first: ${run(test)}`, ...left];
}

function blocked({ seedsRun }: TestResult): string {
  return seedsRun === 0 ? 'not run' : `stopped after ${seeds(seedsRun)}`;
}

function seeds(count: number): string {
  return `${count} ${count === 1 ? 'seed' : 'seeds'}`;
}

function costs({ totals, seedsRun, durationMs }: TestResult): string[] {
  return [
    seeds(seedsRun).padStart(8),
    `${(totals.virtualMs / 1_000).toFixed(1)} s virtual`.padStart(14),
    `${(durationMs / 1_000).toFixed(1)} s real`.padStart(10),
    `${totals.rpcs} RPCs`.padStart(9),
  ];
}

/** More data of a passed test: means of one run. */
export function moreCosts({ totals }: TestResult): string {
  const { syncs, commands } = totals;
  return pc.dim(`    in one run: ${bytes(totals.bytes)}, ${syncs} syncs, ${commands} commands`);
}

function bytes(count: number): string {
  if (count < 10_000) return `${count} B`;
  return count < 10_000_000
    ? `${Math.round(count / 1_000)} kB`
    : `${Math.round(count / 1_000_000)} MB`;
}

/** A line below a failure, such as the one that replays it: `Replay: npm run grade ...`. */
export interface FailureLine {
  /** At most six letters. */
  readonly label: string;
  readonly text: string;
}

/** The whole text of one failure. */
export function failure(
  test: Explained,
  folder: string,
  palette: Palette = pc,
  more: readonly FailureLine[] = [],
): string {
  if (test.status === 'inconclusive') return inconclusive(test, palette);
  const entry = entryOf(test.rule ?? '');
  const lines: string[] = [];
  if (test.status === 'todo') {
    lines.push(
      `${palette.yellow('○')} ${palette.bold(test.id)}   ${where(test, folder)}`.trimEnd(),
    );
    lines.push(...wrap(`TODO ${test.rule ?? ''}${test.part ?? ''}: ${test.message ?? ''}`));
  } else {
    lines.push(
      `${palette.red('✗')} ${palette.bold(test.id)}   ${run(test)}   at ${((test.atMs ?? 0) / 1_000).toFixed(3)} s`,
    );
    if (test.setting) lines.push(...wrap(test.setting, palette.dim));
    if (entry)
      lines.push(...wrap(`Rule ${entry.id}: ${entry.title} (${entry.paper})`, palette.bold));
    lines.push(...wrap(test.message ?? ''));
    if (test.codeFrame) lines.push('', `  ${where(test, folder)}`, ...indent(test.codeFrame, '  '));
    lines.push(...callers(test));
    if (test.hint) lines.push(...wrap(`Look at: ${test.hint}`));
    if (test.witness?.length) lines.push('', ...columns(test.witness, palette));
  }
  lines.push('');
  if (test.replay !== undefined) lines.push(`  Replay: ${palette.cyan(test.replay)}`);
  lines.push(`  Read:   ${test.read ?? ''}`);
  lines.push(...linesBelow(more).map(palette.dim));
  return lines.join('\n');
}

/** The lines below a failure, with their labels. */
export function linesBelow(lines: readonly FailureLine[]): string[] {
  return lines.flatMap(({ label, text }) => below(label, text));
}

const LABEL_COLUMNS = 8;

/** A terminal link is longer than it looks, so it is not broken. */
function below(label: string, text: string): string[] {
  const parts = text.includes('\u001b') ? [text] : fold(text, COLUMNS - 2 - LABEL_COLUMNS);
  return parts.map(
    (part, i) => `  ${(i === 0 && label !== '' ? `${label}:` : '').padEnd(LABEL_COLUMNS)}${part}`,
  );
}

/** A run without a replay command used a hidden seed. */
function run({ failingSeed, replay }: Explained): string {
  return replay === undefined ? 'a hidden seed' : `seed ${failingSeed ?? ''}`;
}

/** A test in which no rule broke but the needed situation did not occur. */
function inconclusive({ id, seedsRun, unreached = [] }: Explained, palette: Palette): string {
  const runs = seedsRun === 1 ? 'this run' : `any of ${seedsRun} runs`;
  return [
    `${palette.yellow('?')} ${palette.bold(id)}   inconclusive`,
    ...wrap(`No rule broke, but the situation that the test needs did not occur in ${runs}:`),
    ...unreached.flatMap((mark) => wrap(`- ${mark}`)),
    ...wrap(
      'A server that passes the other tests reaches it: fix those first. If this remains, the test is wrong: please report it.',
    ),
  ].join('\n');
}

/** The calls that led to the line in the code frame. */
function callers({ thrown = '' }: Explained): string[] {
  const frames = thrown.split('\n').slice(2, 2 + FRAMES_MAX);
  return frames.map((frame) => `  called ${frame.trim()}`.slice(0, COLUMNS));
}

function where(test: Explained, folder: string): string {
  return test.place ? `${folder}/${placeOf(test.place)}` : '';
}

/** The last lines: points, faults of the grader, and the duration. */
export function summary(result: GradeResult): string {
  const stages = [...new Set(result.tests.map(({ stage }) => stage))];
  const lines = stages.map((stage) => {
    const tests = result.tests.filter((test) => test.stage === stage);
    const sum = (of: (test: TestResult) => number) =>
      tests.reduce((all, test) => all + of(test), 0);
    const [got, max] = [sum((test) => test.points), sum((test) => test.maxPoints)];
    const passed = tests.filter(({ status }) => status === 'passed').length;
    const text = `${stage}: ${got} of ${max} points, ${passed} of ${tests.length} tests passed`;
    return got === max ? pc.green(text) : text;
  });
  if (!result.complete) lines.push(pc.yellow('Interrupted: unfinished tests have no points.'));
  lines.push(...faults(result));
  lines.push(pc.dim(`${(result.durationMs / 1_000).toFixed(1)} s`));
  return lines.join('\n');
}

/** The tests that the grader could not judge. */
function faults({ tests }: GradeResult): string[] {
  const failed = tests.filter(({ status }) => status === 'error');
  if (failed.length === 0) return [];
  const lines = failed.flatMap(({ id, message }) => wrap(`${id}: ${message ?? ''}`));
  const head = `The grader itself has failed in ${failed.length === 1 ? 'a test' : `${failed.length} tests`}; this says nothing about your code:`;
  return [
    ...fold(head, COLUMNS).map((line) => pc.magenta(line)),
    ...lines,
    'Run it again; if it fails again, report it with this text.',
  ];
}

function wrap(text: string, style: (line: string) => string = String): string[] {
  return fold(text, TEXT_COLUMNS).map((line) => `  ${style(line)}`);
}

function indent(text: string, by: string): string[] {
  return text.split('\n').map((line) => by + line);
}
