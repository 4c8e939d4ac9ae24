/** What single events tell of a server, where it is less plain than it seems. */
import { Story } from '../../../grader/student/story/story';
import { votedFor } from '../../../grader/student/story/story-words';
import type { ServerView } from '../../../grader/student/story/world';
import type { Happening } from '../../../grader/world/sim/trace';

/** S1 after these events. */
function after(...happenings: readonly Happening[]): ServerView {
  const events = happenings.map((one, order) => ({ at: order * 1_000, ...one, order }));
  const about = { title: 'made up', stage: '2C', servers: 3, puppets: [], leftOut: 0 } as const;
  const server = new Story({ ...about, events, until: 0 }).at(events.length - 1).servers[1];
  if (!server) throw new Error('there is no S1');
  return server;
}

const boot = (incarnation: number): Happening => ({ kind: 'boot', server: 1, incarnation });
const CRASH: Happening = { kind: 'crash', server: 1, midHandler: false };
const STANDS: Happening = {
  ...{ kind: 'send', call: 1, from: 1, to: 0, method: 'requestVote', bytes: 1 },
  args: { term: 2, candidateId: 1, lastLogIndex: 0, lastLogTerm: 0 },
};

function refuses(term: number): Happening {
  return {
    ...{ kind: 'reply', call: 2, from: 0, to: 1, method: 'appendEntries', bytes: 1 },
    args: { term, leaderId: 0, prevLogIndex: 7, prevLogTerm: 1, entries: [], leaderCommit: 0 },
    reply: { term: 2, success: false },
  };
}

test('who started an election follows the leader of its term, also if it refuses its entries', () => {
  expect(after(boot(1), STANDS, refuses(1))).toMatchObject({ role: 'candidate', term: 2 });
  expect(after(boot(1), STANDS, refuses(2))).toMatchObject({ role: 'follower', term: 2 });
});

test('who has booted again may have a vote on its disk of which nobody knows', () => {
  expect(votedFor(after(boot(1)))).toBe('nobody');
  expect(votedFor(after(boot(1), STANDS))).toBe('S1');
  expect(votedFor(after(boot(1), STANDS, CRASH, boot(2)))).toBe('S1');
  expect(votedFor(after(boot(1), CRASH, boot(2)))).toBe('not known');
});
