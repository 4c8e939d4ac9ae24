/** In directed tests rule P.2 asks about every promise once for each state of the disk. */
import { persistedFirst } from '../../../grader/judge/rules/persisted-first';
import type { Question } from '../../../grader/judge/rules/rule';
import { History } from '../../support/history';
import { breachOf, world } from '../../support/rule-table';

const HEARTBEATS = 60;

/** Follows terms and logs as any server would. */
function asking(term: number): { readonly question: Question; readonly asked: object[] } {
  const asked: object[] = [];
  const question: Question = (_server, method, args) => {
    asked.push(args);
    return method === 'requestVote' ? { term, voteGranted: false } : { term, success: true };
  };
  return { question, asked };
}

/** One follower acknowledges one heartbeat after the other. */
function heartbeats(): History {
  const history = new History();
  for (let i = 0; i < HEARTBEATS; i++)
    history.acknowledges(history.appends(0, 1, { term: 4, prev: [2, 1], terms: [] }));
  return history;
}

test('the same promise is not asked again while the disk is the same', () => {
  const { question, asked } = asking(4);
  const events = heartbeats().events;
  expect(breachOf(persistedFirst, events, world({ question, questions: 'all' }))).toBeUndefined();
  // What the follower holds and which term it is in, and which term the leader is in.
  expect(asked).toHaveLength(3);
});

test('nothing is asked where crashes are real', () => {
  const { question, asked } = asking(4);
  const events = heartbeats().events;
  expect(breachOf(persistedFirst, events, world({ question, questions: 'none' }))).toBeUndefined();
  expect(asked).toEqual([]);
});

test('it fires when the term that a message tells is not on the disk', () => {
  const { question } = asking(3);
  const history = new History();
  const request = history.asks(0, 1, 4);
  const event = history.denies(request);
  const found = breachOf(persistedFirst, [event], world({ question, questions: 'all' }));
  expect(found?.breach.message).toMatch(
    /^S1 sent a message with term 4 at .*, but this is not on its disk yet: .* it is in a term below 4\.$/,
  );
});
