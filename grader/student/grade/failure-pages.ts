/**
 * What a failing grading adds to its text: a timeline page for each failure, and a smaller run of
 * the first. Nothing here judges, and a problem here costs at most one line of output.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Replayer } from '../../runs/replay/replayer';
import { COLUMNS, fold, plain } from '../../report/plain';
import type { TestResult } from '../../report/result';
import type { FailureLine } from '../../report/terminal';
import { linkTo, noPage, type TimelineExtra, writeTimeline } from '../timeline/write-page';
import type { FailureContext } from './next-steps';
import { gradeLine } from '../../command/grade-line';
import { KEPT } from '../../command/memory/last-grade';
import { saveSmallRun, shrinkForReport } from '../shrink/shrink-for-report';
import type { Seed } from '../../world/sim/seed';

export interface Exhibits {
  /** By test id. */
  readonly lines: ReadonlyMap<string, readonly FailureLine[]>;
  /** How many of the failures have a page, if several tests failed. */
  readonly note: string | undefined;
}

export interface ExhibitOptions {
  readonly folder: string;
  /** The kit's folder, which contains `.raft-lab`. */
  readonly kit: string;
  readonly failed: readonly TestResult[];
  readonly target: FailureContext['target'];
  readonly signal: AbortSignal;
  readonly isTerminal: boolean;
}

/**
 * Real time for the pages of all failures after the first. Pages that do not fit are made on
 * request.
 */
const PAGES_SECONDS = 3;

export const NO_EXHIBITS: Exhibits = { lines: new Map(), note: undefined };

/** A page of a run that no longer fails would only mislead. */
export function removePages(kit: string, tests: readonly TestResult[]): void {
  try {
    const folder = path.join(kit, KEPT);
    const old = tests.map(({ id }) => `${id.replace('/', '-')}-seed-`);
    for (const name of readdirSync(folder))
      if (name.endsWith('.html') && old.some((start) => name.startsWith(start)))
        rmSync(path.join(folder, name));
  } catch {
    // The folder does not exist yet, or another program has a page open and locked.
  }
}

export async function exhibits(options: ExhibitOptions): Promise<Exhibits> {
  const runs = options.failed.flatMap((test): Run[] => {
    const { id, failingSeed: seed, status, replay, rule } = test;
    if (status !== 'failed' || seed === undefined || replay === undefined || rule === 'K.3')
      return [];
    return [{ test: id, seed, inCode: inCodeOf(test, options.target) }];
  });
  const [first] = runs;
  if (!first) return NO_EXHIBITS;
  try {
    const opened = await Replayer.open(options.folder);
    if (opened.kind === 'unusable') return NO_EXHIBITS;
    try {
      return await show(opened.replayer, first, runs.slice(1), options);
    } finally {
      opened.replayer.close();
    }
  } catch (thrown) {
    if (options.signal.aborted) return NO_EXHIBITS;
    // A full disk must not hide a verdict.
    return { lines: new Map(), note: fold(noPage(thrown), COLUMNS).join('\n') };
  }
}

interface Run {
  readonly test: string;
  readonly seed: Seed;
  readonly inCode: Pick<TimelineExtra, 'place' | 'codeFrame'>;
}

/** Named as in the terminal's report. */
function inCodeOf({ place, codeFrame }: TestResult, target: FailureContext['target']) {
  const folder =
    target.kind === 'folder'
      ? target.path
      : target.kind === 'labs'
        ? 'labs/raft'
        : 'solutions/raft';
  return {
    ...(place && { place: plain(`${folder}/${place.file}:${place.line}`) }),
    ...(codeFrame !== undefined && { codeFrame }),
  };
}

async function show(
  replayer: Replayer,
  first: Run,
  others: readonly Run[],
  options: ExhibitOptions,
): Promise<Exhibits> {
  const { signal, kit, target } = options;
  const lines = new Map<string, readonly FailureLine[]>();
  const addPage = async ({ test, seed, inCode }: Run): Promise<void> => {
    const replayed = await replayer.ask({ kind: 'record', test, seed }, signal);
    if (replayed.kind !== 'answer') return;
    const { recording } = replayed.answer;
    const replay = gradeLine({ id: test, seed, target });
    const name = `${test} seed ${seed}`;
    const file = await writeTimeline(path.join(kit, KEPT), name, recording, { replay, ...inCode });
    lines.set(test, [pageLine(file, options)]);
  };
  await addPage(first);
  const until = performance.now() + PAGES_SECONDS * 1_000;
  for (const run of others) {
    if (signal.aborted || performance.now() > until) break;
    await addPage(run);
  }
  const pages = lines.size;
  if (!signal.aborted)
    lines.set(first.test, [
      ...(lines.get(first.test) ?? []),
      ...(await smaller(replayer, first, options)),
    ]);
  const note =
    others.length === 0
      ? undefined
      : `Timeline pages of ${pages} of the ${1 + others.length} failures: ${linkTo(path.join(kit, KEPT), options.isTerminal, kit)}`;
  return { lines, note };
}

async function smaller(
  replayer: Replayer,
  run: Run,
  options: ExhibitOptions,
): Promise<readonly FailureLine[]> {
  const { signal, kit, target } = options;
  const small = await shrinkForReport(replayer, run, { signal });
  if (small.kind === 'not') return [];
  saveSmallRun(kit, run, small.schedule);
  const name = `${run.test} seed ${run.seed} small`;
  const file = await writeTimeline(path.join(kit, KEPT), name, small.recording);
  return [
    { label: 'Small', text: `${small.size}${target.kind === 'labs' ? ': npm run shrink' : ''}` },
    ...(small.whatIf === '' ? [] : [{ label: '', text: small.whatIf }]),
    pageLine(file, options),
  ];
}

function pageLine(file: string, { isTerminal, kit }: ExhibitOptions): FailureLine {
  return { label: 'Page', text: linkTo(file, isTerminal, kit) };
}
