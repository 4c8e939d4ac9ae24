/**
 * Parses what a server did during one event, in order, from the text that its realm returns. The
 * prelude's outbox writes the format.
 */
import type { DiskOperation } from '../sim/disk';
import type { Micros } from '../sim/time';

export const METHODS = ['requestVote', 'appendEntries'] as const;
export type Method = (typeof METHODS)[number];

/** Where in the student's code something was thrown. */
export type Place =
  | Method
  | 'module'
  | 'constructor'
  | 'reply'
  | 'timer'
  | 'start'
  | 'getState'
  | 'promise'
  | 'queueMicrotask'
  | 'handler'
  | PersisterCall;

/** The call that a Persister booted by itself receives; see prelude/persister-rig.ts. */
export type PersisterCall = 'saveRaftState' | 'readRaftState' | 'raftStateSize';

/** One thing that a server did. */
export type Effect = Deed & {
  /**
   * The stack of the code that did it, and the earlier line that caused the event. Only in a recorded
   * run.
   */
  readonly origin?: string;
};

type Deed =
  | {
      readonly kind: 'send';
      /** The sender's own number for the call. */
      readonly call: number;
      readonly to: number;
      readonly method: Method;
      readonly text: string;
    }
  | { readonly kind: 'reply'; readonly token: number; readonly text: string }
  | { readonly kind: 'disk'; readonly operation: DiskOperation }
  | { readonly kind: 'apply'; readonly index: number; readonly command: string }
  | { readonly kind: 'state'; readonly term: number; readonly isLeader: boolean }
  /** start() took the command. */
  | { readonly kind: 'started'; readonly index: number; readonly term: number }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'threw'; readonly place: Place; readonly text: string }
  /** The contract was broken in a way that only the realm can see. */
  | { readonly kind: 'breach'; readonly text: string }
  /** A Persister that was booted by itself has returned: what it read, one character per byte, or the size. */
  | { readonly kind: 'persister'; readonly call: PersisterCall; readonly text: string }
  /** When the next timer is due; undefined when none is set. */
  | { readonly kind: 'wake'; readonly at: Micros | undefined };

/** @throws Error if the text is not in the prelude's format, which is a fault of the kit */
export function readEffects(text: string): Effect[] {
  const effects: Effect[] = [];
  let origin: string | undefined;
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    if (end === -1) throw new Error('effects that end in the middle of a line');
    const line = text.slice(from, end);
    if (line.startsWith('O')) origin = JSON.parse(line.slice(2)) as string;
    else {
      const deed = readEffect(line);
      effects.push(origin === undefined ? deed : { ...deed, origin });
      origin = undefined;
    }
    from = end + 1;
  }
  return effects;
}

function readEffect(line: string): Deed {
  const rest = line.slice(2);
  switch (line[0]) {
    case 'S': {
      const [call, to, name] = fields(rest, 3);
      const text = rest.slice(call.length + to.length + name.length + 3);
      // A part of the line would keep the whole line in memory for as long as the call is known.
      const method = name === 'requestVote' ? 'requestVote' : 'appendEntries';
      return { kind: 'send', call: +call, to: +to, method, text };
    }
    case 'R': {
      const [token] = fields(rest, 1);
      return { kind: 'reply', token: +token, text: rest.slice(token.length + 1) };
    }
    case 'A': {
      const [index] = fields(rest, 1);
      return {
        kind: 'apply',
        index: +index,
        command: JSON.parse(rest.slice(index.length + 1)) as string,
      };
    }
    case 'G': {
      const [term, leads] = fields(rest, 2);
      return { kind: 'state', term: +term, isLeader: leads === '1' };
    }
    case 'B': {
      const [index, term] = fields(rest, 2);
      return { kind: 'started', index: +index, term: +term };
    }
    case 'T':
      return { kind: 'wake', at: rest === '-1' ? undefined : +rest };
    case 'D':
      return { kind: 'disk', operation: diskOperation(rest) };
    case 'L':
      return { kind: 'log', text: JSON.parse(rest) as string };
    case 'K':
      return { kind: 'breach', text: JSON.parse(rest) as string };
    case 'P': {
      const [call] = fields(rest, 1);
      const text = JSON.parse(rest.slice(call.length + 1)) as string;
      return { kind: 'persister', call: call as PersisterCall, text };
    }
    case 'X': {
      const [place] = fields(rest, 1);
      const thrown = JSON.parse(rest.slice(place.length + 1)) as string;
      return { kind: 'threw', place: place as Place, text: thrown };
    }
    default:
      throw new Error(`an effect that cannot be read: ${line.slice(0, 80)}`);
  }
}

function diskOperation(rest: string): DiskOperation {
  const names = (from: number) => JSON.parse(rest.slice(from)) as unknown;
  switch (rest[0]) {
    case 'w': {
      const [, id, length] = fields(rest, 3);
      const file = names(id.length + length.length + 4) as string;
      return { op: 'write', file, content: { id: +id, length: +length } };
    }
    case 's':
      return { op: 'sync', file: names(2) as string };
    case 'd':
      return { op: 'remove', file: names(2) as string };
    default: {
      const [file, to] = names(2) as [string, string];
      return { op: 'rename', file, to };
    }
  }
}

function fields<N extends 1 | 2 | 3>(
  text: string,
  count: N,
): N extends 1 ? [string] : N extends 2 ? [string, string] : [string, string, string] {
  const found: string[] = [];
  for (let i = 0, from = 0; i < count; i++) {
    const space = text.indexOf(' ', from);
    const end = space === -1 ? text.length : space;
    found.push(text.slice(from, end));
    from = end + 1;
  }
  return found as never;
}
