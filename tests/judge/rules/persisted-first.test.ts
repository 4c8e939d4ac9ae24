import type { AppendEntriesReply, RequestVoteReply } from '../../../grader/contract';
import { persistedFirst } from '../../../grader/judge/rules/persisted-first';
import type { Question } from '../../../grader/judge/rules/rule';
import type { TraceEvent } from '../../../grader/world/sim/trace';
import { withElections } from '../../support/elected';
import { History } from '../../support/history';
import { breachOf, brokenRule, world } from '../../support/rule-table';

type Answer = RequestVoteReply | AppendEntriesReply | undefined;

/** What the server would answer if it were booted on its synced disk. */
const ANSWERS = {
  'would vote': { term: 4, voteGranted: true },
  'would not vote': { term: 4, voteGranted: false },
  'has the entry': { term: 4, success: true },
  'lacks the entry': { term: 4, success: false },
  'lacks the entry and is in an older term': { term: 3, success: false },
  'is in a newer term': { term: 5, success: false },
  'does not answer': undefined,
} satisfies Record<string, Answer>;

interface Asked {
  readonly server: number;
  readonly method: string;
  readonly args: object;
}

/** A disk that answers always the same, and what it was asked. */
function disk(answer: Answer): { readonly question: Question; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const question: Question = (server, method, args) => {
    asked.push({ server, method, args });
    return answer;
  };
  return { question, asked };
}

/** The four kinds of promise, each by the last event of its history. */
const PROMISES = {
  vote: (h: History) => h.grants(h.asks(0, 1, 4)),
  candidacy: (h: History) => h.asks(0, 1, 4).sent,
  acknowledgement: (h: History) =>
    h.acknowledges(h.appends(0, 1, { term: 4, prev: [2, 1], terms: [3, 3] })),
  entries: (h: History) => h.appends(0, 1, { term: 4, prev: [2, 1], terms: [3, 3] }).sent,
} satisfies Record<string, (h: History) => TraceEvent>;

/** The event, and what is found when only what leaves then is questioned. */
function promise(kind: keyof typeof PROMISES, answer: keyof typeof ANSWERS) {
  const history = new History();
  const event = PROMISES[kind](history);
  const { question, asked } = disk(ANSWERS[answer]);
  return { event, asked, found: breachOf(persistedFirst, [event], world({ question })) };
}

describe('P.2 fires when', () => {
  test.each([
    [
      'a granted vote is not on the disk',
      'vote',
      'would vote',
      /^S1 granted its vote to S0 in term 4 at 0\.003 s, .* it would vote for S2 in term 4\.$/,
    ],
    [
      'a candidacy is not on the disk',
      'candidacy',
      'would vote',
      /^S0 asked for votes as a candidate of term 4 at 0\.001 s, .* would vote for S1 in term 4/,
    ],
    [
      'acknowledged entries are not on the disk',
      'acknowledgement',
      'lacks the entry',
      /^S1 acknowledged entries up to index 4 in term 4 .* does not have the entry of term 3 at index 4/,
    ],
    [
      'neither the entries nor the term are on the disk',
      'acknowledgement',
      'lacks the entry and is in an older term',
      /^S1 acknowledged entries up to index 4 in term 4/,
    ],
    [
      'entries that a leader sends are not on its own disk',
      'entries',
      'lacks the entry',
      /^S0 sent entries up to index 4 in term 4 .* does not have the entry of term 3 at index 4/,
    ],
  ] as const)('%s', (_name, kind, answer, message) => {
    const { event, found } = promise(kind, answer);
    expect(found?.breach.message).toMatch(message);
    expect(found?.breach.witness).toEqual([event]);
  });
});

