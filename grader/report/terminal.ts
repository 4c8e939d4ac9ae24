/** What a person sees on a terminal or in a log: one line per test, and failures explained. */
import pc, { type Palette } from './colour';
import { entryOf } from '../rules/book';
import type { Row } from '../scenarios/run-result';
import { fold } from './plain';
import type { GradeResult, TestResult } from './result';

/** What a failure is told from. */
export type Explained = Omit<TestResult, 'digests' | 'durationMs'>;

const TEXT_COLUMNS = 98;
const FRAMES_MAX = 4;

export function testLine(test: TestResult, idWidth: number): string {
  const id = test.id.padEnd(idWidth);
  switch (test.status) {
    case 'passed':
      return `${pc.green('✓')} ${id}  ${points(test)}  ${pc.dim(costs(test))}`;
    case 'failed':
      return `${pc.red('✗')} ${id}  ${points(test)}  ${seedsFailed(test)}  ${pc.dim(`rule ${test.rule ?? ''}`)}`;
    case 'todo':
      return `${pc.yellow('○')} ${id}  ${points(test)}  TODO ${test.rule ?? ''}${test.place ? ` in ${test.place.file}:${test.place.line}` : ''}`;
    case 'inconclusive':
      return `${pc.yellow('?')} ${id}  ${points(test)}  ${pc.dim('inconclusive')}`;
    case 'blocked':
      return `${pc.dim('-')} ${id}  ${points(test)}  ${pc.dim(blocked(test))}`;
    case 'error':
      return `${pc.magenta('!')} ${id}   ?/${String(test.maxPoints).padEnd(2)}  the grader failed here, not you`;
  }
}

function points({ points: got, maxPoints }: TestResult): string {
  return `${String(got).padStart(2)}/${String(maxPoints).padEnd(2)}`;
}

function seedsFailed(test: TestResult): string {
  const { seedsFailed: failed, seedsRun, seedsLeftOut } = test;
  const left = seedsLeftOut === undefined ? '' : `, ${seeds(seedsLeftOut)} left out`;
  if (seedsRun === 1) return `failed on ${run(test)}${left}`;
  return `failed on ${failed} of ${seedsRun} seeds, first on ${run(test)}${left}`;
}

function blocked({ seedsRun }: TestResult): string {
  return seedsRun === 0 ? 'not run' : `stopped after ${seeds(seedsRun)}`;
}

function seeds(count: number): string {
  return `${count} ${count === 1 ? 'seed' : 'seeds'}`;
}

function costs({ totals, seedsRun, durationMs }: TestResult): string {
  const cells = [
    seeds(seedsRun).padStart(8),
    `${(totals.virtualMs / 1_000).toFixed(1)} s virtual`.padStart(14),
    `${(durationMs / 1_000).toFixed(1)} s real`.padStart(10),
    `${totals.rpcs} RPCs`.padStart(10),
    bytes(totals.bytes).padStart(8),
    `${totals.syncs} syncs`.padStart(10),
    `${totals.commands} commands`.padStart(13),
  ];
  return cells.join(' ');
}

function bytes(count: number): string {
  if (count < 10_000) return `${count} B`;
  return count < 10_000_000
    ? `${Math.round(count / 1_000)} kB`
    : `${Math.round(count / 1_000_000)} MB`;
}

/** The whole story of one failure. */
export function failure(test: Explained, folder: string, palette: Palette = pc): string {
  if (test.status === 'inconclusive') return inconclusive(test, palette);
  const entry = entryOf(test.rule ?? '');
  const lines: string[] = [];
  if (test.status === 'todo') {
    lines.push(`${palette.yellow('○')} ${palette.bold(test.id)}   ${where(test, folder)}`);
    lines.push(...wrap(`TODO ${test.rule ?? ''}: ${test.message ?? ''}`));
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
  return lines.join('\n');
}

/** A run that cannot be replayed is on a hidden seed. */
function run({ failingSeed, replay }: Explained): string {
  return replay === undefined ? 'a hidden seed' : `seed ${failingSeed ?? ''}`;
}

/** A test in which nothing broke and nothing was shown. */
function inconclusive({ id, seedsRun, unreached = [] }: Explained, palette: Palette): string {
  const runs = seedsRun === 1 ? 'this run' : `any of ${seedsRun} runs`;
  return [
    `${palette.yellow('?')} ${palette.bold(id)}   inconclusive`,
    ...wrap(`No rule broke, but what the test is about did not happen in ${runs}:`),
    ...unreached.flatMap((mark) => wrap(`- ${mark}`)),
    ...wrap(
      'A server that passes the other tests gets there: mend those first. If this one stays, the test is at fault: report it.',
    ),
  ].join('\n');
}

/** The way to the line that the code frame shows. */
function callers({ thrown = '' }: Explained): string[] {
  const frames = thrown.split('\n').slice(2, 2 + FRAMES_MAX);
  return frames.map((frame) => `  called ${frame.trim()}`.slice(0, TEXT_COLUMNS));
}

function where(test: Explained, folder: string): string {
  return test.place ? `${folder}/${test.place.file}:${test.place.line}` : '';
}

/** A column per server, time going down. Rows of the witness are marked. */
export function columns(rows: readonly Row[], palette: Palette = pc): string[] {
  const servers = [
    ...new Set(rows.flatMap(({ server }) => (server === undefined ? [] : [server]))),
  ];
  servers.sort((a, b) => a - b);
  const width = Math.max(10, Math.min(30, Math.floor((TEXT_COLUMNS - 14) / servers.length) - 1));
  const head = servers.map((id) => `S${id}`.padEnd(width)).join(' ');
  const lines = [palette.dim(`  ${'time'.padStart(11)}  ${head}`.trimEnd())];
  for (const { atMicros, server, text, witness } of rows) {
    const time = `${(atMicros / 1_000_000).toFixed(3)} s`.padStart(11);
    const mark = witness ? palette.red('»') : ' ';
    if (server === undefined) {
      lines.push(palette.dim(`${mark} ${time}  ── ${text} ──`));
      continue;
    }
    const column = servers.indexOf(server);
    const room = (servers.length - column) * (width + 1) - 1;
    for (const [i, part] of fold(text, Math.max(width, room)).entries()) {
      const margin = ' '.repeat(column * (width + 1));
      const body = witness ? palette.bold(part) : part;
      lines.push(`${i === 0 ? mark : ' '} ${i === 0 ? time : ' '.repeat(11)}  ${margin}${body}`);
    }
  }
  return lines;
}

/** The last lines: points, and what to do next. */
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
  if (!result.complete) lines.push(pc.yellow('Interrupted: what is not finished has no points.'));
  lines.push(...faults(result));
  lines.push(pc.dim(`${(result.durationMs / 1_000).toFixed(1)} s`));
  return lines.join('\n');
}

/** What the grader could not judge. */
function faults({ tests }: GradeResult): string[] {
  const failed = tests.filter(({ status }) => status === 'error');
  if (failed.length === 0) return [];
  const lines = failed.flatMap(({ id, message }) => wrap(`${id}: ${message ?? ''}`));
  const head = `The grader itself has failed in ${failed.length === 1 ? 'a test' : `${failed.length} tests`}, which says nothing about your code:`;
  return [pc.magenta(head), ...lines, 'Run it again; if it fails again, report it with this text.'];
}

function wrap(text: string, style: (line: string) => string = String): string[] {
  return fold(text, TEXT_COLUMNS).map((line) => `  ${style(line)}`);
}

function indent(text: string, by: string): string[] {
  return text.split('\n').map((line) => by + line);
}
