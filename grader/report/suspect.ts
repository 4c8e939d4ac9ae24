/**
 * Finds the place in a submission that a failure message names, if no stack shows it. In doubt it finds
 * none.
 */
import type { Failure } from '../judge/scenarios/run-result';
import type { Place, Sources } from './place';

/** The caller that needs the entry is next to the line that looks it up. */
const FRAMES_MAX = 2;

type Frame = Place & { readonly text: string };

/** Log indexes by their names in the paper, and the mistake when one is too low or too high. */
const INDEXES: readonly (readonly [named: RegExp, below: string, beyond: string])[] = [
  [
    /nextIndex/i,
    'nextIndex is below 1: a new leader sets it to one past its last entry, which is 1 for an empty log (L.3), and a refusal of the current request moves it back, never below 1 (L.4).',
    'nextIndex is past the end of the log: it is at most one past the last entry. A new leader sets it to that for every server, and a success sets it to one past the last entry of its request (L.3). It needs an array of its own: matchIndex must not be a second name for it.',
  ],
  [
    /prevLogIndex|conflict/i,
    'prevLogIndex 0 is the sentinel: there is nothing before it.',
    'The log of a follower may end before prevLogIndex: find that out before you read the entry there (AE.2).',
  ],
  [
    /commitIndex|lastApplied|\bappl/i,
    'lastApplied starts at 0, and index 1 is applied first (ALL.1).',
    'commitIndex is past the end of the log: it is at most the index of the last new entry (AE.5).',
  ],
];

/** @returns where the code reads a missing entry, and what is wrong with the index */
export function slipOf(
  thrown: string,
  frames: readonly Frame[],
  sources: Pick<Sources, 'lineAt'>,
): { readonly place: Frame; readonly why: string } | undefined {
  const index = /^RangeError: no entry at index (-?\d+)/.exec(thrown)?.[1];
  const isRead = /^TypeError: Cannot read properties of undefined \(reading '(term|command)'\)/;
  if (index === undefined && !isRead.test(thrown)) return undefined;
  for (const place of frames.slice(0, FRAMES_MAX)) {
    const line = `${place.text} ${sources.lineAt(place)}`;
    const found = INDEXES.find(([named]) => named.test(line));
    if (!found) continue;
    const why = Number(index ?? 0) < 0 ? found[1] : found[2];
    return { place, why: LATER.test(line) ? `${HAS_MOVED}${why}` : why };
  }
  return undefined;
}

/** Code that runs later, when a variable of the code around it may have changed. */
const LATER = /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|then)\(/;
const HAS_MOVED =
  'This line runs later than the code around it: if the index is a `var` of a loop, it has its last value by then (use `let`). If not: ';

interface Suspect {
  /** A better message than that of the failure. */
  readonly message?: string;
  readonly place?: Place | undefined;
}

export function suspectOf({ rule, message, thrown = '' }: Failure, sources: Sources): Suspect {
  if (rule !== 'K.1' && rule !== 'K.2') return {};
  const noClass = /^TypeError: (Raft|Persister) is not a constructor(?:\n|$)/.exec(thrown)?.[1];
  if (noClass !== undefined)
    return {
      message: `${noClass} is exported, but it is not a class: the kit creates every server with "new ${noClass}(…)".`,
      place: sources.findOnly(exportOf(noClass)),
    };
  const noMethod = /^TypeError: raft\.(\w+) is not a function(?:\n|$)/.exec(thrown)?.[1];
  if (noMethod !== undefined)
    return {
      message: `Class Raft has no method ${noMethod}(), which grader/contract.ts requires (RaftShape).`,
      place: sources.findOnly(exportOf('Raft'), isRaftFile),
    };
  const method =
    /^S\d+ answered (\w+) of/.exec(message) ??
    /^S\d+: (\w+)(?:\(\))? answered with/.exec(message) ??
    /: (\w+)\(\) threw/.exec(message);
  if (method?.[1] !== undefined)
    return { place: sources.findOnly(methodCalled(method[1]), isRaftFile) };
  const sent = /^S\d+(?: sent (\w+) to|: (\w+) was sent)/.exec(message);
  const call = sent?.[1] ?? sent?.[2];
  return call === undefined ? {} : { place: sources.findOnly(callOf(call)) };
}

function isRaftFile(file: string): boolean {
  return /^raft\.[jt]s$/.test(file);
}

function exportOf(name: string): RegExp {
  return new RegExp(`^export\\b.*\\b${name}\\b`, 'gm');
}

function methodCalled(name: string): RegExp {
  return new RegExp(
    `^[ \\t]+(?:(?:public|override|async|readonly) )*${name}(?:\\(| = ).*\\{$`,
    'gm',
  );
}

/** A call on an object, such as `peer.requestVote(...)`, and not the declaration. */
function callOf(name: string): RegExp {
  return new RegExp(`\\.${name}\\(`, 'g');
}
