/** Why a score changed: changed files, or another submission that counts. */
import { peopleCsv } from '../../../grader/instructor/class/people/people-csv';
import { frameOf } from '../../../grader/instructor/class/outputs';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { changes } from '../../../grader/instructor/class/regrade';
import { rowOf, ungraded } from '../../support/class-rows';

const person = { key: 'ada', name: 'Ada', email: '', ids: {} };
const { key } = rowOf();

function whyOf(before: Parameters<typeof rowOf>[0], after: Parameters<typeof rowOf>[0]) {
  const [change] = changes([rowOf({ id: 'ada', ...before })], [rowOf({ id: 'ada', ...after })]);
  return change?.because.join('; ');
}

test('files that changed are said to have changed', () => {
  const files = { key: { ...key, submission: 'other' } };
  expect(whyOf({ score: 3 }, { score: 4, ...files })).toBe('its files changed');
});

test('another submission of the person is no change of files', () => {
  const [one, two] = ['team1', 'team2'].map((submission) => ({
    ...{ person, submission },
    key: { ...key, submission: `hash of ${submission}` },
  }));
  expect(whyOf({ score: 3, ...one }, { score: 4, ...two })).toBe(
    'the submission that counts is team2, was team1',
  );
});

test('neither is a submission that no longer matches the person', () => {
  const none = { ...ungraded('missing', 'ada'), person, key: { ...key, submission: '' } };
  expect(whyOf({ person, submission: 'ada' }, none)).toBe('was graded, is missing');
});

test("people.csv shows all of what may be Blackboard's login, unless Blackboard's text says it", () => {
  const roster = parseRoster('Username,Last Name,Raft [Total Pts: 10 Score] |1\nada_l,Lovelace,\n');
  if ('problem' in roster) throw new Error(roster.problem);
  const claim = { platform: 'blackboard', login: 'l', before: 'Lab 2_ada_l' } as const;
  const shown = (more: object) =>
    peopleCsv(frameOf([rowOf({ id: 'l 2026', claim: { ...claim, ...more } })], { roster }));
  expect(shown({})).toContain('ada_l,Lovelace,,l 2026,blackboard,Lab 2_ada_l,');
  expect(shown({ login: 'ada_l', told: 'Ada' })).toContain(',l 2026,blackboard,ada_l,');
});
