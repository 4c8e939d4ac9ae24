/**
 * What is on a server's disk is asked over the wire, never decoded: a throwaway server is booted on it
 * and questioned. Nothing that the throwaway does reaches the run. It must not be able to tell itself
 * from a server that has really crashed and come back: its clock goes on where the server's stands, the
 * question comes by a network that takes its time, and it has as long to answer as any other.
 */
import { createHash } from 'node:crypto';
import type { AppendEntriesArgs } from '../../contract';
import type { Effect, Method } from '../realm/effects';
import type { Program } from '../realm/program';
import { type BootOptions, Realm } from '../realm/realm';
import type { Rng } from '../sim/rng';
import { type Micros, MS, SECOND } from '../sim/time';
import { SYNC_COST } from './machine';
import { type Args, readReply, type Reply } from './wire';

/** How long a throwaway server may take to answer: as long as one that is asked in a directed test. */
const ANSWER_MAX: Micros = 1 * SECOND;
/** How long it may take to apply what it knows to be committed, and how often it hears of it meanwhile. */
const APPLY_MAX: Micros = 2 * SECOND;
/** How long it was down: half of the time it boots at once, as in most scenarios, else up to so much later. */
const DOWN_MAX: Micros = 2 * SECOND;
/** How long a packet takes, from the reliable network to the unreliable one. */
const PACKET: readonly [Micros, Micros] = [MS / 5, 26 * MS];
/** No election timeout passes so soon after a message. */
const TIMEOUT_MIN: Micros = 100 * MS;
/**
 * When it is asked again, where a lie may last only a while after a restart: first as if an election went
 * on, and then as a request arrives that was held up, while the leader of that term is heard.
 */
const AGAIN: readonly Micros[] = [40, 100, 160, 220, 600, 1_500, 5_000].map((ms) => ms * MS);
const HEARTBEATS: Readonly<Record<'from' | 'every', Micros>> = { from: 240 * MS, every: 100 * MS };
/** A timer that sets the next one at the same instant must not go on for ever. */
const WAKES_MAX = 10_000;

/** A server that is off, as far as a question goes. */
type Questioned = Pick<BootOptions, 'me' | 'servers' | 'image' | 'bytes'> & {
  /** What its clock showed when the power failed. */
  readonly at: Micros;
};

/** It gave no answer, and why, as in `it throws Error: no`. */
export interface Silence {
  readonly silent: string;
  /** What its code threw, with its stack. */
  readonly thrown?: string;
}

/**
 * What was answered in one run, over all its rounds: they put the same questions to the same disks again
 * and again. Kept for no longer than that, so no run depends on another.
 */
export type Answers = Map<string, Answer | Silence>;

/** A reply, and what the throwaway has done meanwhile. */
type Answer = Reply & {
  /** The newest term in which it has started an election, if in any. */
  readonly stood?: number;
  /** By index: the commands that it has applied. It gets the time for all that a success shows committed. */
  readonly applied?: ReadonlyMap<number, string>;
};

/** The throwaways of one run. Each question to a disk is one restart, so its chance goes by the two alone. */
export class Throwaways {
  constructor(
    private readonly program: Program,
    private readonly rng: Rng,
    private readonly answers: Answers = new Map(),
  ) {}

  /** @param leader whose heartbeats it hears while it is asked again: see {@link AGAIN} */
  ask(server: Questioned, method: Method, args: Args, leader?: number): Answer | Silence {
    const key = keyOf(server, method, args, leader);
    const known = this.answers.get(key);
    if (known) return known;
    const answer = askThrowaway(this.program, server, method, args, this.rng.fork(key), leader);
    this.answers.set(key, answer);
    return answer;
  }
}

/** A hash: disks are large, and a run may ask about many. */
function keyOf(
  { me, servers, bytes }: Questioned,
  method: Method,
  args: Args,
  leader: number | undefined,
): string {
  const again = leader === undefined ? [] : [leader];
  return createHash('sha256')
    .update(JSON.stringify([me, servers, method, args, ...again, ...bytes]))
    .digest('hex');
}

/** @param rng what only chance decides in a restart: the time that it takes, and the server's own chance */
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

