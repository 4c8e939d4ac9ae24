/** Plays many cheats, two at a time, and reports each as it is done. */
import type { Cheat } from './cheat';
import { CheatGrader } from './cheat-grader';
import type { Played } from './cheat-verdict';

const LANES = 2;

/** @returns the results in the order of the cheats */
export async function campaign(
  cheats: readonly Cheat[],
  onPlayed: (played: Played) => void = () => undefined,
): Promise<readonly Played[]> {
  const done = new Map<Cheat, Played>();
  const left = [...cheats];
  const work = async (): Promise<void> => {
    const grader = await CheatGrader.open();
    try {
      for (let cheat = left.shift(); cheat; cheat = left.shift()) {
        const played = await grader.play(cheat);
        done.set(cheat, played);
        onPlayed(played);
      }
    } finally {
      left.length = 0;
      grader.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, cheats.length) }, work));
  return cheats.flatMap((cheat) => done.get(cheat) ?? []);
}
