/** Heartbeats that changed nothing, neither on the receiver nor through the reply. */
import type { AppendEntriesArgs, AppendEntriesReply } from '../../contract';
import type { TraceEvent } from '../../world/sim/trace';

/** @returns the numbers of their calls */
export function dullCalls(
  events: readonly TraceEvent[],
  witness: ReadonlySet<number>,
): ReadonlySet<number> {
  const dull = new Set<number>();
  /** By server: the latest request that it received, and when. */
  const got = new Map<number, { readonly call: number; readonly at: number }>();
  for (const event of events) {
    if ('call' in event) {
      if (event.kind === 'send' && isHeartbeat(event)) dull.add(event.call);
      if (event.kind === 'deliver') got.set(event.to, event);
      if ((event.kind === 'reply' && isRefusal(event)) || witness.has(event.order))
        dull.delete(event.call);
    } else if (event.kind === 'state' || event.kind === 'apply' || event.kind === 'disk') {
      const cause = got.get(event.server);
      if (cause?.at === event.at) dull.delete(cause.call);
    }
  }
  return dull;
}

function isHeartbeat({ method, args }: { readonly method: string; readonly args: unknown }) {
  return method === 'appendEntries' && (args as AppendEntriesArgs).entries.length === 0;
}

function isRefusal({ reply }: { readonly reply: unknown }): boolean {
  return (reply as AppendEntriesReply | undefined)?.success === false;
}
