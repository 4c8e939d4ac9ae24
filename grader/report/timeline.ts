/**
 * The last events of a run as rows for a person: time, server, and what happened. Leaves out events
 * without news, such as heartbeats that changed nothing. terminal.ts does the layout.
 */
import type { Row } from '../judge/scenarios/run-result';
import type { TraceEvent } from '../world/sim/trace';
import { Bursts } from './bursts';
import { arrivalText, bytes, serverOf, tell } from './tell';

const ROWS_MAX = 24;
const ROWS_BEFORE_WITNESS = 4;
/** What comes after the witness is rarely news: a test may look at the end, long after the mistake. */
const ROWS_AFTER_WITNESS = 3;

/** The text of a row that replaces the rows in between. */
export const GAP = '…';

/** An unfinished row, with the last event that it shows. */
type Draft = { -readonly [K in keyof Row]: Row[K] } & { readonly event: TraceEvent };

export function timeline(
  events: readonly TraceEvent[],
  witness: readonly TraceEvent[],
): readonly Row[] {
  // A witness may be older than the remembered events.
  const old = witness.filter((event) => !events.includes(event));
  const told = draftsOf([...old, ...events], new Set(witness));
  const rows = pairsMerged(merged(withSaves(withTakes(told))));
  return shorten(rows, (draft) => old.includes(draft.event)).map(rowOf);
}

function rowOf({ atMicros, server, text, witness }: Omit<Draft, 'event'>): Row {
  return { atMicros, witness, server, text };
}

function draftsOf(
  events: readonly TraceEvent[],
  witnesses: ReadonlySet<TraceEvent>,
): readonly Draft[] {
  const drafts: Draft[] = [];
  const bursts = new Bursts<Draft>();
  for (const event of events) {
    const witness = witnesses.has(event);
    const said = tell(event) ?? (witness ? { text: arrivalText(event) } : undefined);
    if (!said) continue;
    const put = (): Draft => {
      const row = { event, atMicros: event.at, server: serverOf(event), text: said.text, witness };
      drafts.push(row);
      return row;
    };
    if (event.kind !== 'send' && event.kind !== 'lost') put();
    else {
      const { row } = bursts.take(event, said.text, () => `${drafts.length}`, put);
      row.witness ||= witness;
    }
  }
  return drafts;
}

/** Joins repetitions of the same action of a server into one row. */
function merged(drafts: readonly Draft[]): readonly Draft[] {
  const same = (a: Draft, b: Draft) =>
    a.server === b.server && a.text === b.text && !a.witness && !b.witness;
  return runsOf(drafts, same).map((run) => {
    const last = lastOf(run);
    return run.length === 1 ? last : { ...last, text: `${last.text} (${run.length} times)` };
  });
}

/** Two servers that say the same to each other again and again do it in two rows. */
function pairsMerged(drafts: readonly Draft[]): readonly Draft[] {
  const rows: Draft[] = [];
  const says = ({ server, text, witness }: Draft) => (witness ? undefined : `${server} ${text}`);
  const isSame = (i: number, k: number) => {
    const [a, b] = [drafts[i], drafts[k]];
    return a !== undefined && b !== undefined && says(a) !== undefined && says(a) === says(b);
  };
  for (let i = 0; i < drafts.length;) {
    let times = 1;
    while (isSame(i, i + 2 * times) && isSame(i + 1, i + 1 + 2 * times)) times++;
    const end = i + (times > 1 ? 2 * times : 1);
    const last = drafts.slice(times > 1 ? end - 2 : i, end);
    rows.push(
      ...last.map((row) => (times > 1 ? { ...row, text: `${row.text} (${times} times)` } : row)),
    );
    i = end;
  }
  return rows;
}

