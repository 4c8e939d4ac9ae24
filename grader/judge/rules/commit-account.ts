/**
 * What each server may treat as committed, which follows from what was delivered to it: a leader goes
 * by acknowledgements, all others by what leaders tell them. Shared by AE.2, AE.5, L.5 and V.3, each of which
 * tells of one way to go beyond. Bounds never fall, not even by a crash: what was committed once stays so.
 */
import type { AppendEntriesArgs } from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { EventOf, TraceEvent } from '../../world/sim/trace';
import { HeldEntries } from './held-entries';
import { holders, type Office, type OwnCopy, termAt } from './office';
import type { Watcher, World } from './rule';
import { appendEntries, appendReply, lastSent } from './wire';

/** What a follower was told, and by which message. */
interface Told {
  readonly index: number;
  readonly event: EventOf<'deliver'>;
}

/** A server went beyond what it may treat as committed. */
export interface Excess {
  readonly server: number;
  /** How far, in the event and in what the same handler applies after it. */
  readonly index: number;
  readonly bound: number;
  readonly event: EventOf<'apply' | 'send'>;
  /** If it went as a leader. */
  readonly office: Office | undefined;
  readonly leaderCommit: Told | undefined;
  /** By what leaders of the newest term that it follows. */
  readonly vouched: Told | undefined;
  /** A request that vouches as far, if only it matched. */
  readonly mismatch: EventOf<'deliver'> | undefined;
  /** The boot after a crash, if nothing that came since gives it a reason to go so far. */
  readonly restart: EventOf<'boot'> | undefined;
}

interface Server {
  bound: number;
  state: EventOf<'state'> | undefined;
  office: Office | undefined;
  leaderCommit: Told | undefined;
  /** By term: how far requests of its leader vouch for the log. */
  readonly vouched: Map<number, Told>;
  /** The latest request that it must refuse because nothing matches. */
  mismatch: EventOf<'deliver'> | undefined;
  boot: EventOf<'boot'> | undefined;
  restart: EventOf<'boot'> | undefined;
  /** How far leaders have called entries committed, or brought some, since the boot. */
  sinceBoot: number;
  /** What it was handed last. */
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

  /** Several rules may show it the same event; it takes it in once. */
  take(event: TraceEvent): Excess | undefined {
    if (event.order === this.#order) return this.#excess;
    this.#order = event.order;
    this.#excess = this.#enter(event);
    return this.#excess;
  }

  /** A watcher that hears of each excess. The first one shows the account all that it must see. */
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

  /** What a leader shows to have counted, with its own copy, by applying it or telling others. */
  ownCopy(event: Excess['event']): OwnCopy | undefined {
    const leader = event.kind === 'apply' ? event.server : event.from;
    const index = event.kind === 'apply' ? event.index : (appendEntries(event)?.leaderCommit ?? 0);
    const { office, bound, leaderCommit } = this.#of(leader);
    if (!office || index === 0 || index > bound || index <= (leaderCommit?.index ?? 0))
      return undefined;
    const acks = [...office.acks.values()].filter((ack) => ack.index >= index);
    if (acks.length !== this.#needed) return undefined;
    const term = termAt(index, office);
    return term === undefined ? undefined : { leader, office, index, term, acks };
  }

  #enter(event: TraceEvent): Excess | undefined {
    switch (event.kind) {
      case 'boot': {
        const server = this.#of(event.server);
        server.office = server.state = server.input = server.mismatch = undefined;
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
      case 'reply':
        this.held.answered(event);
        return undefined;
      case 'return':
        this.#acknowledged(event);
        return undefined;
      case 'send': {
        const args = appendEntries(event);
        if (!args) return undefined;
        this.held.sent(event);
        if (this.world.isPuppet(event.from)) return undefined;
        this.#officeOf(this.#of(event.from), args.term);
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
  }

  #vouched(event: EventOf<'deliver'>): void {
    const args = event.args as AppendEntriesArgs;
    const server = this.#of(event.to);
    if (args.term < (server.state?.term ?? 0)) return;
    let vouched = server.vouched.get(args.term);
    const { index } = lastSent(args);
    if (!vouched || index > vouched.index)
      server.vouched.set(args.term, (vouched = { index, event }));
    // A server may remember a leaderCommit until its log is known to match that far.
    const known = Math.min(server.leaderCommit?.index ?? 0, vouched.index);
    if (known > server.bound) server.bound = known;
  }

  #acknowledged(event: EventOf<'return'>): void {
    const server = this.#of(event.from);
    server.input = event;
    const reply = appendReply(event);
    if (!reply) return;
    const args = event.args as AppendEntriesArgs;
    const office = this.#officeOf(server, args.term);
    if (!reply.success) {
      if (args.term === office.term) office.refusals.set(event.to, event);
      return;
    }
    const acks = args.term < office.term ? office.late : office.acks;
    const { index, term } = lastSent(args);
    const before = acks.get(event.to);
    if (before?.index === index && args.entries.length > 0)
      acks.set(event.to, { ...before, again: event });
    if (index <= (before?.index ?? 0)) return;
    acks.set(event.to, { from: event.to, index, term, event });
    if (acks === office.late || index <= office.reached) return;
    for (const ack of acks.values()) {
      if (ack.index <= office.reached || holders(acks, ack.index).length < this.#needed) continue;
      office.reached = ack.index;
      // Terms never fall along a log: if the entry here is of an older term, so are all before.
      if (ack.term === office.term && ack.index > server.bound) server.bound = ack.index;
    }
  }

  #officeOf(server: Server, term: number): Office {
    if (server.office && server.office.term >= term) return server.office;
    const { former = [], acks = [] } = server.office ?? {};
    return (server.office = {
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
    const { office, bound, leaderCommit, vouched } = server;
    const isLeader = event.kind === 'send' || leads(server);
    // What leaders before it have called committed is in a new leader's log, it may conclude.
    if (isLeader && index <= (leaderCommit?.index ?? 0)) {
      server.bound = index;
      return undefined;
    }
    // A leader that steps down may have counted before and apply after.
    const asLeader = isLeader || (office && index > (leaderCommit?.index ?? 0));
    // It applies one by one what it takes for committed at once: how far that is tells the mistake.
    const reach = event.kind === 'apply' && asLeader ? this.world.goesOnTo?.(id) : undefined;
    return {
      server: id,
      index: Math.max(index, reach ?? 0),
      bound,
      event,
      office: asLeader ? (office ?? this.#officeOf(server, server.state?.term ?? 0)) : undefined,
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

/** getState() is asked at the end of an event, and what happens in it may change the role. */
function leads({ state, input }: Server): boolean {
  if (input?.kind === 'return' && input.method === 'requestVote') return true;
  if (!state?.isLeader) return false;
  const newer = input?.kind === 'deliver' ? appendEntries(input)?.term : undefined;
  return newer === undefined || newer <= state.term;
}

function fresh(): Server {
  return {
    bound: 0,
    state: undefined,
    office: undefined,
    leaderCommit: undefined,
    vouched: new Map(),
    mismatch: undefined,
    boot: undefined,
    restart: undefined,
    sinceBoot: 0,
    input: undefined,
  };
}

/** The request, if its leader calls the entry committed and it would vouch as far. */
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
