/**
 * The shell around the pure machine of step.ts: it holds the state, saves changes before any message is
 * sent, and carries out the machine's effects.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyMsg,
  Peer,
  PersisterShape,
  RaftShape,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../contract';
import { type Durable, type Effect, type Input, lastIndex, type State } from './model';
import { step } from './step';

const ELECTION_MS = { least: 250, spread: 250 };
const HEARTBEAT_MS = 80;
const FLUSH_AFTER_MS = 4;

export class Raft implements RaftShape {
  #state: State;
  #election: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #isFlushComing = false;

  constructor(
    private readonly peers: readonly (Peer | undefined)[],
    me: number,
    private readonly persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.#state = {
      me,
      servers: peers.length,
      durable: restore(persister.readRaftState()),
      role: { kind: 'follower' },
      commit: 0,
      applied: 0,
    };
    this.#perform({ kind: 'electionTimer', set: 'anew' });
  }

  getState(): { term: number; isLeader: boolean } {
    const { durable, role } = this.#state;
    return { term: durable.term, isLeader: role.kind === 'leader' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    this.#feed({ kind: 'command', command });
    return { index: lastIndex(this.#state.durable), ...this.getState() };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const answer = this.#feed({ kind: 'voteAsked', args }).find(
      (effect) => effect.kind === 'answerVote',
    );
    if (!answer) throw new Error('the machine answers every request');
    return answer.reply;
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const answer = this.#feed({ kind: 'entriesCame', args }).find(
      (effect) => effect.kind === 'answerEntries',
    );
    if (!answer) throw new Error('the machine answers every request');
    return answer.reply;
  }

  #feed(input: Input): readonly Effect[] {
    const { state, effects } = step(this.#state, input);
    if (state.durable !== this.#state.durable) this.persister.saveRaftState(dump(state.durable));
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    return effects;
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'askVote':
        void this.#askVote(effect.to, effect.args);
        break;
      case 'sendEntries':
        void this.#sendEntries(effect.to, effect.args);
        break;
      case 'apply':
        this.apply(effect.msg);
        break;
      case 'electionTimer':
        clearTimeout(this.#election);
        if (effect.set === 'anew')
          this.#election = setTimeout(
            () => this.#feed({ kind: 'electionTimeout' }),
            ELECTION_MS.least + Math.floor(Math.random() * ELECTION_MS.spread),
          );
        break;
      case 'heartbeatTimer':
        clearInterval(this.#heartbeat);
        if (effect.set === 'on')
          this.#heartbeat = setInterval(() => this.#feed({ kind: 'heartbeatDue' }), HEARTBEAT_MS);
        break;
      case 'flushSoon':
        if (this.#isFlushComing) break;
        this.#isFlushComing = true;
        setTimeout(() => {
          this.#isFlushComing = false;
          this.#feed({ kind: 'flushDue' });
        }, FLUSH_AFTER_MS);
        break;
      case 'answerVote':
      case 'answerEntries':
        // Returned by the receiver that passed the request to the machine.
        break;
    }
  }

  async #askVote(to: number, args: RequestVoteArgs): Promise<void> {
    const reply = await this.peers[to]?.requestVote(args);
    if (reply) this.#feed({ kind: 'voteAnswered', from: to, args, reply });
  }

  async #sendEntries(to: number, args: AppendEntriesArgs): Promise<void> {
    const reply = await this.peers[to]?.appendEntries(args);
    if (reply) this.#feed({ kind: 'entriesAnswered', from: to, args, reply });
  }
}

function dump(durable: Durable): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(durable));
}

function restore(bytes: Uint8Array): Durable {
  if (bytes.length === 0) return { term: 0, votedFor: null, log: [] };
  return JSON.parse(new TextDecoder().decode(bytes)) as Durable;
}