/** Joins commands that a leader accepts one after the other. */
function withTakes(drafts: readonly Draft[]): readonly Draft[] {
  const goesOn = (a: Draft, b: Draft) =>
    isTake(a) &&
    isTake(b) &&
    a.event.server === b.event.server &&
    a.event.index + 1 === b.event.index;
  return runsOf(drafts, goesOn).map((run) => {
    const [first, last] = [run[0], lastOf(run)];
    if (run.length === 1 || !first || !isTake(first) || !isTake(last)) return last;
    const text = `takes ${run.length} commands at indexes ${first.event.index}–${last.event.index}`;
    return { ...last, text };
  });
}

type Take = Draft & { readonly event: TraceEvent & { readonly kind: 'start' } };

function isTake(draft: Draft): draft is Take {
  return draft.event.kind === 'start' && !draft.witness;
}

/** Splits the rows into runs of neighbours that belong together. */
function runsOf(drafts: readonly Draft[], goes: (a: Draft, b: Draft) => boolean): Draft[][] {
  const runs: Draft[][] = [];
  for (const draft of drafts) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && goes(before, draft)) run.push(draft);
    else runs.push([draft]);
  }
  return runs;
}

function lastOf(run: readonly Draft[]): Draft {
  const last = run.at(-1);
  if (!last) throw new Error('a run of rows is never empty');
  return last;
}

/** Joins a write, a sync and a rename of the same file into one save. */
function withSaves(drafts: readonly Draft[]): readonly Draft[] {
  const gone = new Set<Draft>();
  const saved = new Map<Draft, Draft>();
  /** By server: its last rows, the latest last. */
  const latest = new Map<number | undefined, readonly Draft[]>();
  for (const draft of drafts) {
    const steps = [...(latest.get(draft.server) ?? []), draft].slice(-3);
    latest.set(draft.server, steps);
    const text = saveText(steps);
    if (text === undefined) continue;
    for (const step of steps.slice(0, -1)) gone.add(step);
    saved.set(draft, { ...draft, text });
  }
  return drafts.filter((draft) => !gone.has(draft)).map((draft) => saved.get(draft) ?? draft);
}

function saveText(steps: readonly Draft[]): string | undefined {
  if (steps.some(({ witness }) => witness)) return undefined;
  const [write, sync, rename] = steps.map(({ event }) =>
    event.kind === 'disk' ? event.operation : undefined,
  );
  if (write?.op !== 'write' || sync?.op !== 'sync' || rename?.op !== 'rename') return undefined;
  if (write.file !== sync.file || sync.file !== rename.file) return undefined;
  return `saves ${rename.to}, ${bytes(write.content)}`;
}

/**
 * Keeps the witness and what led to it, or the end if there is no witness, and says where rows are missing.
 *
 * @param isOld whether the row is long before the rest, and the events in between are not known
 */
function shorten(
  rows: readonly Draft[],
  isOld: (draft: Draft) => boolean,
): readonly Omit<Draft, 'event'>[] {
  const keep = new Set<number>();
  rows.forEach(({ witness }, i) => {
    if (!witness) return;
    for (let k = Math.max(0, i - ROWS_BEFORE_WITNESS); k <= i; k++) keep.add(k);
  });
  const lastWitness = rows.findLastIndex(({ witness }) => witness);
  const end = lastWitness < 0 ? rows.length : lastWitness + 1 + ROWS_AFTER_WITNESS;
  const last = Math.min(end, rows.length) - 1;
  for (let i = last; i >= 0 && keep.size < ROWS_MAX; i--) keep.add(i);
  const gapAt = (atMicros: number) => ({ atMicros, server: undefined, text: GAP, witness: false });
  const shown = [...keep]
    .sort((a, b) => a - b)
    .flatMap((i, at, kept) => {
      const row = rows[i];
      if (!row) return [];
      const before = kept[at - 1];
      const prior = before === undefined ? undefined : rows[before];
      const isGap = prior && (before !== i - 1 || isOld(prior));
      return isGap ? [gapAt(row.atMicros), row] : [row];
    });
  const left = rows[last + 1];
  return left ? [...shown, gapAt(left.atMicros)] : shown;
}