describe('P.2 is quiet when', () => {
  test.each([
    ['the vote is on the disk', 'vote', 'would not vote'],
    ['the candidacy is on the disk', 'candidacy', 'would not vote'],
    ['the entries are on the disk', 'acknowledgement', 'has the entry'],
    ['the leader has saved what it sends', 'entries', 'has the entry'],
    ['an old acknowledgement leaves in a newer term', 'acknowledgement', 'is in a newer term'],
    ['an old request leaves in a newer term', 'entries', 'is in a newer term'],
    ['a server takes long to answer after a boot, asked of entries', 'entries', 'does not answer'],
    ['a server takes long to answer after a boot, asked of votes', 'vote', 'does not answer'],
  ] as const)('%s', (_name, kind, answer) => {
    const { asked, found } = promise(kind, answer);
    expect(asked).toHaveLength(1);
    expect(found).toBeUndefined();
  });
});

describe('P.2 asks', () => {
  test.each([
    [
      'a voter for its vote, as a third candidate of that term',
      'vote',
      1,
      { term: 4, candidateId: 2, lastLogIndex: 1_000_000_000, lastLogTerm: 4 },
    ],
    [
      'a candidate for its vote, as another one of that term',
      'candidacy',
      0,
      { term: 4, candidateId: 1, lastLogIndex: 1_000_000_000, lastLogTerm: 4 },
    ],
    [
      'a follower to take what follows the last entry, as the leader that it told',
      'acknowledgement',
      1,
      { term: 4, leaderId: 0, prevLogIndex: 4, prevLogTerm: 3, entries: [], leaderCommit: 0 },
    ],
    [
      'a leader to take what follows the last entry, as another server',
      'entries',
      0,
      { term: 4, leaderId: 1, prevLogIndex: 4, prevLogTerm: 3, entries: [], leaderCommit: 0 },
    ],
  ] as const)('%s', (_name, kind, server, args) => {
    expect(promise(kind, 'does not answer').asked).toEqual([
      { server, method: 'lastLogIndex' in args ? 'requestVote' : 'appendEntries', args },
    ]);
  });

  test.each<[string, (h: History) => TraceEvent]>([
    ['a vote refused', (h) => h.denies(h.asks(0, 1, 4))],
    ['entries refused', (h) => h.refuses(h.appends(0, 1, { term: 4, terms: [4] }))],
    ['a heartbeat that is sent', (h) => h.appends(0, 1, { term: 4, prev: [2, 1] }).sent],
    ['an empty log acknowledged', (h) => h.acknowledges(h.appends(0, 1, { term: 4 }))],
  ])('nothing about %s', (_name, play) => {
    const { question, asked } = disk(undefined);
    breachOf(persistedFirst, [play(new History())], world({ question }));
    expect(asked).toEqual([]);
  });

  test('about a heartbeat acknowledged: it vouches for the entry before it', () => {
    const h = new History();
    h.acknowledges(h.appends(0, 1, { term: 4, prev: [2, 1] }));
    const { question, asked } = disk(ANSWERS['lacks the entry']);
    expect(breachOf(persistedFirst, h.events, world({ question }))).toBeDefined();
    expect(asked).toEqual([
      expect.objectContaining({
        args: expect.objectContaining({ prevLogIndex: 2, prevLogTerm: 1 }) as unknown,
      }),
    ]);
  });

  test('about the first promises of a kind always, and about no more than two dozen', () => {
    const h = new History();
    const asked = disk(undefined);
    const judge = persistedFirst.watch(world({ question: asked.question }));
    const counts = Array.from({ length: 2_000 }, (_, term) => {
      judge.send?.(h.asks(0, 1, term + 1).sent);
      return asked.asked.length;
    });
    expect(counts.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(counts.at(-1)).toBe(24);
  });
});

test('P.2 lets all other rules look on: a run whose disks keep everything breaks none', () => {
  const h = new History();
  for (const to of [0, 1, 2]) h.acknowledges(h.appends(4, to, { term: 1, terms: [1, 1, 1, 1] }));
  for (const play of Object.values(PROMISES)) play(h);
  const question: Question = (_server, method) =>
    method === 'requestVote' ? ANSWERS['would not vote'] : ANSWERS['has the entry'];
  expect(brokenRule(withElections(h.events), '2C', world({ question }))).toBeUndefined();
});
