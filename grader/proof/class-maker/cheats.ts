/** Made-up students who cheat, from the corpus of grader/proof/cheats. */
import { baseFiles, type Cheat, filesOf } from '../cheats/cheat';
import { BANK } from '../mutants/bank';
import { skeletonFiles } from './honest';
import type { Expected, Maker } from './work';

/** @param corpus only cheats that consist of files and have a score known in advance are used */
export function cheatsOf(corpus: readonly Cheat[]): Maker {
  const able = corpus.flatMap((cheat) => {
    const expected = expectedOf(cheat);
    return expected === undefined ? [] : [{ cheat, expected }];
  });
  return {
    kind: 'cheat',
    does: 'attempts to cheat: harmless, reported or rejected, and without gain',
    share: able.length === 0 ? { exactly: 0 } : { perCent: 8 },
    make: (at) => {
      // With this step, even a small class has cheats of many areas.
      const one = able[(at * 37) % able.length];
      if (one?.cheat.carrier.kind !== 'files') throw new Error('there are no cheats');
      const { cheat, expected } = one;
      const base = baseFiles(cheat, BANK, Object.fromEntries(skeletonFiles(undefined)));
      const files = new Map(Object.entries(filesOf(base, one.cheat.carrier)));
      return { what: `cheat ${cheat.id}`, files, expected };
    },
  };
}

/** Undefined if the score depends on what else is run, or if files are not enough. */
function expectedOf({ id, base, carrier, expected }: Cheat): Expected | undefined {
  if (carrier.kind !== 'files' || carrier.links) return undefined;
  // They take as long as all others together, and mishaps.ts has such submissions already.
  if (/^(loops|memory)\//.test(id)) return undefined;
  if (base !== 'reference') return base === 'skeleton' ? 'zero' : undefined;
  switch (expected.come) {
    case 'same':
      return 'full';
    case 'named':
      return 'less';
    case 'refused':
      return 'zero';
    case 'harmless':
    case 'no gain':
      return undefined;
  }
}
