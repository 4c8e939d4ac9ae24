/**
 * A run as Chrome's trace events, for ui.perfetto.dev: two tracks for each server, its role and what it
 * does, and an arrow for each message. Times are virtual microseconds.
 */
import { plain } from '../../../report/plain';
import { arrivalText, tell } from '../../../report/tell';
import type { TraceEvent } from '../../../world/sim/trace';
import type { Exported } from './exported';

type Entry = Readonly<Record<string, unknown>>;

interface Open {
  readonly name: string;
  readonly ts: number;
}

const PROCESS = 1;
const TEXT_CHARS_MAX = 200;
/** An event takes no virtual time, but an arrow needs a slice at each of its ends. */
const SLICE_MICROS = 1;

const roleTrack = (server: number) => 2 * server + 1;
const eventTrack = (server: number) => 2 * server + 2;

export function perfetto({ title, servers, events }: Exported): string {
  const entries: Entry[] = [named('process_name', 0, plain(title, TEXT_CHARS_MAX))];
  for (let id = 0; id < servers; id++)
    entries.push(
      named('thread_name', roleTrack(id), `S${id} role`),
      named('thread_name', eventTrack(id), `S${id} events`),
    );
  const open = new Map<number, Open>();
  const close = (server: number, at: number) => {
    const before = open.get(server);
    open.delete(server);
    if (before && at > before.ts)
      entries.push(slice(roleTrack(server), before.name, before.ts, at - before.ts));
  };
  const sent = new Set<string>();
  for (const event of events) {
    const role = roleAfter(event);
    if (role) {
      close(role.server, event.at);
      if (role.name !== undefined) open.set(role.server, { name: role.name, ts: event.at });
    }
    entries.push(...entriesOf(event, sent));
  }
  const end = events.at(-1)?.at ?? 0;
  for (const server of [...open.keys()]) close(server, end);
  return JSON.stringify({ displayTimeUnit: 'ms', traceEvents: entries });
}

/** The server's role after the event; no name while it is down. */
function roleAfter(
  event: TraceEvent,
): { readonly server: number; readonly name: string | undefined } | undefined {
  switch (event.kind) {
    case 'crash':
      return { server: event.server, name: undefined };
    case 'boot':
      return { server: event.server, name: 'up' };
    case 'state':
      return {
        server: event.server,
        name: `${event.isLeader ? 'leader' : 'not leader'}, term ${event.term}`,
      };
    default:
      return undefined;
  }
}

function entriesOf(event: TraceEvent, sent: Set<string>): readonly Entry[] {
  const text = plain(tell(event)?.text ?? arrivalText(event), TEXT_CHARS_MAX);
  if ('server' in event) return [slice(eventTrack(event.server), text, event.at, SLICE_MICROS)];
  if (event.kind === 'note') return [{ ...at(event.at), ph: 'i', s: 'g', tid: 0, name: text }];
  if (event.kind === 'lost') return [];
  const isRequest = event.kind === 'send' || event.kind === 'deliver';
  const isDeparture = event.kind === 'send' || event.kind === 'reply';
  const server = event.kind === 'send' || event.kind === 'return' ? event.from : event.to;
  const here = slice(eventTrack(server), text, event.at, SLICE_MICROS);
  const id = `${isRequest ? 'request' : 'reply'} ${event.call}`;
  if (!isDeparture && !sent.has(id)) return [here];
  // A flow begins only once, even if its message is delivered twice.
  if (isDeparture && sent.has(id)) return [here];
  sent.add(id);
  const flow = { ...at(event.at), cat: 'message', name: event.method, id, tid: eventTrack(server) };
  return [here, { ...flow, ...(isDeparture ? { ph: 's' } : { ph: 'f', bp: 'e' }) }];
}

function slice(tid: number, name: string, ts: number, dur: number): Entry {
  return { ...at(ts), ph: 'X', tid, name, dur };
}

function at(ts: number): Entry {
  return { pid: PROCESS, ts };
}

function named(name: string, tid: number, value: string): Entry {
  return { ph: 'M', pid: PROCESS, tid, name, args: { name: value } };
}
