/**
 * Applies the always-on rules to a schedule, event by event. The servers share no common time: a time
 * in a report is the number of the step, in milliseconds.
 */
import { crashedBy } from '../../world/cluster/threw';
import type { Args } from '../../world/cluster/wire';
import { referee } from '../../judge/rules';
import { Broken } from '../../world/sim/broken';
import { Rng } from '../../world/sim/rng';
import { MS } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import type { DiskImage, Lives } from './lives';
import type { Scene } from './stage';
import type { Scope } from './scope';

/** The scenes of each step. */
export type Steps = readonly (readonly Scene[])[];

interface Judgement {
  readonly broken: Broken | undefined;
  readonly events: readonly TraceEvent[];
}

/** Rules about durations and costs. A step counts as one millisecond, so none of them should fire. */
const NOT_JUDGED = /^(V\.[12]|B\.|P\.4|F\.2|L\.1|C\.4)/;

/** @param steps beginning with the boots */
export function judge(lives: Lives, scope: Scope, steps: Steps): Judgement {
  const disks: DiskImage[] = Array.from({ length: scope.servers }, () => lives.empty);
  const listen = referee(scope.stage, {
    servers: scope.servers,
    // All promises are questioned, because there are few, and the answers of a disk are remembered.
    questions: 'all',
    isPuppet: () => false,
    rng: new Rng(1),
    question: (server: number, method: 'requestVote' | 'appendEntries', args: Args) =>
      lives.question(server, disks[server] ?? lives.empty, method, args),
  });
  const events: TraceEvent[] = [];
  for (const [step, scenes] of steps.entries()) {
    const at = step * MS;
    for (const scene of scenes) {
      if (scene.kind === 'fatal') return { broken: fatal(scene, at), events };
      disks[scene.server] = scene.durable;
      const event: TraceEvent = { ...scene.happening, at, order: events.length };
      events.push(event);
      try {
        listen(event);
      } catch (thrown) {
        if (!(thrown instanceof Broken)) throw thrown;
        if (!NOT_JUDGED.test(thrown.rule)) return { broken: thrown, events };
      }
    }
  }
  return { broken: undefined, events };
}

function fatal({ server, boots, deed }: Scene & { kind: 'fatal' }, at: number): Broken {
  const name = `S${server}`;
  switch (deed.kind) {
    case 'threw':
      return crashedBy(deed, { name, incarnation: boots }, at);
    case 'breach':
      return new Broken('K.1', { message: `${name}: ${deed.text}.`, witness: [] });
    case 'misshapen':
      return new Broken('K.1', { message: `${name} ${deed.text}`, witness: [] });
    case 'stuck':
      return new Broken('K.3', {
        message: `${name} never stopped running, so no time could pass. Is there a setImmediate or a timer of 0 ms that sets itself again?`,
        witness: [],
      });
  }
}
