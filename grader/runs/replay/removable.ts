/**
 * The parts of a schedule that can be removed separately: a fault together with what ends it, or a
 * command. A cut goes with its heal, a crash with its boot, a pause with its thaw, so that the rest
 * stays as fair as before. Pure.
 */
import type { Micros } from '../../world/sim/time';
import type { Schedule, Step } from './schedule';

export interface Unit {
  readonly kind: 'crash' | 'cut' | 'pause' | 'jump' | 'submit';
  readonly at: Micros;
  /** The affected servers; for a cut, those that are cut off from each other. */
  readonly servers: readonly number[];
  /** Indexes in `steps`. */
  readonly steps: readonly number[];
}

type Draft = Unit & { readonly steps: number[]; readonly servers: number[] };

/** The units of a schedule, in the order in which they begin. */
export function unitsOf({ steps }: Pick<Schedule, 'steps'>): readonly Unit[] {
  const units: Draft[] = [];
  const crashed = new Map<number, Draft>();
  const paused = new Map<number, Draft>();
  const cut = new Map<string, Draft>();
  const begin = (kind: Unit['kind'], at: Micros, servers: number[], step: number): Draft => {
    const unit = { kind, at, servers, steps: [step] };
    units.push(unit);
    return unit;
  };
  let lastCut: Draft | undefined;
  steps.forEach((step, i) => {
    const { at } = step;
    switch (step.do) {
      case 'crash':
      case 'crash-before-effect': {
        const open = crashed.get(step.server);
        if (open) open.steps.push(i);
        else crashed.set(step.server, begin('crash', at, [step.server], i));
        // A server that loses power does not resume from its pause.
        paused.delete(step.server);
        return;
      }
      case 'boot':
        // The first boot of a server belongs to no unit.
        crashed.get(step.server)?.steps.push(i);
        crashed.delete(step.server);
        return;
      case 'pause':
        if (paused.has(step.server)) paused.get(step.server)?.steps.push(i);
        else paused.set(step.server, begin('pause', at, [step.server], i));
        return;
      case 'thaw':
        paused.get(step.server)?.steps.push(i);
        paused.delete(step.server);
        return;
      case 'jump':
        begin('jump', at, [step.server], i);
        return;
      case 'submit':
        begin('submit', at, [...step.to], i);
        return;
      case 'cut': {
        const ends = [step.from, step.to];
        // Cuts at one moment around one server belong together.
        const isSame =
          lastCut?.at === at &&
          lastCut.steps.at(-1) === i - 1 &&
          ends.some((end) => lastCut?.servers.includes(end));
        const unit = isSame && lastCut ? lastCut : begin('cut', at, [], i);
        if (isSame) unit.steps.push(i);
        for (const end of ends) if (!unit.servers.includes(end)) unit.servers.push(end);
        lastCut = unit;
        cut.set(`${step.from} ${step.to}`, unit);
        return;
      }
      case 'heal': {
        const way = `${step.from} ${step.to}`;
        cut.get(way)?.steps.push(i);
        cut.delete(way);
      }
    }
  });
  return units;
}

/** Splits a cut of several links into cuts of one link each, with their heals. */
export function singleWays(schedule: Pick<Schedule, 'steps'>, unit: Unit): readonly Unit[] {
  const ways = new Map<string, { servers: number[]; steps: number[] }>();
  for (const i of unit.steps) {
    const step = schedule.steps[i];
    if (step?.do !== 'cut' && step?.do !== 'heal') continue;
    const key = `${step.from} ${step.to}`;
    const way = ways.get(key) ?? { servers: [step.from, step.to], steps: [] };
    way.steps.push(i);
    ways.set(key, way);
  }
  return [...ways.values()].map((way) => ({ ...unit, ...way }));
}

export function without(schedule: Schedule, units: readonly Unit[]): Schedule {
  const gone = new Set(units.flatMap(({ steps }) => steps));
  return { ...schedule, steps: schedule.steps.filter((_, i) => !gone.has(i)) };
}

/** Leaves out steps without effect: cuts of links that are cut already, and heals of open ones. */
export function effective(steps: readonly Step[]): readonly Step[] {
  const cut = new Set<string>();
  return steps.filter((step) => {
    if (step.do !== 'cut' && step.do !== 'heal') return true;
    const way = `${step.from} ${step.to}`;
    if (cut.has(way) === (step.do === 'cut')) return false;
    if (step.do === 'cut') cut.add(way);
    else cut.delete(way);
    return true;
  });
}
