/** The types of the state machine: its state, its inputs, and its effects. */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyMsg,
  LogEntry,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../contract';

/** What must survive a crash. It is immutable: a new object means that it has to be saved. */
export interface Durable {
  readonly term: number;
  readonly votedFor: number | null;
  /** Entry 1 is at position 0. */
  readonly log: readonly LogEntry[];
}

export interface Progress {
  readonly next: number;
  readonly match: number;
}

export type Role =
  | { readonly kind: 'follower' }
  | { readonly kind: 'candidate'; readonly votes: readonly number[] }
  | { readonly kind: 'leader'; readonly progress: readonly Progress[] };

export interface State {
  readonly me: number;
  readonly servers: number;
  readonly durable: Durable;
  readonly role: Role;
  readonly commit: number;
  readonly applied: number;
}

export type Input =
  | { readonly kind: 'electionTimeout' }
  | { readonly kind: 'heartbeatDue' }
  | { readonly kind: 'flushDue' }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'voteAsked'; readonly args: RequestVoteArgs }
  | { readonly kind: 'entriesCame'; readonly args: AppendEntriesArgs }
  | {
      readonly kind: 'voteAnswered';
      readonly from: number;
      readonly args: RequestVoteArgs;
      readonly reply: RequestVoteReply;
    }
  | {
      readonly kind: 'entriesAnswered';
      readonly from: number;
      readonly args: AppendEntriesArgs;
      readonly reply: AppendEntriesReply;
    };

export type Effect =
  | { readonly kind: 'askVote'; readonly to: number; readonly args: RequestVoteArgs }
  | { readonly kind: 'sendEntries'; readonly to: number; readonly args: AppendEntriesArgs }
  | { readonly kind: 'answerVote'; readonly reply: RequestVoteReply }
  | { readonly kind: 'answerEntries'; readonly reply: AppendEntriesReply }
  | { readonly kind: 'apply'; readonly msg: ApplyMsg }
  | { readonly kind: 'electionTimer'; readonly set: 'anew' | 'off' }
  | { readonly kind: 'heartbeatTimer'; readonly set: 'on' | 'off' }
  | { readonly kind: 'flushSoon' };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function lastIndex({ log }: Durable): number {
  return log.length;
}

/** 0 for the sentinel, undefined beyond the end of the log. */
export function termAt({ log }: Durable, index: number): number | undefined {
  return index === 0 ? 0 : log[index - 1]?.term;
}

export function others({ me, servers }: State): readonly number[] {
  return Array.from({ length: servers }, (_, server) => server).filter((server) => server !== me);
}

/** The timer effects when a leader steps down. */
export function leaving({ role }: State): readonly Effect[] {
  if (role.kind !== 'leader') return [];
  return [
    { kind: 'heartbeatTimer', set: 'off' },
    { kind: 'electionTimer', set: 'anew' },
  ];
}
