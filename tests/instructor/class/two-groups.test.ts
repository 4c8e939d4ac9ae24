/** Whose work a submission is, where a list says two things. */
import { oddities } from '../../../grader/instructor/class/class-oddities';
import { isOpen } from '../../../grader/instructor/class/entry';
import { frameOf } from '../../../grader/instructor/class/outputs';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { rowOf } from '../../support/class-rows';

function rosterOf(text: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

const work = (id: string, score: number, submittedAt: string) =>
  rowOf({ id, score, submittedAt, remarks: [] });

const BOTH = [work('team 1', 3, '2026-10-01T12:00:00Z'), work('team 2', 8, '2026-10-02T12:00:00Z')];

describe('a person in two groups that both handed in', () => {
  const roster = rosterOf(
    'login,name,group\nann,Ann,team 1\nbob,Bob,team 1\nbob,Bob,team 2\ncy,Cy,team 2\n',
  );

  test.each(['last', 'best', 'every'] as const)('gets no score with attempts=%s', (attempts) => {
    const { rows, pairings } = frameOf(BOTH, { roster, attempts });
    expect(rows.map(({ id, standing }) => [id, standing])).toEqual([
      ['bob', 'missing'],
      ['team 1 · ann', 'graded'],
      ['team 2 · cy', 'graded'],
    ]);
    const [bob] = rows;
    expect(bob && isOpen(bob)).toBe(true);
    expect(bob?.problem).toContain('in two groups that both handed in (team 1, team 2)');
    expect(pairings.filter(({ person }) => person?.key === 'bob')).toMatchObject([
      { submission: 'team 1', kind: 'not counted' },
      { submission: 'team 2', kind: 'not counted' },
    ]);
  });

  test('has a score if only one of them handed in', () => {
    const { rows } = frameOf(BOTH.slice(1), { roster });
    expect(rows.map(({ id, score }) => [id, score])).toEqual([
      ['ann', null],
      ['team 2 · bob', 8],
      ['team 2 · cy', 8],
    ]);
  });
});

describe('ids of the roster that differ only in case', () => {
  const roster = rosterOf(
    'id,name,email\nADA,Ada L,a@x.org\nada,Ada M,a2@x.org\nbob,Bob,b@x.org\n',
  );
  const namesOf = (id: string) => {
    const frame = frameOf([work(id, 3, '2026-10-01T12:00:00Z')], { roster });
    return frame.pairings.flatMap(({ kind, person }) => (kind === 'matched' ? [person?.name] : []));
  };

  test('match exactly or nobody, and never two people', () => {
    expect([namesOf('ADA'), namesOf('ada'), namesOf('Ada')]).toEqual([['Ada L'], ['Ada M'], []]);
    expect(namesOf('BOB')).toEqual(['Bob']);
    expect(oddities(false, { roster }, [], [], []).join()).toMatch(/only in case.*: ADA, ada/);
  });
});
