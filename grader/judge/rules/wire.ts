/** Names and types for events that carry Raft's messages. Their shape was checked when they were sent. */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import { seconds } from '../../world/sim/time';
import type { EventOf, Happening, TraceEvent } from '../../world/sim/trace';

/** Commands of most tests are shorter. */
const SHOWN_CHARS_MAX = 40;

type Carrier = Extract<Happening['kind'], 'send' | 'deliver' | 'reply' | 'return'>;

export function requestVote(event: EventOf<Carrier>): RequestVoteArgs | undefined {
  return event.method === 'requestVote' ? (event.args as RequestVoteArgs) : undefined;
}

export function appendEntries(event: EventOf<Carrier>): AppendEntriesArgs | undefined {
  return event.method === 'appendEntries' ? (event.args as AppendEntriesArgs) : undefined;
}

export function voteReply(event: EventOf<'reply' | 'return'>): RequestVoteReply | undefined {
  return event.method === 'requestVote' ? (event.reply as RequestVoteReply | undefined) : undefined;
}

export function appendReply(event: EventOf<'reply' | 'return'>): AppendEntriesReply | undefined {
  return event.method === 'appendEntries'
    ? (event.reply as AppendEntriesReply | undefined)
    : undefined;
}

/** Index and term of the last entry that the receiver holds if it accepts the request. */
export function lastSent(args: AppendEntriesArgs): { index: number; term: number } {
  const last = args.entries.at(-1);
  return {
    index: args.prevLogIndex + args.entries.length,
    term: last ? last.term : args.prevLogTerm,
  };
}

/** `S3`, the name of a server in reports. */
export function name(server: number): string {
  return `S${server}`;
}

/** At most 40 characters of a command, because commands can be very long. */
export function quoted(command: string): string {
  if (command.length <= SHOWN_CHARS_MAX) return JSON.stringify(command);
  const start = JSON.stringify(command.slice(0, SHOWN_CHARS_MAX)).slice(0, -1);
  return `${start}…" (${command.length} characters)`;
}

/** `S1, S3 and S4` */
export function list(servers: Iterable<number>): string {
  const names = [...servers].map(name);
  const last = names.pop() ?? 'nobody';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/** `at 14.203 s` */
export function when(event: TraceEvent): string {
  return `at ${seconds(event.at)}`;
}
