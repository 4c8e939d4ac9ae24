/**
 * Computes what each server may treat as committed, from the messages delivered to it: a leader by its
 * acknowledgements, all others by what leaders tell them. Shared by AE.2, AE.5, L.5 and V.3, each of
 * which reports one way to exceed it. Bounds never decrease, not even in a crash: what was committed
 * once stays committed.
 */
import type { AppendEntriesArgs } from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { EventOf, TraceEvent } from '../../world/sim/trace';
import { HeldEntries } from './held-entries';
import { endOf, holders, type Leadership, leads, type OwnCopy, termAt } from './leadership';
import type { Watcher, World } from './rule';
import { appendEntries, appendReply, lastSent } from './wire';

/** An index that a follower learned, and the message that brought it. */
interface Told {
  readonly index: number;
  readonly event: EventOf<'deliver'>;
}

/** A server treats more as committed than it may. */
export interface Excess {
  readonly server: number;
  /** The highest index, in the event and in what the same handler applies after it. */
  readonly index: number;
  readonly bound: number;
  readonly event: EventOf<'apply' | 'send'>;
  /** Set if the server acted as a leader. */
  readonly leadership: Leadership | undefined;
  /** When that leadership had ended, if it had. */
  readonly ended: EventOf<'state'> | undefined;
  readonly leaderCommit: Told | undefined;
  /** The match with the leader's log in the newest term for which it is known. */
  readonly vouched: Told | undefined;
  /** A request that would allow the index if it matched. */
  readonly mismatch: EventOf<'deliver'> | undefined;
  /** The boot after a crash, if no message since then allows such a high index. */
  readonly restart: EventOf<'boot'> | undefined;
}

interface Server {
  bound: number;
  state: EventOf<'state'> | undefined;
  leadership: Leadership | undefined;
  leaderCommit: Told | undefined;
  /** By term: up to which index requests of its leader show that the logs match. */
  readonly vouched: Map<number, Told>;
  /** The latest request that the server must refuse because its previous entry does not match. */
  mismatch: EventOf<'deliver'> | undefined;
  boot: EventOf<'boot'> | undefined;
  restart: EventOf<'boot'> | undefined;
  /** The highest leaderCommit or last entry that leaders have sent since the boot. */
  sinceBoot: number;
  /** The latest message delivered to the server. */
  input: EventOf<'deliver' | 'return'> | undefined;
}

class CommitAccount {
  readonly held: HeldEntries;
  readonly #servers: Server[];
  readonly #needed: number;
  #isFed = false;
  #order = -1;
  #excess: Excess | undefined;

  constructor(private readonly world: World) {
    this.held = new HeldEntries(world.servers);
    this.#servers = Array.from({ length: world.servers }, fresh);
    this.#needed = Math.floor(world.servers / 2);
  }

  /** Several rules may pass in the same event; it counts once. */
  take(event: TraceEvent): Excess | undefined {
    if (event.order === this.#order) return this.#excess;
    this.#order = event.order;
    this.#excess = this.#enter(event);
    return this.#excess;
  }

  /** A watcher that judges each excess. The first one also passes in all events that the account needs. */
  watch(judge: (excess: Excess) => Breach | undefined): Watcher {
    const watch = (event: TraceEvent) => {
      const excess = this.take(event);
      return excess && judge(excess);
    };
    if (this.#isFed) return { send: watch, apply: watch };
    this.#isFed = true;
    return {
      boot: watch,
      state: watch,
      start: watch,
      deliver: watch,
      reply: watch,
      return: watch,
      send: watch,
      apply: watch,
    };
  }

  /** The entry that a leader has counted with its own copy, as it shows by applying or announcing it. */
  ownCopy(event: Excess['event']): OwnCopy | undefined {
    const leader = event.kind === 'apply' ? event.server : event.from;
    const index = event.kind === 'apply' ? event.index : (appendEntries(event)?.leaderCommit ?? 0);
    const { leadership, bound, leaderCommit } = this.#of(leader);
    if (!leadership || index === 0 || index > bound || index <= (leaderCommit?.index ?? 0))
      return undefined;
    const acks = [...leadership.acks.values()].filter((ack) => ack.index >= index);
    if (acks.length !== this.#needed) return undefined;
    const term = termAt(index, leadership);
    return term === undefined ? undefined : { leader, leadership, index, term, acks };
  }

  #enter(event: TraceEvent): Excess | undefined {
    switch (event.kind) {
      case 'boot': {
        const server = this.#of(event.server);
        server.leadership = server.state = server.input = server.mismatch = undefined;
        server.restart = server.boot && event;
        server.boot = event;
        server.sinceBoot = 0;
        this.held.booted(event.server);
        return undefined;
      }
      case 'state':
        this.#of(event.server).state = event;
        return undefined;
      case 'start':
        this.held.started(event);
        return undefined;
      case 'deliver': {
        this.#of(event.to).input = event;
        const accepted = this.held.delivered(event);
        if (accepted.length === 0) this.#of(event.to).mismatch = event;
        this.#told(event);
        for (const request of accepted) this.#vouched(request);
        return undefined;
      }
      case 'return':
        this.#acknowledged(event);
        return undefined;
      case 'send': {
        const args = appendEntries(event);
        if (!args) return undefined;
        this.held.sent(event);
        if (this.world.isPuppet(event.from)) return undefined;
        this.#leadershipOf(this.#of(event.from), args.term);
        return this.#check(event, event.from, args.leaderCommit);
      }
      case 'apply':
        return this.#check(event, event.server, event.index);
      default:
        return undefined;
    }
  }

  #told(event: EventOf<'deliver'>): void {
    const args = appendEntries(event);
    const server = this.#of(event.to);
    if (!args || args.term < (server.state?.term ?? 0)) return;
    const brought = args.entries.length > 0 ? lastSent(args).index : 0;
    server.sinceBoot = Math.max(server.sinceBoot, args.leaderCommit, brought);
    if (args.leaderCommit > (server.leaderCommit?.index ?? 0))
      server.leaderCommit = { index: args.leaderCommit, event };
    // A request that must be refused still tells of entries that matched in its term before.
    this.#learns(server, args.term);
  }

  #vouched(event: EventOf<'deliver'>): void {
    const args = event.args as AppendEntriesArgs;
    const server = this.#of(event.to);
    if (args.term < (server.state?.term ?? 0)) return;
    const { index } = lastSent(args);
    if (index > (server.vouched.get(args.term)?.index ?? -1))
      server.vouched.set(args.term, { index, event });
    this.#learns(server, args.term);
  }

