/**
 * Answers to clients of Redis Cluster that ask about the cluster: one shard, in which the leader
 * owns every slot.
 */
import { createHash } from 'node:crypto';
import { type Answer, Failure } from '../service/map';
import { SLOTS, slotOf } from './slots';

/** The cluster as one server sees it. */
export interface View {
  readonly me: number;
  /** The port for clients of each server. */
  readonly ports: readonly number[];
  readonly standing: {
    readonly term: number;
    readonly isLeader: boolean;
    readonly leader: number | undefined;
    readonly lastLeader: number | undefined;
    readonly lastIndex: number;
  };
  isConnected(server: number): boolean;
}

export const HOST = '127.0.0.1';
/** Redis servers talk to each other on a second port, which is the client port plus this. */
const BUS = 10_000;

export function clusterAnswer(view: View, words: readonly string[]): Answer {
  const [, what = '', ...more] = words;
  switch (what.toLowerCase()) {
    case 'slots':
      return [[0, SLOTS - 1, ...inOrder(view).map((server) => whereIs(view, server))]];
    case 'shards':
      return [shard(view)];
    case 'nodes':
      return nodes(view);
    case 'info':
      return info(view);
    case 'myid':
      return idOf(view.me);
    case 'keyslot':
      return more.length === 1
        ? slotOf(more[0] ?? '')
        : new Failure("ERR wrong number of arguments for 'cluster|keyslot' command");
    default:
      return new Failure(`ERR unknown subcommand '${what.slice(0, 128)}'. Try CLUSTER SLOTS.`);
  }
}

/** The owner comes first. While no server leads, clients do best to ask the last leader. */
function inOrder({ ports, standing, me }: View): number[] {
  const owner = standing.lastLeader ?? me;
  return [owner, ...ports.keys()].filter((server, at, all) => all.indexOf(server) === at);
}

function whereIs({ ports }: View, server: number): Answer {
  return [HOST, ports[server] ?? 0, idOf(server)];
}

function shard(view: View): Answer {
  const { ports, standing } = view;
  const [owner] = inOrder(view);
  const servers = inOrder(view).map((server) => [
    ...['id', idOf(server), 'port', ports[server] ?? 0, 'ip', HOST, 'endpoint', HOST],
    ...['role', server === owner ? 'master' : 'replica'],
    ...['replication-offset', standing.lastIndex],
    ...['health', view.isConnected(server) ? 'online' : 'fail'],
  ]);
  return ['slots', [0, SLOTS - 1], 'nodes', servers];
}

function nodes(view: View): string {
  const { me, ports, standing } = view;
  const [owner = me] = inOrder(view);
  return inOrder(view)
    .map((server) => {
      const port = ports[server] ?? 0;
      const isOwner = server === owner;
      const flags = [
        ...(server === me ? ['myself'] : []),
        isOwner ? 'master' : 'slave',
        ...(view.isConnected(server) ? [] : ['fail']),
      ];
      return [
        ...[idOf(server), `${HOST}:${port}@${port + BUS}`, flags.join(',')],
        ...[isOwner ? '-' : idOf(owner), 0, 0, standing.term],
        view.isConnected(server) ? 'connected' : 'disconnected',
        ...(isOwner ? [`0-${SLOTS - 1}`] : []),
      ].join(' ');
    })
    .map((line) => `${line}\n`)
    .join('');
}

function info({ ports, standing }: View): string {
  const isUp = standing.leader !== undefined;
  return Object.entries({
    cluster_enabled: 1,
    cluster_state: isUp ? 'ok' : 'fail',
    cluster_slots_assigned: SLOTS,
    cluster_slots_ok: isUp ? SLOTS : 0,
    cluster_slots_pfail: 0,
    cluster_slots_fail: isUp ? 0 : SLOTS,
    cluster_known_nodes: ports.length,
    cluster_size: 1,
    cluster_current_epoch: standing.term,
    cluster_my_epoch: standing.term,
  })
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('');
}

/** An id of forty hex digits, as in Redis. */
function idOf(server: number): string {
  return createHash('sha1').update(`S${server}`).digest('hex');
}
