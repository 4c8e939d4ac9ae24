/** What is marked when a directed test names no evidence. S0 is the server under test. */
import { withEvidence } from '../../../grader/runs/pool/evidence';
import { Broken } from '../../../grader/world/sim/broken';
import type { TraceEvent } from '../../../grader/world/sim/trace';
import { History } from '../../support/history';

interface Row {
  readonly rule: string;
  readonly message?: string;
  /** Returns the events that must be marked. */
  readonly play: (h: History) => readonly TraceEvent[];
}

const REFUSED = { term: 2, success: false, conflictIndex: 2, conflictTerm: 1 };

const ROWS: Readonly<Record<string, Row>> = {
  'a reply that the test compares as soon as it arrives': {
    rule: 'ALL.2',
    play: (h) => {
      const asked = h.asks(1, 0, 3);
      const reply = h.denies(asked);
      h.returns(asked, { term: 3, voteGranted: false });
      h.isIn(0, 3);
      return [reply];
    },
  },
  'the votes of the latest election, if the server does not lead': {
    rule: 'C.2',
    play: (h) => {
      h.wins(h.asks(0, 1, 1));
      const votes = [h.wins(h.asks(0, 1, 2)), h.wins(h.asks(0, 2, 2))];
      h.returns(h.asks(0, 3, 2), { term: 2, voteGranted: false });
      return votes;
    },
  },
  'its own requests, if the server has no votes': {
    rule: 'V.1',
    play: (h) => [h.asks(0, 1, 1).sent],
  },
  'the message with the newest term, if the server did not adopt it': {
    rule: 'ALL.2',
    play: (h) => {
      const first = h.returns(h.asks(0, 1, 1), { term: 11, voteGranted: false });
      h.returns(h.asks(0, 2, 1), { term: 1, voteGranted: true });
      return [first];
    },
  },
  'the requests for votes in the term that the message names': {
    rule: 'C.1',
    message: 'S0 started an election in term 1, but it asked only 1 of 2 servers.',
    play: (h) => {
      const { sent } = h.asks(0, 1, 1);
      h.asks(0, 1, 2);
      return [sent];
    },
  },
  'the last heartbeat to the server that the message names': {
    rule: 'L.1',
    message: 'S0 leads term 1, but no AppendEntries from it reached S2 from 0.1 to 1 s.',
    play: (h) => {
      const { sent } = h.appends(0, 2, { term: 1 });
      h.appends(0, 1, { term: 1 });
      return [sent];
    },
  },
  'the stale request that ended a candidacy': {
    rule: 'AE.1',
    play: (h) => {
      h.isIn(0, 11);
      const stale = h.arrives(h.appends(1, 0, { term: 10 }));
      h.wins(h.asks(0, 2, 11));
      return [stale];
    },
  },
  'the refusal, and how the leader continued': {
    rule: 'FB.4',
    message: 'S1 refused it.',
    play: (h) => {
      const refused = h.returns(h.appends(0, 1, { term: 2, prev: [4, 2] }), REFUSED);
      const next = h.appends(0, 1, { term: 2, prev: [3, 1] });
      h.returns(h.appends(0, 3, { term: 2, prev: [4, 2] }), REFUSED);
      h.holds(h.appends(0, 2, { term: 2 }));
      return [refused, next.sent];
    },
  },
  'the loss that was taken as a refusal': {
    rule: 'L.4',
    play: (h) => {
      const lost = h.returns(h.appends(0, 1, { term: 2, prev: [4, 2] }), undefined);
      const next = h.appends(0, 1, { term: 2, prev: [3, 1] });
      h.holds(h.appends(0, 2, { term: 2 }));
      return [lost, next.sent];
    },
  },
  'a request for votes in spite of the leader that the message names': {
    rule: 'F.2',
    message: 'S0 asked for votes, though AppendEntries of S1, the leader of term 3, kept arriving.',
    play: (h) => {
      h.arrives(h.appends(1, 0, { term: 3 }));
      return [h.asks(0, 1, 4).sent];
    },
  },
  'its last request for votes, if the message names no term': {
    rule: 'F.2',
    message: 'S0 always took 399 to 401 ms from one candidacy to the next.',
    play: (h) => {
      h.returns(h.asks(0, 1, 1), undefined);
      return [h.asks(0, 1, 2).sent];
    },
  },
  'the request that the server was handling when its code threw': {
    rule: 'K.2',
    message: 'S0 crashed at 0.003 s: a handler threw RangeError: no entry',
    play: (h) => [h.arrives(h.appends(1, 0, { term: 2 }))],
  },
  'the news that should have been followed by something, and what was applied after it': {
    rule: 'ALL.1',
    play: (h) => {
      h.applies(0, 1, 'before');
      const news = h.arrives(h.appends(1, 0, { term: 1, prev: [2, 1], commit: 2 }));
      return [news, h.applies(0, 1, 'again')];
    },
  },
  'the news from the server that the message names': {
    rule: 'V.2',
    message: 'S0 leads, but S1 has received none of its entries.',
    play: (h) => {
      const news = h.holds(h.appends(0, 1, { term: 1 }));
      h.holds(h.appends(0, 2, { term: 1 }));
      return [news];
    },
  },
  'the success that should have been followed by a commit, and not a loss after it': {
    rule: 'V.2',
    play: (h) => {
      const success = h.holds(h.appends(0, 1, { term: 1 }));
      h.returns(h.appends(0, 2, { term: 1 }), undefined);
      return [success];
    },
  },
  'a command of a client that is in the wrong place': {
    rule: 'L.2',
    message: 'S0 put the command "a" at index 4 instead of index 5.',
    play: (h) => {
      const taken = h.takes(0, 4, 1, 'a');
      h.takes(0, 5, 1, 'b');
      return [taken];
    },
  },
  'the leader that refused a command': {
    rule: 'L.2',
    message: 'S0 leads, but refused the command "a".',
    play: (h) => {
      const reign = h.leads(0, 1);
      h.takes(0, 1, 1, 'f');
      return [reign];
    },
  },
  'the end of a leadership, and what came just before': {
    rule: 'ALL.2',
    message: 'S0 led term 2 but no longer does: only a newer term makes a leader step down.',
    play: (h) => {
      h.leads(0, 2);
      const late = h.returns(h.asks(0, 1, 1), { term: 1, voteGranted: false });
      const end = h.isIn(0, 2);
      h.wins(h.asks(0, 1, 3));
      return [late, end];
    },
  },
  'how it learned of the term in which it never started an election': {
    rule: 'F.2',
    message: 'S0 learned of term 11 and stepped down.',
    play: (h) => {
      const asked = h.asks(0, 1, 1);
      return [h.returns(asked, { term: 11, voteGranted: false })];
    },
  },
  'the heartbeats around the longest silence': {
    rule: 'L.1',
    message: 'S0 leads term 1, but no AppendEntries from it reached S1 for a while.',
    play: (h) => {
      h.appends(0, 1, { term: 1 });
      const before = h.appends(0, 1, { term: 1 });
      h.waits(900);
      const after = h.appends(0, 1, { term: 1 });
      h.appends(0, 1, { term: 1 });
      return [before.sent, after.sent];
    },
  },
  'the power failure, if only the Persister runs': {
    rule: 'P.3',
    play: (h) => {
      h.disk(0, { op: 'write', file: 'new', content: { id: 1, length: 4 } } as never);
      const crash = h.crashes(0);
      h.boots(0);
      return [crash];
    },
  },
};

function marked({ rule, message = '', play }: Row, witness: readonly TraceEvent[] = []) {
  const h = new History();
  const due = play(h);
  const broken = new Broken(rule, { message, witness });
  const found = withEvidence(broken, { trace: { recent: () => h.events } }, 0);
  return { due, found: found.breach.witness, isSame: found === broken };
}

test.each(Object.entries(ROWS))('%s', (_name, row) => {
  const { due, found } = marked(row);
  expect(found).toEqual(due);
});

test('evidence that the test names stays', () => {
  const [own] = [new History().boots(0)];
  for (const row of Object.values(ROWS)) expect(marked(row, [own]).isSame).toBe(true);
});

test.each([
  ['a timer threw', 'K.2', 'S0 crashed at 1 s: a timer threw TypeError: x'],
  ['a message has another shape', 'K.1', ''],
  ['too many messages were sent', 'B.1', ''],
])('nothing is marked if %s', (_name, rule, message) => {
  const play = (h: History) => [h.arrives(h.appends(1, 0, { term: 2 }))];
  expect(marked({ rule, message, play }).isSame).toBe(true);
});
