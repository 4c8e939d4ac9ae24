/**
 * Finds out what is on a server's disk without decoding it: a throwaway server boots on it and answers
 * requests. Nothing that it does reaches the run. It must not be able to distinguish this from a real
 * restart: its clock continues from the server's, packets take time, and it has as long to answer as any.
 */
import type { AppendEntriesArgs } from '../../contract';
import type { Effect, Method } from '../realm/effects';
import type { Program } from '../realm/program';
import { type BootOptions, Realm } from '../realm/realm';
import type { Rng } from '../sim/rng';
import { type Micros, MS, SECOND } from '../sim/time';
import { SYNC_COST } from './machine';
import { type Args, readReply, type Reply } from './wire';

/** How long a throwaway server may take to answer, as in a directed test. */
const ANSWER_MAX: Micros = 1 * SECOND;
/** How long it may take to apply what it knows to be committed. It receives heartbeats meanwhile. */
const APPLY_MAX: Micros = 2 * SECOND;
/** The longest time it was down. Half of the throwaways boot at once, as servers do in most scenarios. */
const DOWN_MAX: Micros = 2 * SECOND;
/** How long a packet takes, from the reliable network to the unreliable one. */
const PACKET: readonly [Micros, Micros] = [MS / 5, 26 * MS];
/** An election timeout is longer than this time after a message. */
const TIMEOUT_MIN: Micros = 100 * MS;
/**
 * When it is asked again, for servers that answer wrongly only for a while after a restart: first as if
 * an election continued, then like a delayed request, while the leader of that term sends heartbeats.
 */
const AGAIN: readonly Micros[] = [40, 100, 160, 220, 600, 1_500, 5_000].map((ms) => ms * MS);
const HEARTBEATS: Readonly<Record<'from' | 'every', Micros>> = { from: 240 * MS, every: 100 * MS };
/** A timer that sets the next one at the same instant must not run endlessly. */
const WAKES_MAX = 10_000;

/** The state of a powered-off server that a question needs. */
export type Questioned = Pick<BootOptions, 'me' | 'servers' | 'image' | 'bytes'> & {
  /** The time of its clock when the power failed. */
  readonly at: Micros;
};

/** A question without an answer, and why, as in `it throws Error: no`. */
export interface Silence {
  readonly silent: string;
  /** What its code threw, with its stack. */
  readonly thrown?: string;
}

/** A reply, and what the throwaway did meanwhile. */
export type Answer = Reply & {
  /** The first term that its getState() told. */
  readonly began: number | undefined;
  /** The newest term in which it has started an election; 0 if none. */
  readonly stood: number;
  /**
   * The commands that it has applied, by index. It gets the time to apply all that its success shows
   * committed.
   */
  readonly applied?: ReadonlyMap<number, string>;
};

/** @param rng decides the duration of the restart and seeds the server's own randomness */
export function askThrowaway(
  program: Program,
  server: Questioned,
  method: Method,
  args: Args,
  rng: Rng,
  leader?: number,
): Answer | Silence {
  return new Throwaway(program, server, rng).answer(method, args, leader);
}

/** A message that is still to arrive. */
interface Arrival {
  readonly at: Micros;
  readonly bring: (now: Micros) => readonly Effect[];
}

class Throwaway {
  readonly #realm: Realm;
  readonly #bootedAt: Micros;
  #effects: readonly Effect[];
  /** When its next timer is due. */
  #wake: Micros | undefined;
  /** Until then its disk is syncing, and incoming events wait. */
  #free: Micros = 0;
  #arrivals: Arrival[] = [];
  #end: Answer | Silence | undefined;
  /** When to stop waiting for an answer. */
  #until: Micros = 0;
  /** Its success to a heartbeat that shows its log to be committed, while it applies the entries. */
  #accepted: Answer | undefined;
  #heartbeat: AppendEntriesArgs | undefined;
  readonly #applied = new Map<number, string>();
  #method: Method | undefined;
  /** How many questions were sent, and how many it has answered. */
  #questions = 0;
  #answered = 0;
  /** The term of the question. Any server that answers it knows this term. */
  #term = 0;
  /** When the question arrives. */
  #asked: Micros = Infinity;
  /** The newest term in which it has started an election by itself, not right after the question. */
  #stood = 0;
  #began: number | undefined;

