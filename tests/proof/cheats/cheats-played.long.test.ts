/** Some cheats are played for real. `npm run cheats` plays all of them. */
import { campaign } from '../../../grader/proof/cheats/campaign';
import { isPossibleOn } from '../../../grader/proof/cheats/cheat';
import { CORPUS } from '../../../grader/proof/cheats/corpus';
import { complaints } from '../../../grader/proof/cheats/cheat-verdict';
import { baseOf } from '../../../grader/proof/mutants/program';

const LONG_MS = 300_000;

describe('played for real', () => {
  test(
    'one that gains is seen: here it mends its base',
    async () => {
      const reference = baseOf({});
      const [played] = await campaign([
        {
          id: 'canary/mends',
          attempt: 'Saves what its base does not.',
          base: { mutant: 'persistence/nothing-saved' },
          expected: { come: 'no gain' },
          runs: [{ test: '2C/persist-state', seeds: [1] }],
          carrier: { kind: 'files', files: reference },
        },
      ]);
      expect(played && complaints(played)).toEqual([expect.stringMatching(/^gains \d+ points/)]);
    },
    LONG_MS,
  );

  test(
    'some of each kind come to nothing',
    async () => {
      const some = [
        'leaving/corrupt-async-ids',
        'output/effects-by-a-length',
        'escape/by-overflow',
        'prototypes/iterator-and-the-real-clock',
        'crash/bytes-by-species',
        'crash/bytes-by-the-harness',
        'detecting/by-stack',
        'detecting/by-globals',
        'bundling/nested-brackets',
        'archives/up',
        'names/control-characters',
      ].filter((id) =>
        CORPUS.some((cheat) => cheat.id === id && isPossibleOn(process.platform, cheat)),
      );
      const played = await campaign(CORPUS.filter(({ id }) => some.includes(id)));
      const told = played.map((one) => [one.cheat.id, ...complaints(one)]);
      expect(told.sort()).toEqual(some.sort().map((id) => [id]));
    },
    LONG_MS,
  );
});
