import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../grader/contract';
import { persistedFirst } from '../../../grader/judge/rules/persisted-first';
import type { Question, Silence } from '../../../grader/judge/rules/rule';
import type { TraceEvent } from '../../../grader/world/sim/trace';
import { withElections } from '../../support/elected';
import { History } from '../../support/history';
import { breachOf, brokenRule, world } from '../../support/rule-table';

type Answer = RequestVoteReply | AppendEntriesReply | Silence | undefined;

/** What the server would answer if it were booted on its synced disk. */
const ANSWERS = {
  'would vote': { term: 4, voteGranted: true },
  'would not vote': { term: 4, voteGranted: false },
  'has the entry': { term: 4, success: true },
  'lacks the entry': { term: 4, success: false },
  'lacks the entry and is in an older term': { term: 3, success: false },
  'is in a newer term': { term: 5, success: false },
  'is far ahead': { term: 9, success: false },
  'does not answer': { silent: 'it does not answer within 1 s' },
} satisfies Record<string, Answer>;

interface Asked {
  readonly server: number;
  readonly method: string;
  readonly args: object;
  /** It is asked for a while, and hears this leader. */
  readonly leader?: number;
}

type Told = AppendEntriesArgs & RequestVoteArgs;

/** A disk that answers always the same, and what it was asked. */
function disk(answer: Answer): { readonly question: Question; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const question = (
    server: number,
    method: 'requestVote' | 'appendEntries',
    args: object,
    leader?: number,
  ) => {
    asked.push({ server, method, args, ...(leader !== undefined && { leader }) });
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
  copy: (h: History) => {
    // Two of four others hold the entry, so the leader needs its own copy for a majority.
    for (const to of [1, 2]) h.holds(h.appends(0, to, { term: 4, prev: [4, 3], terms: [4] }));
    return h.applies(0, 5, 'x');
  },
} satisfies Record<string, (h: History) => TraceEvent>;

/** The event, and what is found when no answer to others is questioned but the one that it may be. */
function promise(
  kind: keyof typeof PROMISES,
  answer: keyof typeof ANSWERS,
  news: 'by a leader' | 'by a candidate' = 'by a leader',
) {
  const history = new History();
  const event = PROMISES[kind](history);
  const isAhead = answer === 'is in a newer term' || answer === 'is far ahead';
  const told = (isAhead ? [0, 1] : []).map((server) =>
    history.arrives(
      news === 'by a leader'
        ? history.appends(3, server, { term: 9, prev: [0, 0], terms: [] })
        : history.asks(3, server, 9),
    ),
  );
  const { question, asked } = disk(ANSWERS[answer]);
  const before = kind === 'copy' ? history.events.filter((other) => other.kind === 'return') : [];
  const events = [...told, ...before, event];
  return { event, asked, found: breachOf(persistedFirst, events, world({ question })) };
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
      /^S0 asked for votes as a candidate of term 4 at 0\.001 s, .* would vote for S3 in term 4/,
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
      'a leader counts its own copy of an entry, which is not on its disk',
      'copy',
      'lacks the entry',
      /^S0, leader of term 4, applied index 5 at .*\. The entry is on S1 and S2; only with S0's own copy is that a majority, but this is not on its disk yet: .* does not have the entry of term 4 at index 5/,
    ],
    [
      'booted on its disk, a voter does not answer',
      'vote',
      'does not answer',
      /^S1 granted its vote .* after a restart from what was synced at that moment, it does not answer within 1 s\.$/,
    ],
    [
      'booted on its disk, a follower does not answer',
      'acknowledgement',
      'does not answer',
      /^S1 acknowledged entries .* it does not answer within 1 s\.$/,
    ],
  ] as const)('%s', (_name, kind, answer, message) => {
    const { event, found } = promise(kind, answer);
    expect(found?.breach.message).toMatch(message);
    expect(found?.breach.witness).toEqual([event]);
  });
});

test('P.2 fires when only a candidate has brought the newer term, because it takes nothing out of a log', () => {
  const { asked, found } = promise('acknowledgement', 'is in a newer term', 'by a candidate');
  expect(asked.length).toBeGreaterThan(1);
  expect(found?.breach.message).toMatch(/^S1 acknowledged entries up to index 4 in term 4/);
});