  constructor(
    program: Program,
    { at, ...server }: Questioned,
    private readonly rng: Rng,
  ) {
    this.#bootedAt = at + (rng.chance(1, 2) ? 0 : rng.int(0, DOWN_MAX));
    // The restart gets 128 bits of its own, and so do its questions.
    const chance = rng.words(`${rng.int(0, 0x7fffffff)} ${rng.int(0, 0x7fffffff)}`);
    const booted = Realm.boot(program, { ...server, at: this.#bootedAt, chance });
    this.#realm = booted.realm;
    this.#effects = booted.effects;
  }

  answer(method: Method, args: Args, leader?: number): Answer | Silence {
    this.#method = method;
    this.#term = args.term;
    const asked = this.#bootedAt + this.rng.int(...PACKET);
    this.#asked = asked;
    const again = AGAIN.map((later) => asked + later + this.rng.int(...PACKET));
    const times = [asked, ...(leader === undefined ? [] : again)];
    for (const at of times) this.#arrives(at, ++this.#questions, method, args);
    const last = times.at(-1) ?? asked;
    if (leader !== undefined) {
      const heartbeat = { term: args.term, leaderId: leader, prevLogIndex: 0, prevLogTerm: 0 };
      const fitsAnyLog = { ...heartbeat, entries: [], leaderCommit: 0 };
      this.#hears(fitsAnyLog, asked + HEARTBEATS.from, last);
    }
    this.#until = last + ANSWER_MAX;
    if ('leaderCommit' in args) {
      // A server that takes long to answer receives heartbeats meanwhile, so it has no reason to start
      // an election.
      this.#heartbeat = args;
      this.#hears(args, asked + HEARTBEATS.every, this.#until);
    }
    this.#take(this.#bootedAt);
    for (let steps = 0; !this.#end && steps < WAKES_MAX; steps++) {
      const next = this.#next();
      if (!next || next.at > this.#until) break;
      const now = Math.max(next.at, this.#free);
      this.#effects = next.bring(now);
      this.#take(now);
    }
    const end = this.#end ?? this.#accepted;
    if (!end) return { silent: `it does not answer within ${ANSWER_MAX / SECOND} s` };
    return 'success' in end ? { ...end, applied: this.#applied } : end;
  }

  #arrives(at: Micros, token: number, method: Method, args: Args): void {
    const bring = (now: Micros) => this.#realm.deliver(now, token, method, JSON.stringify(args));
    this.#arrivals.push({ at, bring });
    this.#arrivals.sort((a, b) => a.at - b.at);
  }

  /** Repeats the same heartbeat. Its tokens come after those of the questions. */
  #hears(args: Args, from: Micros, to: Micros): void {
    let token = this.#questions;
    for (let at = from; at <= to; at += HEARTBEATS.every)
      this.#arrives(at + this.rng.int(...PACKET), ++token, 'appendEntries', args);
  }

  #next(): Arrival | undefined {
    const [first] = this.#arrivals;
    const due = this.#wake;
    if (due === undefined || (first && first.at < due)) return this.#arrivals.shift();
    // After its last timer a realm reports no next one.
    this.#wake = undefined;
    return { at: due, bring: (now) => this.#realm.wake(now) };
  }

  /** A sync stalls the server, so the later effects of the same event leave later. */
  #take(now: Micros): void {
    this.#free = now;
    for (const effect of this.#effects) {
      if (this.#end) return;
      switch (effect.kind) {
        case 'threw':
          this.#end = {
            silent: `it throws ${effect.text.split('\n', 1)[0] ?? ''}`,
            thrown: effect.text,
          };
          break;
        case 'breach':
          this.#end = { silent: effect.text };
          break;
        case 'state':
          this.#began ??= effect.term;
          break;
        case 'wake':
          this.#wake = effect.at;
          break;
        case 'disk':
          if (effect.operation.op === 'sync') this.#free += this.rng.int(...SYNC_COST);
          break;
        case 'send':
          this.#sent(effect, now);
          break;
        case 'reply':
          this.#answers(effect);
          break;
        case 'apply':
          this.#applied.set(effect.index, effect.command);
          if (this.#hasApplied) this.#end = this.#accepted;
          break;
        default:
          break;
      }
    }
  }

  /** If asked repeatedly, its answer is a granted vote, or else its last reply. */
  #answers({ token, text }: Effect & { kind: 'reply' }): void {
    if (token > this.#questions) return;
    this.#answered++;
    const answer = this.#read(text);
    const isGranted = 'voteGranted' in answer && answer.voteGranted;
    if ('success' in answer && answer.success && !this.#hasApplied) this.#hearsOn(answer);
    else if (isGranted || 'silent' in answer || this.#answered === this.#questions)
      this.#end = answer;
  }

  /** Continues the leader's heartbeats while the server applies committed entries. */
  #hearsOn(answer: Answer): void {
    this.#accepted = answer;
    const heardUntil = this.#until;
    this.#until = this.#free + APPLY_MAX;
    if (this.#heartbeat) this.#hears(this.#heartbeat, heardUntil + HEARTBEATS.every, this.#until);
  }

  get #hasApplied(): boolean {
    const { leaderCommit = 0, prevLogIndex = 0 } = this.#heartbeat ?? {};
    const due = Math.min(leaderCommit, prevLogIndex);
    return due === 0 || this.#applied.has(due);
  }

  #read(text: string): Answer | Silence {
    if (!this.#method) throw new Error('it received no request');
    const checked = readReply(this.#method, text);
    if ('ok' in checked) return { ...checked.ok, began: this.#began, stood: this.#stood };
    return { silent: `it sends a reply of the wrong shape: ${checked.wrong}` };
  }

  /** Other servers reply in the term of the question or a newer one, but grant and accept nothing. */
  #sent({ call, method, text }: Effect & { kind: 'send' }, now: Micros): void {
    const at = this.#free + this.rng.int(...PACKET) + this.rng.int(...PACKET);
    const asked = (JSON.parse(text) as { term?: unknown } | null)?.term;
    const term = Math.max(this.#term, typeof asked === 'number' ? asked : 0);
    const isVote = method === 'requestVote';
    const isOwnAccord = now < this.#asked || now >= this.#asked + TIMEOUT_MIN;
    if (isVote && isOwnAccord) this.#stood = Math.max(this.#stood, term);
    const refusal = isVote ? { voteGranted: false } : { success: false };
    const reply = JSON.stringify({ term, ...refusal });
    this.#arrivals.push({ at, bring: (late) => this.#realm.answered(late, call, reply) });
    this.#arrivals.sort((a, b) => a.at - b.at);
  }
}