  /** A server may remember a leaderCommit until its log is known to match that of a leader that far. */
  #learns(server: Server, term: number): void {
    const matched = server.vouched.get(term)?.index ?? 0;
    server.bound = Math.max(server.bound, Math.min(server.leaderCommit?.index ?? 0, matched));
  }

  #acknowledged(event: EventOf<'return'>): void {
    const server = this.#of(event.from);
    server.input = event;
    const reply = appendReply(event);
    if (!reply) return;
    const args = event.args as AppendEntriesArgs;
    const leadership = this.#leadershipOf(server, args.term);
    if (!reply.success) {
      if (args.term === leadership.term) leadership.refusals.set(event.to, event);
      return;
    }
    const acks = args.term < leadership.term ? leadership.late : leadership.acks;
    const { index, term } = lastSent(args);
    const before = acks.get(event.to);
    if (before?.index === index && args.entries.length > 0)
      acks.set(event.to, { ...before, again: event });
    if (index <= (before?.index ?? 0)) return;
    acks.set(event.to, { from: event.to, index, term, event });
    if (acks === leadership.late || index <= leadership.reached) return;
    for (const ack of acks.values()) {
      if (ack.index <= leadership.reached || holders(acks, ack.index).length < this.#needed)
        continue;
      leadership.reached = ack.index;
      // Terms never decrease along a log: if this entry is of an older term, all before it are, too.
      if (ack.term === leadership.term && ack.index > server.bound) server.bound = ack.index;
    }
  }

  #leadershipOf(server: Server, term: number): Leadership {
    if (server.leadership && server.leadership.term >= term) return server.leadership;
    const { former = [], acks = [] } = server.leadership ?? {};
    return (server.leadership = {
      term,
      acks: new Map(),
      late: new Map(),
      former: new Map([...former, ...acks]),
      refusals: new Map(),
      reached: 0,
    });
  }

  #check(event: Excess['event'], id: number, index: number): Excess | undefined {
    const server = this.#of(id);
    if (index <= server.bound) return undefined;
    const { leadership, bound, leaderCommit, vouched } = server;
    const isLeader = event.kind === 'send' || leads(server);
    // A new leader may conclude that its log holds all that earlier leaders called committed.
    if (isLeader && index <= (leaderCommit?.index ?? 0)) {
      server.bound = index;
      return undefined;
    }
    // A leader that steps down may have counted before and apply afterwards.
    const asLeader = isLeader || (leadership && index > (leaderCommit?.index ?? 0));
    // It commits several entries at once but applies them one by one. How far it goes shows the
    // mistake.
    const reach = event.kind === 'apply' && asLeader ? this.world.goesOnTo?.(id) : undefined;
    return {
      server: id,
      index: Math.max(index, reach ?? 0),
      bound,
      event,
      leadership: asLeader
        ? (leadership ?? this.#leadershipOf(server, server.state?.term ?? 0))
        : undefined,
      ended: isLeader ? undefined : endOf(leadership, server.state),
      leaderCommit,
      vouched: vouched.get(Math.max(0, ...vouched.keys())),
      mismatch: asLeader ? undefined : reaching(server.mismatch, index),
      restart: index > server.sinceBoot ? server.restart : undefined,
    };
  }

  #of(server: number): Server {
    return (this.#servers[server] ??= fresh());
  }
}

function fresh(): Server {
  return {
    bound: 0,
    state: undefined,
    leadership: undefined,
    leaderCommit: undefined,
    vouched: new Map(),
    mismatch: undefined,
    boot: undefined,
    restart: undefined,
    sinceBoot: 0,
    input: undefined,
  };
}

/** The request, if its leaderCommit and its last entry would allow the index. */
function reaching(request: Server['mismatch'], index: number): Server['mismatch'] {
  const args = request && appendEntries(request);
  if (!args) return undefined;
  return Math.min(args.leaderCommit, lastSent(args).index) >= index ? request : undefined;
}

const accounts = new WeakMap<World, CommitAccount>();

/** One account for all rules of a run. */
export function accountOf(world: World): CommitAccount {
  const account = accounts.get(world) ?? new CommitAccount(world);
  accounts.set(world, account);
  return account;
}