describe('P.2 is quiet when', () => {
  test.each([
    ['the vote is on the disk', 'vote', 'would not vote'],
    ['the candidacy is on the disk', 'candidacy', 'would not vote'],
    ['the entries are on the disk', 'acknowledgement', 'has the entry'],
    ['the leader has saved what it counts', 'copy', 'has the entry'],
    ['an old acknowledgement leaves in a newer term', 'acknowledgement', 'is in a newer term'],
    [
      'an entry that it counted is applied by a leader that has stepped down',
      'copy',
      'is far ahead',
    ],
  ] as const)('%s', (_name, kind, answer) => {
    const { asked, found } = promise(kind, answer);
    // The first vote of a run is asked for once more, for a while.
    expect(asked).toHaveLength(kind === 'vote' || kind === 'candidacy' ? 2 : 1);
    expect(found).toBeUndefined();
  });
});

describe('P.2 asks a server in a term of which nobody has told it once more, in the term after that, and', () => {
  /** S1 acknowledges an entry of term 3 to the leader of term 4. */
  function found(...answers: readonly AppendEntriesReply[]) {
    const h = new History();
    h.acknowledges(h.appends(0, 1, { term: 4, prev: [2, 1], terms: [3, 3] }));
    const asked: number[] = [];
    const question: Question = (_server, _method, { term }) => {
      asked.push(term);
      return answers[asked.length - 1];
    };
    const { breach } = breachOf(persistedFirst, h.events, world({ question })) ?? {};
    return { asked: asked.slice(0, 2), message: breach?.message };
  }
  const stood = { term: 7, success: false };

  test('is quiet if it has the entry then', () => {
    expect(found(stood, { term: 8, success: true })).toEqual({ asked: [4, 8], message: undefined });
  });

  test('fires if it lacks the entry then', () => {
    expect(found(stood, { term: 8, success: false }).message).toContain('does not have the entry');
  });

  test.each([9, Number.MAX_SAFE_INTEGER])('fires if it is ahead of that, too: %d', (term) => {
    const { asked, message } = found(stood, { term, success: false });
    expect(asked).toEqual([4, 8]);
    expect(message).toContain(
      `it replies to a leader of term 8 with term ${term}, which no message has brought to it`,
    );
  });

  test('fires if there is no term after that', () => {
    const last = { term: Number.MAX_SAFE_INTEGER, success: false };
    const { asked, message } = found(last, last);
    expect(asked).toEqual([4, Number.MAX_SAFE_INTEGER]);
    expect(message).toContain('does not have the entry');
  });
});

describe('P.2 looks at the commands of a log that was accepted after a restart, and', () => {
  /** S1 acknowledges entries 3 and 4 of term 3 behind others; booted then, it applies what is given. */
  function found(applied: readonly (string | undefined)[]) {
    const h = new History();
    h.appends(0, 2, { term: 4, prev: [1, 1], terms: [1, 3], commands: ['b', 'c'] });
    const acknowledged = h.acknowledges(
      h.appends(0, 1, { term: 4, prev: [2, 1], terms: [3, 3], commands: ['c', 'd'] }),
    );
    expect(h.events.at(-1)).toBe(acknowledged);
    const commands = new Map(
      applied.flatMap((one, i) => (one === undefined ? [] : [[i + 1, one]])),
    );
    const question: Question = () => ({ term: 4, success: true, applied: commands });
    return breachOf(persistedFirst, h.events, world({ question }))?.breach.message;
  }

  test.each<[string, readonly (string | undefined)[]]>([
    ['all are as they were sent', ['a', 'b', 'c', 'd']],
    ['more is committed than it was asked about', ['a', 'b', 'c', 'd', 'e']],
    ['no message has told one of them', ['any', 'b', 'c', 'd']],
  ])('is quiet if %s', (_name, applied) => {
    expect(found(applied)).toBeUndefined();
  });

  test.each<[string, readonly (string | undefined)[], string]>([
    ['the last is another', ['a', 'b', 'c', ''], 'it applies "" at index 4 instead of "d"'],
    ['one before is another', ['a', 'x', 'c', 'd'], 'it applies "x" at index 2 instead of "b"'],
    ['none is applied', [], 'but does not apply index 1'],
    ['the last is not applied', ['a', 'b', 'c'], 'leaderCommit 4, but does not apply index 4'],
    ['one is left out', ['a', undefined, 'c', 'd'], 'but does not apply index 2'],
  ])('fires if %s', (_name, applied, words) => {
    expect(found(applied)).toContain(words);
  });
});

