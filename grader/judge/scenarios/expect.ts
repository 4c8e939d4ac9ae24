/** What scenarios demand besides the methods of the cluster. */
import type { Cluster } from '../../world/cluster/cluster';
import type { Node } from '../../world/cluster/node';
import { Broken } from '../../world/sim/broken';
import { seconds } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import { quoted } from '../rules/wire';
import { stoppedLeading } from './stopped-leading';

/** Saves of a few commands at one instant are over by then. */
const SAVES_MS = 100;

/** @throws Broken with that rule unless the condition holds */
export function demand(
  holds: boolean,
  rule: string,
  message: string,
  witness: readonly TraceEvent[] = [],
): asserts holds {
  if (!holds) throw new Broken(rule, { message, witness });
}

/** `at 1.203 s` */
export function at(cluster: Cluster): string {
  return `at ${seconds(cluster.system.clock.now)}`;
}

/** `at 1.203 s`: the time of the event, or now if it is undefined. */
export function atEvent(event: TraceEvent | undefined, cluster: Cluster): string {
  return event ? `at ${seconds(event.at)}` : at(cluster);
}

/** The leader must accept the command, at one of these indexes. */
export function startOn(leader: Node, command: string, cluster: Cluster, ...indexes: number[]) {
  const now = at(cluster);
  const taken = leader.start(command);
  const stop = taken ? undefined : stoppedLeading(cluster.system.trace.recent(), leader.id);
  // If start() threw, the run ends with that once the disk has finished earlier saves.
  if (!taken && !stop) cluster.run(SAVES_MS);
  demand(
    !stop?.inSameTerm,
    'ALL.2',
    `${leader.name} led term ${stop?.term ?? 0} but no longer does, so it refused the command ${quoted(command)} ${now}.${stop?.text ?? ''} A refusal without a newer term is about the log (L.4) and is no reason to step down.`,
    stop?.witness,
  );
  demand(
    taken !== undefined,
    'L.2',
    `${leader.name} leads, but refused the command ${quoted(command)} ${now}.`,
  );
  const isDue = indexes.length === 0 || indexes.includes(taken.index);
  demand(
    isDue,
    'L.2',
    `${leader.name} put the command ${quoted(command)} at index ${taken.index} ${now} instead of index ${indexes.join(' or ')}.${isDue ? '' : takenBefore(leader, command, taken, cluster)}${noNoOp(taken.index, indexes)}`,
  );
  return taken;
}

/** A sentence if an earlier start() of the same command had the same answer. */
function takenBefore(
  { id }: Node,
  command: string,
  taken: { readonly index: number; readonly term: number },
  cluster: Cluster,
): string {
  const [first, again] = cluster.system.trace
    .recent()
    .filter(
      (event) =>
        event.kind === 'start' &&
        event.server === id &&
        event.command === command &&
        event.index === taken.index &&
        event.term === taken.term,
    );
  return first && again
    ? ` It had accepted the same command at that index ${atEvent(first, cluster)}: two equal commands are two entries, because a client may give the same command twice.`
    : '';
}

/** @param why what happened, and why that is no reason to step down; a part of a sentence */
export function demandStillLeads(
  leader: Node,
  term: number,
  cluster: Cluster,
  { rule, why }: { readonly rule: string; readonly why: string },
): void {
  const { term: now, isLeader } = leader.look();
  const stop = stoppedLeading(cluster.system.trace.recent(), leader.id, term);
  demand(
    isLeader && now === term,
    rule,
    `${leader.name} led term ${term} but no longer does ${at(cluster)}: ${why}.${stop?.text ?? ''}`,
    stop?.witness,
  );
}

/** The cluster must agree on the command at exactly this index. */
export function agreeAt(cluster: Cluster, index: number, command: string, on: number): void {
  const got = cluster.agree(command, { on });
  demand(
    got === index,
    'L.2',
    `${quoted(command)} was applied at index ${got} ${at(cluster)}; the correct index is ${index}.${noNoOp(got, [index])}`,
  );
}

function noNoOp(index: number, due: readonly number[]): string {
  if (index <= Math.max(...due)) return '';
  return ' In this lab a leader appends no entries that clients did not send, such as a no-op at the start of its term.';
}

/** Offers commands to one server that cannot commit them. */
export function offer(node: Node, commands: number, cluster: Cluster): void {
  for (let i = 0; i < commands; i++) node.start(cluster.freshCommand());
}
