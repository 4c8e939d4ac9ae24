/**
 * Every rule id of docs/figure-2.md with what a report says of it. Watchers (the always-on rules) carry
 * their own words; here are those that scenarios demand, and the contract's.
 */
import { RULES } from './index';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  /** Why it matters; of the always-on rules. */
  readonly explanation?: string;
  readonly lookAt: string;
}

const DEMANDED: readonly Entry[] = [
  {
    id: 'F.1',
    title: 'Answer requests from candidates and leaders',
    paper: 'Figure 2, "Followers"; section 5.2',
    lookAt:
      'each path through both receivers: does it end in a reply that carries the present term?',
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
      'to whom heartbeats go, from when on, how often (against the election timeout), what can hold them up or end them, and what resets the election timer',
  },
  {
    id: 'P.4',
    title: 'No save that changes nothing',
    paper: 'economy: a sync costs milliseconds',
    lookAt: 'what calls persist: did anything persistent change, and is it called once a handler?',
  },
  {
    id: 'RV.3',
    title: 'Vote only for a log at least as up to date as your own',
    paper: 'Figure 2, RequestVote receiver 2; section 5.4.1',
    lookAt:
      'the comparison of the last entries, first by term, then by index; and lastLogIndex and lastLogTerm in the request',
  },
  {
    id: 'AE.4',
    title: 'Append what is not there yet',
    paper: 'Figure 2, AppendEntries receiver 4; section 5.3',
    lookAt: 'new entries that overlap the end of the log, and when success is answered',
  },
  {
    id: 'L.4',
    title: 'Refused because of the log: step back and try again',
    paper: 'Figure 2, "Leaders"; section 5.3',
    lookAt: 'what moves nextIndex back: a refusal of the present request, and nothing else',
  },
  {
    id: 'FB.1',
    title: "The follower's log is too short",
    paper: 'end of section 5.3',
    lookAt: 'the refusal of a log that ends before prevLogIndex: -1, and the index after its end',
  },
  {
    id: 'FB.2',
    title: 'An entry of another term stands there',
    paper: 'end of section 5.3',
    lookAt: 'the term that the refusal names, and the search for the first index of that term',
  },
  {
    id: 'FB.3',
    title: 'The leader knows the term: go on after its last entry of it',
    paper: 'end of section 5.3',
    lookAt: 'the search for conflictTerm in the log of the leader, and where it goes on from there',
  },
  {
    id: 'FB.4',
    title: 'The leader does not know the term: go to conflictIndex',
    paper: 'end of section 5.3',
    lookAt: 'what the leader does with conflictIndex, and how many refusals it needs',
  },
  {
    id: 'FB.5',
    title: 'Bounds: nextIndex stays sensible, and stale refusals change nothing',
    paper: 'end of section 5.3',
    lookAt:
      'each place that lowers nextIndex: which request is answered, and what matches already?',
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