describe('P.2 asks', () => {
  test.each([
    [
      'a voter for its vote, as a third candidate of that term with the same log',
      'vote',
      1,
      { term: 4, candidateId: 2, lastLogIndex: 0, lastLogTerm: 0 },
    ],
    [
      'a candidate for its vote, as another one of that term with the same log',
      'candidacy',
      0,
      { term: 4, candidateId: 3, lastLogIndex: 0, lastLogTerm: 0 },
    ],
    [
      'a follower to take what follows the last entry, as the leader that it told',
      'acknowledgement',
      1,
      { term: 4, leaderId: 0, prevLogIndex: 4, prevLogTerm: 3, entries: [], leaderCommit: 4 },
    ],
    [
      'a leader to take what follows the entry, as the leader of the next term',
      'copy',
      0,
      { term: 5, leaderId: 1, prevLogIndex: 5, prevLogTerm: 4, entries: [], leaderCommit: 5 },
    ],
  ] as const)('%s', (_name, kind, server, args) => {
    expect(promise(kind, 'is far ahead').asked[0]).toEqual({
      ...{ server, args },
      method: 'lastLogIndex' in args ? 'requestVote' : 'appendEntries',
    });
  });

  test.each([
    ['a voter, which hears the one that it voted for', 'vote', 0],
    ['a candidate, which hears another leader of its term', 'candidacy', 1],
  ] as const)('%s, once more and for a while', (_name, kind, leader) => {
    const [once, again] = promise(kind, 'is far ahead').asked;
    expect(again).toEqual({ ...once, leader });
  });

  test.each<[string, Answer, RegExp | undefined]>([
    ['a vote that it gives away only a while after', ANSWERS['would vote'], /within a few seconds/],
    ['no answer then, which may have any reason', ANSWERS['does not answer'], undefined],
  ])('and takes offence at %s', (_name, later, words) => {
    const question = (_server: number, _method: string, _args: object, leader?: number) =>
      leader === undefined ? ANSWERS['would not vote'] : later;
    const h = new History();
    const event = PROMISES.vote(h);
    const found = breachOf(persistedFirst, [event], world({ question }));
    if (words === undefined) expect(found).toBeUndefined();
    else expect(found?.breach.message).toMatch(words);
  });

  test.each<[string, (h: History) => TraceEvent]>([
    ['a vote refused', (h) => h.denies(h.asks(0, 1, 4))],
    ['entries refused', (h) => h.refuses(h.appends(0, 1, { term: 4, terms: [4] }))],
    ['a heartbeat that is sent', (h) => h.appends(0, 1, { term: 4, prev: [2, 1] }).sent],
    [
      'entries that a leader sends, which it may still be saving',
      (h) => h.appends(0, 1, { term: 4, prev: [2, 1], terms: [3, 3] }).sent,
    ],
    ['an empty log acknowledged', (h) => h.acknowledges(h.appends(0, 1, { term: 4 }))],
  ])('nothing about %s', (_name, play) => {
    const { question, asked } = disk(undefined);
    breachOf(persistedFirst, [play(new History())], world({ question }));
    expect(asked).toEqual([]);
  });

  test('about the first entries acknowledged, however many heartbeats an empty log has acknowledged', () => {
    const h = new History();
    for (let i = 0; i < 2_000; i++) h.acknowledges(h.appends(0, 1, { term: 4 }));
    const event = PROMISES.acknowledgement(h);
    const { question, asked } = disk(ANSWERS['lacks the entry']);
    expect(breachOf(persistedFirst, h.events, world({ question }))?.breach.witness).toEqual([
      event,
    ]);
    expect(asked).toHaveLength(2);
  });

  test.each<[string, (h: History) => TraceEvent, (args: Partial<Told>) => boolean]>([
    [
      'entries, however often older ones were acknowledged again',
      (h) => {
        for (let i = 0; i < 200; i++) {
          h.acknowledges(h.appends(0, 1, { term: 4, prev: [2, 1] }));
          h.disk(1, { op: 'sync', file: 'junk' });
        }
        return PROMISES.acknowledgement(h);
      },
      ({ prevLogIndex = 0 }) => prevLogIndex === 4,
    ],
    [
      'a vote, however often an earlier one was granted again',
      (h) => {
        for (let i = 0; i < 200; i++) {
          h.grants(h.asks(0, 1, 4));
          h.disk(1, { op: 'sync', file: 'junk' });
        }
        return h.grants(h.asks(2, 1, 5));
      },
      ({ term, candidateId }) => term === 5 && candidateId !== 2,
    ],
  ])('about %s', (_name, play, isAbout) => {
    const h = new History();
    const event = play(h);
    const question: Question = (server: number, method: string, args: Partial<Told>) => {
      const isLost = server === 1 && isAbout(args);
      return method === 'requestVote'
        ? { term: Math.max(4, args.term ?? 0), voteGranted: isLost }
        : { term: args.term ?? 0, success: !isLost && (args.prevLogTerm ?? 0) < 4 };
    };
    const { breach } = breachOf(persistedFirst, h.events, world({ question })) ?? {};
    expect(breach?.witness.at(-1)).toBe(event);
  });

  test('about a vote for candidates of all numbers, so that none of them tells that it is a question', () => {
    const h = new History();
    for (let term = 1; term <= 40; term++) h.grants(h.asks(0, 1, term));
    const { question, asked } = disk(undefined);
    breachOf(persistedFirst, h.events, world({ question }));
    const ofVoter = asked.filter(({ server }) => server === 1);
    const rivals = ofVoter.map(({ args }) => (args as Told).candidateId);
    expect([...new Set(rivals)].sort()).toEqual([0, 2, 3, 4]);
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
      // What it lacks may be one place further, if the sentinel was saved as an entry.
      expect.objectContaining({
        args: expect.objectContaining({ prevLogIndex: 3, prevLogTerm: 1 }) as unknown,
      }),
    ]);
  });

  test('about the first promises of a kind always, then ever more rarely, but to the end of a long run', () => {
    const h = new History();
    const asked = disk(undefined);
    const judge = persistedFirst.watch(world({ question: asked.question }));
    const counts = Array.from({ length: 2_000 }, (_, term) => {
      judge.send?.(h.asks(0, 1, term + 1).sent);
      return asked.asked.length;
    });
    // Every second is followed by a counter-question, and every fourth is asked for a while.
    expect(counts.slice(0, 4)).toEqual([2, 4, 5, 7]);
    expect(counts.at(-1)).toBeLessThan(120);
    expect(counts.at(-1)).toBeGreaterThan(counts[1_500] ?? 0);
  });
});

test('P.2 asks nothing about a copy that a majority does not need', () => {
  const h = new History();
  for (const to of [1, 2, 3]) h.holds(h.appends(0, to, { term: 4, prev: [4, 3], terms: [4] }));
  h.applies(0, 5, 'x');
  const { question, asked } = disk(ANSWERS['lacks the entry']);
  const events = h.events.filter(({ kind }) => kind !== 'reply');
  expect(breachOf(persistedFirst, events, world({ question }))).toBeUndefined();
  expect(asked).toEqual([]);
});

test('P.2 lets all other rules look on: a run whose disks keep everything breaks none', () => {
  const h = new History();
  for (const to of [0, 1, 2]) h.acknowledges(h.appends(4, to, { term: 1, terms: [1, 1, 1, 1] }));
  for (const kind of ['vote', 'candidacy', 'acknowledgement'] as const) PROMISES[kind](h);
  const question: Question = (_server, method, args) =>
    method === 'requestVote'
      ? { term: args.term === 3 ? 4 : args.term, voteGranted: false }
      : { term: args.term, success: 'prevLogTerm' in args && [1, 3].includes(args.prevLogTerm) };
  expect(brokenRule(withElections(h.events), '2C', world({ question }))).toBeUndefined();
});
