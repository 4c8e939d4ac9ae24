/**
 * Who can talk to whom, in words, and since when. It is the same for the whole cluster, so it is
 * shown once.
 */
import type { Micros } from '../../world/sim/time';
import { lowerBound } from './search';
import { isCut, type World } from './world';

/** Lasts until the next one begins. */
interface Partition {
  readonly at: Micros;
  /** Empty if every link is open. */
  readonly text: string;
}

export class Partitions {
  readonly #partitions: Partition[] = [{ at: 0, text: '' }];
  #cuts: World['cuts'] | undefined;

  /** Whether no link was ever cut. */
  get isWhole(): boolean {
    return this.#partitions.length === 1;
  }

  /** The partitions at some time from `from` to `to`. */
  between(from: Micros, to: Micros): readonly Partition[] {
    const all = this.#partitions;
    const first = Math.max(0, lowerBound(all, ({ at }) => at > from) - 1);
    return all.slice(
      first,
      lowerBound(all, ({ at }) => at > to),
    );
  }

  add(world: World, at: Micros): void {
    if (world.cuts === this.#cuts) return;
    this.#cuts = world.cuts;
    const text = partitionText(world);
    const last = this.#partitions.at(-1);
    // Of several changes at the same moment, only the last matters.
    if (last?.at === at) this.#partitions.pop();
    if (this.#partitions.at(-1)?.text !== text) this.#partitions.push({ at, text });
  }
}

/** `S0 S3 | S1 S2 S4` if the cluster is cleanly partitioned; else the links that each server lacks. */
function partitionText(world: World): string {
  if (!world.cuts.includes(true)) return '';
  return groupsText(world) ?? oneWayText(world);
}

/** Undefined if a link is open in one direction only, or a group is not fully connected. */
function groupsText(world: World): string | undefined {
  const groups: number[][] = [];
  for (const { id } of world.servers) {
    const own = groups.filter((group) => group.some((other) => talk(world, id, other)));
    const [group] = own;
    if (!group) groups.push([id]);
    else if (own.length === 1) group.push(id);
    else return undefined;
  }
  const isClean = world.servers.every(({ id }, i) =>
    world.servers.slice(i + 1).every(({ id: other }) => {
      const isTogether = groups.some((group) => group.includes(id) && group.includes(other));
      return isTogether
        ? talk(world, id, other)
        : isCut(world, id, other) && isCut(world, other, id);
    }),
  );
  return isClean ? groups.map((group) => names(group)).join(' | ') : undefined;
}

function talk(world: World, a: number, b: number): boolean {
  return !isCut(world, a, b) && !isCut(world, b, a);
}

function oneWayText(world: World): string {
  const ids = world.servers.map(({ id }) => id);
  const others = (id: number) => ids.filter((other) => other !== id);
  const mute = ids.filter((id) => others(id).every((other) => isCut(world, id, other)));
  const deaf = ids.filter((id) => others(id).every((other) => isCut(world, other, id)));
  const alone = mute.filter((id) => deaf.includes(id));
  const rest = ids.flatMap((id) => {
    if (mute.includes(id)) return [];
    const lost = others(id).filter((other) => !deaf.includes(other) && isCut(world, id, other));
    return lost.length > 0 ? [`S${id} cannot reach ${names(lost)}`] : [];
  });
  const only = (some: readonly number[]) => some.filter((id) => !alone.includes(id));
  return [
    ...alone.map((id) => `S${id} is cut off`),
    ...only(mute).map((id) => `S${id} can reach no server`),
    ...only(deaf).map((id) => `S${id} receives nothing`),
    ...rest,
  ].join(', ');
}

function names(servers: readonly number[]): string {
  return servers.map((id) => `S${id}`).join(' ');
}
