/** Of two submissions whose names differ only in case, the one that the roster writes so is the person's. */
import path from 'node:path';
import { frameOf } from '../../../grader/instructor/class/outputs';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { parseTimes } from '../../../grader/instructor/class/times';
import { below } from '../../support/archives';
import { rowOf } from '../../support/class-rows';
import { Desk, found } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

/** The class of a list: an order in which either comes first. */
async function classOf(...names: readonly string[]) {
  const lines = names.map((name, at) => `${name} work/${at}`);
  const works = names.map((_, at) => below(`work/${at}`));
  const files = Object.assign({ 'list.txt': lines.join('\n') }, ...works) as Record<string, string>;
  const { submissions } = await found(path.join(desk.folder(files), 'list.txt'));
  return submissions.map(({ id, claim }) => rowOf({ id, remarks: [], ...(claim && { claim }) }));
}

describe.each(['id', 'login', 'name'])("by the roster's column %s,", (column) => {
  const roster = parseRoster(`${column},email\nADA,a@x.org\n`);
  if ('problem' in roster) throw new Error(roster.problem);

  test.each([
    [['ADA', 'ada'], 'ADA', 'ada (2)'],
    [['ada', 'ADA'], 'ADA (2)', 'ada'],
  ])('of %j, ADA gets hers and the other is unmatched', async (names, own, other) => {
    const entries = await classOf(...names);
    // Later, so a second attempt of one person would count.
    const times = parseTimes(
      `id,submitted_at\n${own},2026-10-01T10:00:00Z\n${other},2026-10-02T10:00:00Z\n`,
    );
    if ('problem' in times) throw new Error(times.problem);
    const { pairings } = frameOf(entries, { roster, times });
    expect(
      pairings.map(({ kind, person, submission }) => [kind, person?.email, submission]),
    ).toEqual([
      ['unmatched', undefined, other],
      ['matched', 'a@x.org', own],
    ]);
    expect(pairings[0]?.how).toContain(
      'differs only in case from ADA, which is another submission',
    );
  });

  test('alone, the other is hers', async () => {
    const { pairings } = frameOf(await classOf('ada', 'bob'), { roster });
    expect(pairings).toContainEqual(
      expect.objectContaining({ kind: 'matched', submission: 'ada' }),
    );
  });
});
