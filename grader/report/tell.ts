/** One event in words, for people. It also runs in the browser, so it imports only types. */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../contract';
import type { DiskOperation } from '../world/sim/disk';
import type { TraceEvent } from '../world/sim/trace';

export function serverOf(event: TraceEvent): number | undefined {
  if ('server' in event) return event.server;
  if (!('call' in event)) return undefined;
  return event.kind === 'deliver' || event.kind === 'reply' ? event.to : event.from;
}

/** Undefined for events without news, such as an arrival. */
export function tell(event: TraceEvent): { server: number | undefined; text: string } | undefined {
  const server = serverOf(event);
  const say = (text: string) => ({ server, text });
  switch (event.kind) {
    case 'send':
      return event.method === 'requestVote'
        ? say(`asks S${event.to} for its vote, ${voteArgs(event.args as RequestVoteArgs)}`)
        : say(`sends S${event.to} ${appendArgs(event.args as AppendEntriesArgs)}`);
    case 'reply':
      return say(replyText(event.method, event.from, event.args, event.reply));
    case 'lost':
      return say(`${lostText(event)} lost (${event.reason})`);
    case 'boot':
      return say(event.incarnation === 1 ? 'boots' : 'RESTARTS');
    case 'crash':
      return say(
        [event.midHandler ? 'CRASHES inside a handler' : 'CRASHES', ...(event.damage ?? [])].join(
          ', ',
        ),
      );
    case 'pause':
      return say('is paused');
    case 'thaw':
      return say('resumes');
    case 'disk':
      return say(diskText(event.operation));
    case 'apply':
      return say(`applies ${event.index}: ${brief(event.command) || '""'}`);
    case 'state':
      return say(event.isLeader ? `LEADS term ${event.term}` : `is in term ${event.term}`);
    case 'start':
      return say(`takes "${brief(event.command)}" at index ${event.index}`);
    case 'log':
      return isTodoNote(event) ? undefined : say(`console: ${event.text}`);
    case 'note':
      return { server: undefined, text: event.text };
    case 'deliver':
    case 'return':
      return undefined;
  }
}

/**
 * Whether the event is a note of an unwritten place, which explains a failure but is not an event of
 * the run.
 */
export function isTodoNote(event: TraceEvent): boolean {
  return event.kind === 'log' && /^TODO 2[ABC] [A-Z]{1,3}\.\d+: /.test(event.text);
}

/** The text of an arrival, which is shown only if it breaks the rule; otherwise the departure is enough. */
export function arrivalText(event: TraceEvent): string {
  if (event.kind === 'deliver')
    return event.method === 'requestVote'
      ? `RECEIVES S${event.from}'s request for its vote, ${voteArgs(event.args as RequestVoteArgs)}`
      : `RECEIVES from S${event.from} ${appendArgs(event.args as AppendEntriesArgs)}`;
  if (event.kind !== 'return') return event.kind;
  if (event.reply === undefined) return `LEARNS that S${event.to} does not reply`;
  return `HEARS from S${event.to}: ${replyText(event.method, event.from, event.args, event.reply)}`;
}

/** `S6's reply to S4's requestVote`: `from` is the sender of the request in both cases. */
function lostText({ leg, method, from, to }: TraceEvent & { readonly kind: 'lost' }): string {
  return leg === 'reply'
    ? `S${to}'s reply to S${from}'s ${method}`
    : `S${from}'s ${method} to S${to}`;
}

/** `1 byte`, `300 bytes` */
export function bytes({ length }: { readonly length: number }): string {
  return length === 1 ? '1 byte' : `${length} bytes`;
}

function diskText(operation: DiskOperation): string {
  switch (operation.op) {
    case 'write':
      return `writes ${operation.file}, ${bytes(operation.content)}`;
    case 'sync':
      return `syncs ${operation.file}`;
    case 'rename':
      return `renames ${operation.file} to ${operation.to}`;
    case 'remove':
      return `removes ${operation.file}`;
  }
}

function voteArgs(args: RequestVoteArgs): string {
  return `term ${args.term}, last entry ${args.lastLogIndex} of term ${args.lastLogTerm}`;
}

function appendArgs(args: AppendEntriesArgs): string {
  const { entries, prevLogIndex, prevLogTerm, term, leaderCommit } = args;
  const what =
    entries.length === 0
      ? `a heartbeat after ${prevLogIndex} (of term ${prevLogTerm})`
      : `entries ${prevLogIndex + 1}${entries.length > 1 ? `–${prevLogIndex + entries.length}` : ''} after ${prevLogIndex} (of term ${prevLogTerm})`;
  return `${what}, in term ${term}, commit ${leaderCommit}`;
}

function replyText(method: string, from: number, args: unknown, reply: unknown): string {
  if (method === 'requestVote') {
    const { term, voteGranted } = reply as RequestVoteReply;
    return voteGranted
      ? `GRANTS S${from} its vote in term ${(args as RequestVoteArgs).term}`
      : `refuses S${from} its vote, term ${term}`;
  }
  const { term, success, conflictIndex, conflictTerm } = reply as AppendEntriesReply;
  const { prevLogIndex, entries } = args as AppendEntriesArgs;
  if (success)
    return `tells S${from} it holds up to ${prevLogIndex + entries.length}, term ${term}`;
  const hint =
    conflictIndex === undefined || term !== (args as AppendEntriesArgs).term
      ? ''
      : conflictTerm === -1 && conflictIndex > 0
        ? `, its log ends at ${conflictIndex - 1}`
        : `, conflict ${conflictIndex} of term ${conflictTerm ?? 'none'}`;
  const what = entries.length === 0 ? 'heartbeat' : 'entries';
  return `refuses S${from}'s ${what} after ${prevLogIndex}, term ${term}${hint}`;
}

function brief(command: string): string {
  return command.length > 16 ? `${command.slice(0, 16)}…` : command;
}