/** What is still to come to it. */
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
  /** Until then its disk syncs, and whatever comes to it waits. */
  #free: Micros = 0;
  #arrivals: Arrival[] = [];
  #end: Answer | Silence | undefined;
  /** Who waits for it gives up then. */
  #until: Micros = 0;
  /** Its answer to a heartbeat by which it knows its log to be committed up to here, while it applies that. */
  #accepted: Answer | undefined;
  #heartbeat: AppendEntriesArgs | undefined;
  readonly #applied = new Map<number, string>();
  #method: Method | undefined;
  /** How often it is asked, and has answered. */
  #questions = 0;
  #answered = 0;
  /** The term of the question, which every server that answers it then knows. */
  #term = 0;
  /** When the question comes. */
  #asked: Micros = Infinity;
  /** The newest term in which it has started an election of its own accord: not right after the question. */
  #stood = 0;

  constructor(
    program: Program,
    { at, ...server }: Questioned,
    private readonly rng: Rng,
  ) {
    this.#bootedAt = at + (rng.chance(1, 2) ? 0 : rng.int(0, DOWN_MAX));
    // A restart has 128 bits of its own, and so have its questions.
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
      // Whoever takes long to answer hears the leader meanwhile, and has no reason to stand against it.
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

  /** The same heartbeat again and again. Their tokens come after those of the questions. */
  #hears(args: Args, from: Micros, to: Micros): void {
    let token = this.#questions;
    for (let at = from; at <= to; at += HEARTBEATS.every)
      this.#arrives(at + this.rng.int(...PACKET), ++token, 'appendEntries', args);
  }

  #next(): Arrival | undefined {
    const [first] = this.#arrivals;
    const due = this.#wake;
    if (due === undefined || (first && first.at < due)) return this.#arrivals.shift();
    // A realm whose last timer has fired says nothing of a next one.
    this.#wake = undefined;
    return { at: due, bring: (now) => this.#realm.wake(now) };
  }

  /** A sync stalls it: what it does after that in the same event leaves later. */
  #take(now: Micros): void {
    this.#free = now;
    for (const effect of this.#effects) {
      if (this.#end) return;
      switch (effect.kind) {
        case 'threw':
          this.#end = { silent: `it throws ${firstLine(effect.text)}`, thrown: effect.text };
          break;
        case 'breach':
          this.#end = { silent: effect.text };
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

  /** Asked again and again, it has answered once it grants its vote; else its last answer counts. */
  #answers({ token, text }: Effect & { kind: 'reply' }): void {
    if (token > this.#questions) return;
    this.#answered++;
    const answer = this.#read(text);
    const isGranted = 'voteGranted' in answer && answer.voteGranted;
    if ('success' in answer && answer.success && !this.#hasApplied) this.#hearsOn(answer);
    else if (isGranted || 'silent' in answer || this.#answered === this.#questions)
      this.#end = answer;
  }

  /** As the leader would go on, while it applies what it may. */
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
    if ('ok' in checked)
      return this.#stood > 0 ? { ...checked.ok, stood: this.#stood } : checked.ok;
    return { silent: `it sends a reply of the wrong shape: ${checked.wrong}` };
  }

  /** Others are there, in the term of the question or a newer one: they grant and accept nothing. */
  #sent({ call, method, text }: Effect & { kind: 'send' }, now: Micros): void {
    const at = this.#free + this.rng.int(...PACKET) + this.rng.int(...PACKET);
    const asked = (JSON.parse(text) as { term?: unknown } | null)?.term;
    const term = Math.max(this.#term, typeof asked === 'number' ? asked : 0);
    const isVote = method === 'requestVote';
    const isOwnAccord = now < this.#asked || now >= this.#asked + TIMEOUT_MIN;
    if (isVote && isOwnAccord) this.#stood = Math.max(this.#stood, term);
    const reply = JSON.stringify({
      term,
      ...(isVote ? { voteGranted: false } : { success: false }),
    });
    this.#arrivals.push({ at, bring: (late) => this.#realm.answered(late, call, reply) });
    this.#arrivals.sort((a, b) => a.at - b.at);
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
