/** Draws a class: how many submissions of each kind, by whom, in which order, and at what times. */
import type { Stage } from '../../contract';
import { Rng } from '../../world/sim/rng';
import { CORPUS } from '../cheats/corpus';
import { cheatsOf } from './cheats';
import { HONEST } from './honest';
import { MISHAPS } from './mishaps';
import { type Parcel, parcel, type Student } from './parcel';
import type { Maker, Work } from './work';

export const MAKERS: readonly Maker[] = [...HONEST, ...MISHAPS, cheatsOf(CORPUS)];

export const DEADLINE = '2026-11-23T23:59:00Z';
/** In a smaller class, kinds with a fixed number occur once. */
const LARGE = 50;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

export interface Member {
  readonly kind: string;
  readonly work: Work;
  /** The name in a listing of the submissions. */
  readonly top: string;
  readonly files: Parcel;
  readonly submittedAt: string;
  readonly freeDaysUsed: number;
}

interface ClassWish {
  readonly count: number;
  readonly seed: number;
  readonly stage: Stage;
  readonly makers?: readonly Maker[];
}

/** One at a time, because a class of thousands need not fit in memory. */
export async function* drawClass({
  count,
  seed,
  stage,
  makers = MAKERS,
}: ClassWish): AsyncGenerator<Member> {
  const rng = new Rng(seed);
  const planned = [...countsOf(makers, count)].flatMap(([maker, many]) =>
    Array.from({ length: many }, (_, at) => ({ maker, at })),
  );
  const order = rng.fork('order').sample(planned, planned.length);
  for (const [place, { maker, at }] of order.entries()) {
    const own = rng.fork(`${maker.kind}/${at}`);
    const work = await maker.make(at, own, stage);
    const { top, files } = await parcel(work, studentAt(place, own), own);
    const submittedAt = timeOf(own);
    const freeDaysUsed = own.pick([0, 0, 0, 1, 2]);
    yield { kind: maker.kind, work, top, files, submittedAt, freeDaysUsed };
  }
}

/** @returns the number of submissions of each kind, in the order of the list; `count` in total */
export function countsOf(makers: readonly Maker[], count: number): ReadonlyMap<Maker, number> {
  let left = count;
  const counts = new Map<Maker, number>();
  for (const maker of makers) {
    const { share } = maker;
    if (share === 'the rest') continue;
    const wanted =
      'perCent' in share
        ? Math.round((count * share.perCent) / 100)
        : count < LARGE
          ? 1
          : share.exactly;
    const many = Math.min(wanted, left);
    counts.set(maker, many);
    left -= many;
  }
  const rest = makers.find(({ share }) => share === 'the rest') ?? makers[0];
  if (rest) counts.set(rest, (counts.get(rest) ?? 0) + left);
  return counts;
}

const FIRST =
  'Ada Alan Barbara Butler Dana Diego Edsger Frances Grace Heidi John Jun Kai Leslie Lynn Margaret Nancy Niklaus Olga Radia Renée Robin Tony Wei Yara Zoë'.split(
    ' ',
  );
const LAST =
  "Allen Antonov Brooks Chen Dijkstra Fischer García Hamilton Hopper Ito Kim Lamport Liskov Lovelace Lynch Müller Nguyen O'Neil Okafor Ongaro Perlman Rossi Scott Silva Turing Wirth".split(
    ' ',
  );

/** @param at from 0; unique for each student, as are name and number */
function studentAt(at: number, rng: Rng): Student {
  const name = `${rng.pick(FIRST)} ${rng.pick(LAST)}`;
  const letters = name.normalize('NFD').replace(/[^a-zA-Z ]/g, '');
  const slug = `${letters.toLowerCase().replaceAll(' ', '-')}-${String(at + 1).padStart(3, '0')}`;
  return { slug, name: `${name} ${at + 1}`, number: 100_000 + 7 * at };
}

/** Most are in time, some are up to a quarter of an hour late, some up to six days. */
function timeOf(rng: Rng): string {
  const minutes = rng.chance(8, 10)
    ? -rng.int(1, 3 * DAY_MINUTES)
    : rng.chance(1, 2)
      ? rng.int(1, 14)
      : rng.int(16, 6 * DAY_MINUTES);
  return new Date(Date.parse(DEADLINE) + minutes * MINUTE_MS).toISOString();
}
