/** What is known of one server's log, and how each message adds to it. */
import type { AppendEntriesArgs, LogEntry } from '../../contract';
import type { KnownEntry, KnownLog } from './world';

/** More entries than any run of the catalogue has. A message may contain any index. */
const INDEX_MAX = 100_000;

/** start() returned this index, so the entry is the last one of the log. */
export function appended(log: KnownLog, index: number, entry: LogEntry): KnownLog {
  if (!isPlace(index)) return log;
  return [...upTo(log, index - 1), sure(entry)];
}

/** A leader sends the entries it has after `prevLogIndex`; entries beyond those may exist. */
export function sent(log: KnownLog, { prevLogIndex, prevLogTerm, entries }: AppendEntriesArgs) {
  const before = knownTerm(log, prevLogIndex, prevLogTerm);
  return overwritten(before, prevLogIndex, entries, 'the rest stays');
}

/**
 * A follower has accepted the request: it holds these entries, and nothing after an entry that it
 * replaced.
 */
export function accepted(log: KnownLog, { prevLogIndex, prevLogTerm, entries }: AppendEntriesArgs) {
  const before = knownTerm(log, prevLogIndex, prevLogTerm);
  return overwritten(before, prevLogIndex, entries, 'the rest goes');
}

/** A candidate has told where its log ends. */
export function bounded(log: KnownLog, lastIndex: number, lastTerm: number): KnownLog {
  if (lastIndex !== 0 && !isPlace(lastIndex)) return log;
  const cut = log.length - 1 > lastIndex ? log.slice(0, lastIndex + 1) : log;
  return knownTerm(cut, lastIndex, lastTerm);
}

export function appliedAt(log: KnownLog, index: number, command: string): KnownLog {
  if (!isPlace(index)) return log;
  const known = log[index];
  if (known?.command === command && known.isSure) return log;
  const term = known?.command === command ? known.term : undefined;
  const grown = log.length > index ? log : upTo(log, index);
  return grown.with(index, { term, command, isSure: true });
}

/** After a crash, it is uncertain which entries survived. */
export function doubted(log: KnownLog): KnownLog {
  return log.map((entry) => entry && { ...entry, isSure: false });
}

function overwritten(
  log: KnownLog,
  prevLogIndex: number,
  entries: readonly LogEntry[],
  behind: 'the rest stays' | 'the rest goes',
): KnownLog {
  if (!isPlace(prevLogIndex + entries.length)) return log;
  const same = entries.findIndex(({ term, command }, i) => {
    const known = log[prevLogIndex + 1 + i];
    return !known?.isSure || known.term !== term || known.command !== command;
  });
  if (same === -1) return log;
  const rest = entries.slice(same);
  const at = prevLogIndex + 1 + same;
  const isReplaced = rest.some((entry, i) => {
    const known = log[at + i];
    return known !== undefined && known.term !== entry.term;
  });
  const tail = isReplaced && behind === 'the rest goes' ? [] : log.slice(at + rest.length);
  return [...upTo(log, at - 1), ...rest.map(sure), ...tail];
}

/** The entry at this index has this term; a contradicting earlier guess is dropped. */
function knownTerm(log: KnownLog, index: number, term: number): KnownLog {
  const known = log[index];
  if (index === 0 || !known || (known.term === term && known.isSure)) return log;
  if (known.term !== undefined && known.term !== term) return log.with(index, undefined);
  // If index and term match, it is the same entry, and so are all before it (Log Matching).
  return log
    .map((entry, i) => (entry && i <= index ? { ...entry, isSure: true } : entry))
    .with(index, { ...known, term, isSure: true });
}

function upTo(log: KnownLog, index: number): (KnownEntry | undefined)[] {
  const kept = log.slice(0, index + 1);
  while (kept.length <= index) kept.push(undefined);
  return kept;
}

function sure({ term, command }: LogEntry): KnownEntry {
  return { term, command, isSure: true };
}

function isPlace(index: number): boolean {
  return Number.isInteger(index) && index >= 1 && index <= INDEX_MAX;
}
