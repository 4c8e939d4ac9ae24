/**
 * Every rule id of docs/figure-2.md with the text of a report. Watchers (the always-on rules) carry
 * their own texts; here are the rules that scenarios demand, and those of the contract.
 */
import { RULES } from './index';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  /** Why it matters; only for always-on rules. */
  readonly explanation?: string;
  readonly lookAt: string;
}

const DEMANDED: readonly Entry[] = [
  {
    id: 'F.1',
    title: 'Answer requests from candidates and leaders',
    paper: 'Figure 2, "Followers"; section 5.2',
    lookAt:
      'each path through both receivers: does it end in a reply that carries the current term?',
  },
  {
    id: 'C.1',
    title: 'A candidate enters a new term, votes for itself, and asks all other servers',
    paper: 'Figure 2, "Candidates"; section 5.2',
    lookAt: 'what happens when the election timer runs out',
  },
  {
    id: 'L.1',
    title: 'A leader sends heartbeats at once and keeps sending them',
    paper: 'Figure 2, "Leaders"; section 5.2',
    lookAt:
      'which servers get heartbeats, when they start, how often they go out (compared with the election timeout), what can delay or stop them, and what resets the election timer',
  },
  {
    id: 'P.4',
    title: 'Save only when something changed',
    paper: 'economy: a sync costs milliseconds',
    lookAt:
      'each call of persist: did anything persistent change, and is it called only once per handler?',
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
    title: 'Append entries that are not in the log yet',
    paper: 'Figure 2, AppendEntries receiver 4; section 5.3',
    lookAt: 'new entries that overlap the end of the log, and when the reply is a success',
  },
  {
    id: 'L.4',
    title: 'Move nextIndex back after a refusal of the current request, and only then',
    paper: 'Figure 2, "Leaders"; section 5.3',
    lookAt:
      'what moves nextIndex back: only a refusal of the current request may; and what moves it forward: only a success may',
  },
  {
    id: 'FB.1',
    title: "The follower's log is too short",
    paper: 'end of section 5.3',
    lookAt:
      'the refusal when the log ends before prevLogIndex: conflictTerm -1, and conflictIndex just after its end',
  },
  {
    id: 'FB.2',
    title: 'The follower has an entry of another term at prevLogIndex',
    paper: 'end of section 5.3',
    lookAt: 'the conflictTerm of the refusal, and the search for the first index of that term',
  },
  {
    id: 'FB.3',
    title: 'The leader has entries of conflictTerm: continue after the last of them',
    paper: "the lab's own; the end of section 5.3 leaves it open",
    lookAt:
      'the search for conflictTerm in the log of the leader, and where nextIndex goes from there',
  },
  {
    id: 'FB.4',
    title: 'The leader has no entry of conflictTerm: go to conflictIndex',
    paper: 'end of section 5.3',
    lookAt: 'what the leader does with conflictIndex, and how many refusals it needs',
  },
  {
    id: 'FB.5',
    title: 'Stale refusals change nothing, and nextIndex stays within its bounds',
    paper: 'end of section 5.3',
    lookAt:
      'each place that lowers nextIndex: which request does the reply belong to, and what matches already?',
  },
  {
    id: 'V.1',
    title: 'There is a leader while a majority is connected, and only then',
    paper: 'sections 5.2 and 5.6',
    lookAt:
      'the election timer, when a vote is granted, how votes are counted, and stepping down to follower',
  },
  {
    id: 'V.2',
    title: 'While a majority is connected, commands are committed and applied',
    paper: 'sections 5.3 and 5.5',
    lookAt:
      'the path of a command, and the step at which it stops: start, nextIndex, AppendEntries, matchIndex, commitIndex, apply',
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
    title: 'Requests and replies have the shape that the contract defines',
    paper: 'grader/contract.ts',
    lookAt: 'the message named above: each field and its type',
  },
  {
    id: 'K.2',
    title: 'Server code does not throw',
    paper: 'grader/contract.ts',
    lookAt: 'the line named above',
  },
  {
    id: 'K.3',
    title: 'Handlers return, and memory stays within bounds',
    paper: 'grader/contract.ts',
    lookAt: 'the loops of the handler named above, and what sets timers',
  },
];

const BOOK = new Map<string, Entry>([...DEMANDED, ...RULES].map((entry) => [entry.id, entry]));

export function entryOf(id: string): Entry | undefined {
  return BOOK.get(id);
}

/** In the order of docs/figure-2.md. */
const FAMILIES = ['ALL', 'F', 'C', 'L', 'RV', 'AE', 'P', 'FB', 'S', 'V', 'B', 'K'];

/** All ids that a report can name, in the order of docs/figure-2.md. */
export function namedIds(): readonly string[] {
  const placeOf = (id: string) => FAMILIES.indexOf(id.split('.')[0] ?? '');
  return [...BOOK.keys()].sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b));
}

/** Where docs/figure-2.md explains a rule. */
export function anchorOf(id: string): string {
  return `docs/figure-2.md#${id.toLowerCase().replace('.', '')}`;
}
