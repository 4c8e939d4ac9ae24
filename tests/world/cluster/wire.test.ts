/** What a message of the wrong shape is called: the very entry, and what is wrong with it. */
import { readArgs, readReply } from '../../../grader/world/cluster/wire';

const wrongOf = (entry: unknown) =>
  readArgs(
    'appendEntries',
    JSON.stringify({
      ...{ term: 1, leaderId: 0, prevLogIndex: 0, prevLogTerm: 0, leaderCommit: 0 },
      entries: [{ term: 1, command: 'fine' }, entry],
    }),
  );

test.each([
  [
    { term: 0, command: '' },
    'entries[1] has term 0: that is the sentinel at index 0, which is never sent',
  ],
  [{ term: -1, command: 'x' }, 'entries[1] must have a term of at least 1, but has -1'],
  [{ term: 1 }, 'entries[1] must have a string as command, but has '],
  [null, 'entries[1] must be { term, command }, but is null'],
])('the entry %j is named by its place', (entry, wrong) => {
  expect(wrongOf(entry)).toEqual({
    wrong: expect.stringContaining(wrong) as string,
    text: expect.stringContaining('fine') as string,
  });
});

test('an entry of term 1 is fine', () => {
  expect(wrongOf({ term: 1, command: '' })).toHaveProperty('ok');
});

/** Names that the grader uses for what it knows itself, or that the other message has. */
const OWN = {
  silent: 'x',
  stood: 99,
  began: 99,
  text: 'x',
  thrown: 'x',
  ok: 1,
  wrong: 'x',
  success: true,
  voteGranted: true,
};

test.each(['requestVote', 'appendEntries'] as const)(
  'fields of their own in a %s change nothing of what the grader reads',
  (method) => {
    const vote = { term: 1, candidateId: 2, lastLogIndex: 0, lastLogTerm: 0 };
    const append = {
      ...{ term: 1, leaderId: 2, prevLogIndex: 0, prevLogTerm: 0, leaderCommit: 0 },
      entries: [{ term: 1, command: 'x' }],
    };
    const [args, other] = method === 'requestVote' ? [vote, append] : [append, vote];
    const odd = { ...OWN, ...other, entries: [null, 5], ...args };
    const text = JSON.stringify(odd);
    expect(readArgs(method, text)).toEqual({ ok: args, text });
    const reply =
      method === 'requestVote' ? { term: 1, voteGranted: false } : { term: 1, success: false };
    expect(readReply(method, JSON.stringify({ ...OWN, ...reply }))).toEqual({ ok: reply });
  },
);
