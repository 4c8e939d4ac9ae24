/**
 * The log of a run with vector clocks, for ShiViz (https://bestchai.bitbucket.io/shiviz/). Each
 * event has two lines, as ShiViz' default expression expects: host and clock, then the event.
 */
import { plain } from '../../../report/plain';
import { arrivalText, tell } from '../../../report/tell';
import type { TraceEvent } from '../../../world/sim/trace';
import type { Exported } from './exported';

type Clock = ReadonlyMap<number, number>;

const TEXT_CHARS_MAX = 200;

export function shiviz({ events }: Exported): string {
  const clocks = new Map<number, Clock>();
  /** The clock that each message carries, by the message's key. */
  const carried = new Map<string, Clock>();
  const lines: string[] = [];
  for (const event of events) {
    const host = hostOf(event);
    if (host === undefined) continue;
    const heard = carried.get(heardBy(event) ?? '');
    const clock = ticked(merged(clocks.get(host), heard), host);
    clocks.set(host, clock);
    const sent = sentBy(event);
    if (sent !== undefined) carried.set(sent, clock);
    const text = plain(tell(event)?.text ?? arrivalText(event), TEXT_CHARS_MAX);
    const time = (event.at / 1_000_000).toFixed(6);
    lines.push(`S${host} ${clockText(clock)}`, `${time} s ${text}`);
  }
  return lines.join('\n');
}

/** The server on which an event happens. Losses and the test's actions have none. */
function hostOf(event: TraceEvent): number | undefined {
  if ('server' in event) return event.server;
  switch (event.kind) {
    case 'send':
    case 'return':
      return event.from;
    case 'deliver':
    case 'reply':
      return event.to;
    default:
      return undefined;
  }
}

function sentBy(event: TraceEvent): string | undefined {
  return event.kind === 'send' || event.kind === 'reply'
    ? `${event.kind} ${event.call}`
    : undefined;
}

function heardBy(event: TraceEvent): string | undefined {
  if (event.kind === 'deliver') return `send ${event.call}`;
  return event.kind === 'return' && event.reply !== undefined ? `reply ${event.call}` : undefined;
}

function merged(own: Clock = new Map(), heard: Clock = new Map()): Clock {
  const hosts = new Set([...own.keys(), ...heard.keys()]);
  return new Map(
    [...hosts].map((host) => [host, Math.max(own.get(host) ?? 0, heard.get(host) ?? 0)]),
  );
}

function ticked(clock: Clock, host: number): Clock {
  return new Map([...clock, [host, (clock.get(host) ?? 0) + 1]]);
}

function clockText(clock: Clock): string {
  const pairs = [...clock].sort(([a], [b]) => a - b).map(([host, n]) => `"S${host}":${n}`);
  return `{${pairs.join(', ')}}`;
}
