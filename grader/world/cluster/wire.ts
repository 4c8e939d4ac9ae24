/**
 * Checks the shape of each message against the contract, once, when it is sent. Later readers may rely
 * on it.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  LogEntry,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import type { Method } from '../realm/effects';

export type Args = RequestVoteArgs | AppendEntriesArgs;
export type Reply = RequestVoteReply | AppendEntriesReply;

/** The contract's fields of a message, without a server's own, or what is wrong with it. */
type Checked<T> = { readonly ok: T } | { readonly wrong: string };

/** A server may claim any index, but only this many entries are kept in memory. */
const KNOWN_MAX = 100_000;

type Shape = Readonly<Record<string, 'whole' | 'hint' | 'boolean' | 'entries'>>;

const ARGS: Readonly<Record<Method, Shape>> = {
  requestVote: { term: 'whole', candidateId: 'whole', lastLogIndex: 'whole', lastLogTerm: 'whole' },
  appendEntries: {
    term: 'whole',
    leaderId: 'whole',
    prevLogIndex: 'whole',
    prevLogTerm: 'whole',
    entries: 'entries',
    leaderCommit: 'whole',
  },
};

const REPLY: Readonly<Record<Method, Shape>> = {
  requestVote: { term: 'whole', voteGranted: 'boolean' },
  appendEntries: { term: 'whole', success: 'boolean', conflictTerm: 'hint', conflictIndex: 'hint' },
};

/** With the text as it was first read: thousands of equal messages in flight then share one string. */
type Read = Checked<Args> & { readonly text: string };

/**
 * A leader sends most messages word for word to several servers, and again while one does not reply, so
 * the messages read last are kept, in a ring.
 */
const recent: { readonly method: Method; readonly args: Read }[] = [];
const RECENT_MAX = 8;
let oldest = 0;

export function readArgs(method: Method, text: string): Read {
  for (const known of recent)
    if (known.args.text === text && known.method === method) return known.args;
  const args = { ...read<Args>(ARGS[method], text), text };
  if ('ok' in args && 'entries' in args.ok) shareEntries(args.ok);
  recent[oldest] = { method, args };
  oldest = (oldest + 1) % RECENT_MAX;
  return args;
}

/** The entry last seen at each index. The same entry appears in hundreds of messages. */
const known: LogEntry[] = [];

/** Keeps one copy of repeated entries, or the messages that rules remember would fill the memory. */
function shareEntries({ prevLogIndex, entries }: AppendEntriesArgs): void {
  const shared = entries as LogEntry[];
  for (let i = 0; i < shared.length; i++) {
    const entry = shared[i];
    if (!entry) continue;
    const index = prevLogIndex + 1 + i;
    const before = known[index];
    if (before?.term === entry.term && before.command === entry.command) shared[i] = before;
    else if (index < KNOWN_MAX) known[index] = entry;
  }
}

export function readReply(method: Method, text: string): Checked<Reply> {
  return read<Reply>(REPLY[method], text);
}

function read<T>(shape: Shape, text: string): Checked<T> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { wrong: `it is ${brief(value)}, not an object` };
  const known: Record<string, unknown> = {};
  for (const [name, want] of Object.entries(shape)) {
    const field = (value as Record<string, unknown>)[name];
    const wrong = fieldProblem(field, want);
    if (wrong) return { wrong: `${name}${wrong.startsWith('[') ? '' : ' '}${wrong}` };
    if (field !== undefined) known[name] = field;
  }
  return { ok: known as T };
}

function fieldProblem(field: unknown, want: Shape[string]): string | undefined {
  switch (want) {
    case 'whole':
      if (isWhole(field)) return undefined;
      return `must be a whole number of at least 0, but is ${briefNumber(field)}`;
    case 'boolean':
      return typeof field === 'boolean'
        ? undefined
        : `must be true or false, but is ${brief(field)}`;
    case 'hint':
      // Meaningful only in a refusal, where FB.1 and FB.2 judge it.
      if (field === undefined || Number.isSafeInteger(field)) return undefined;
      return `must be a whole number or left out, but is ${briefNumber(field)}`;
    case 'entries':
      return Array.isArray(field)
        ? entriesProblem(field)
        : `must be an array, but is ${brief(field)}`;
  }
}

function entriesProblem(entries: readonly unknown[]): string | undefined {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Partial<LogEntry> | null | undefined;
    if (typeof entry !== 'object' || entry === null)
      return `[${i}] must be { term, command }, but is ${brief(entry)}`;
    if (entry.term === 0)
      return `[${i}] has term 0: that is the sentinel at index 0, which is never sent`;
    if (!isWhole(entry.term))
      return `[${i}] must have a term of at least 1, but has ${briefNumber(entry.term)}`;
    if (typeof entry.command !== 'string')
      return `[${i}] must have a string as command, but has ${brief(entry.command)}`;
  }
  return undefined;
}

function isWhole(field: unknown): field is number {
  return Number.isSafeInteger(field) && (field as number) >= 0;
}

function brief(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A server seldom writes null for a number, but JSON does. */
function briefNumber(value: unknown): string {
  if (value !== null) return brief(value);
  return 'null (JSON turns NaN and Infinity into null; Math.max of an empty list is -Infinity)';
}
