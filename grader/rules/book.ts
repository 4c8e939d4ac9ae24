/**
 * Every rule id of docs/figure-2.md with what a report says of it. Watchers (the always-on rules) carry
 * their own words; here are those that scenarios demand, and the contract's.
 */
import { RULES } from './index';

export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly lookAt: string;
}

const DEMANDED: readonly Entry[] = [
  {
    id: 'ALL.2',
    title: 'Whoever sees a newer term adopts it and becomes a follower',
    paper: 'Figure 2, "All servers"; section 5.1',
    lookAt: 'every request and every reply: is its term compared with currentTerm first of all?',
  },
  {
    id: 'C.1',
    title: 'An election starts with a new term, a vote for oneself, and requests to all others',
    paper: 'Figure 2, "Candidates"; section 5.2',
    lookAt: 'what happens when the election timer runs out',
  },
  {
    id: 'L.1',
    title: 'A leader sends heartbeats at once and keeps sending them',
    paper: 'Figure 2, "Leaders"; section 5.2',
    lookAt:
      'the heartbeat interval against the election timeout, and what resets the election timer',
  },
  {
    id: 'L.2',
    title: 'A leader takes a command by appending it to its log',
    paper: 'Figure 2, "Leaders"; section 5.3',
    lookAt: 'start(): which index and term it answers, and when it refuses',
  },
  {
    id: 'V.1',
    title: 'While a majority is connected there is a leader, and otherwise there is none',
    paper: 'section 5.2',
    lookAt: 'the election timer, the counting of votes, and the step back to follower',
  },
  {
    id: 'V.2',
    title: 'While a majority is connected, commands are committed and applied',
    paper: 'sections 5.3 and 5.4',
    lookAt: 'the way of a command: start, AppendEntries, matchIndex, commitIndex, apply',
  },
  {
    id: 'V.3',
    title: 'Nothing is committed without a majority',
    paper: 'section 5.3',
    lookAt: 'how many servers must hold an entry before commitIndex moves',
  },
  {
    id: 'B.1',
    title: 'RPCs are not wasted',
    paper: 'section 5.3: entries are batched, heartbeats are rare',
    lookAt: 'how often heartbeats go out, and how many RPCs a burst of commands costs',
  },
  {
    id: 'B.2',
    title: 'Bytes are not wasted',
    paper: 'section 5.3: nextIndex',
    lookAt: 'which entries an AppendEntries carries: those from nextIndex on, not the whole log',
  },
  {
    id: 'K.1',
    title: 'Messages and answers have the shape of the contract',
    paper: 'grader/contract.ts',
    lookAt: 'the message that is named: each field and its type',
  },
  {
    id: 'K.2',
    title: 'Server code does not throw',
    paper: 'grader/contract.ts',
    lookAt: 'the line that is named',
  },
  {
    id: 'K.3',
    title: 'Handlers return, and memory stays within bounds',
    paper: 'grader/contract.ts',
    lookAt: 'the loops of the handler that is named',
  },
];

const BOOK = new Map<string, Entry>([...DEMANDED, ...RULES].map((entry) => [entry.id, entry]));

export function entryOf(id: string): Entry | undefined {
  return BOOK.get(id);
}

/** All ids that a report can name. */
export function namedIds(): readonly string[] {
  return [...BOOK.keys()];
}

/** Where docs/figure-2.md explains a rule. */
export function anchorOf(id: string): string {
  return `docs/figure-2.md#${id.toLowerCase().replace('.', '')}`;
}
