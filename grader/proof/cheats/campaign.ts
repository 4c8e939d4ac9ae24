/** Plays many cheats, two at a time, and tells of each as it is done. */
import type { Cheat } from './cheat';
import { Lane } from './lane';
import type { Played } from './cheat-verdict';

const LANES = 2;

/** @returns what was played, in the order of the cheats */
export async function campaign(
  cheats: readonly Cheat[],
  onPlayed: (played: Played) => void = () => undefined,
): Promise<readonly Played[]> {
  const done = new Map<Cheat, Played>();
  const left = [...cheats];
  const work = async (): Promise<void> => {
    const lane = await Lane.open();
    try {
      for (let cheat = left.shift(); cheat; cheat = left.shift()) {
        const played = await lane.play(cheat);
        done.set(cheat, played);
        onPlayed(played);
      }
    } finally {
      left.length = 0;
      lane.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, cheats.length) }, work));
  return cheats.flatMap((cheat) => done.get(cheat) ?? []);
}
