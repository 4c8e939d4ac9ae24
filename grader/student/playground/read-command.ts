/** Reads the page's requests, and checks every field that was received. */
import { isRecord } from '../../report/is-record';
import { SERVERS_MAX } from '../../runs/replay/schedule';
import { UNSYNCED } from '../../world/sim/disk';
import { MS } from '../../world/sim/time';
import type { FlightName, NewFate } from './play-job';
import type { PlayCommand } from './play-state';
import { isSeed } from '../../world/sim/seed';

const COMMAND_CHARS_MAX = 200;
const NAME_CHARS_MAX = 80;
const RUN_MS_MAX = 60_000;
const MICROS_MAX = 600_000 * MS;
const EFFECTS_MAX = 10_000;
const SPEED = { least: 0.01, most: 10 } as const;

const PLAIN = ['step', 'step back', 'undo', 'redo', 'end', 'reload'] as const;

type Fields = Readonly<Record<string, unknown>>;

/** @returns undefined if the request is not valid */
export function readCommand(fields: unknown): PlayCommand | undefined {
  if (!isRecord(fields)) return undefined;
  const what = fields['do'];
  const plain = PLAIN.find((name) => name === what);
  if (plain) return { do: plain };
  switch (what) {
    case 'stand still':
    case 'branch here':
      return { do: what };
    case 'run':
      return one(number(fields['ms'], 0, RUN_MS_MAX), (ms) => ({ do: what, ms }));
    case 'play':
    case 'speed':
      return one(number(fields['speed'], SPEED.least, SPEED.most), (speed) => ({
        do: what,
        speed,
      }));
    case 'go':
      return one(whole(fields['at'], MICROS_MAX), (at) => {
        const length = whole(fields['length'], 10_000_000);
        return { do: what, at, ...(length !== undefined && { length }) };
      });
    case 'boot':
    case 'pause':
    case 'thaw':
    case 'time out':
      return one(serverIn(fields['server']), (server) => ({ do: what, server }));
    case 'crash':
      return one(serverIn(fields['server']), (server) => crash(fields, server));
    case 'cut':
    case 'heal':
      return one(ways(fields['ways']), (list) => ({ do: what, ways: list }));
    case 'offer':
      return one(text(fields['command'], COMMAND_CHARS_MAX), (command) => {
        const to = fields['to'] === 'leader' ? ('leader' as const) : serverIn(fields['to']);
        return one(to, (asked) => ({ do: what, command, to: asked }));
      });
    case 'message':
      return one(flightName(fields['flight']), (flight) =>
        one(newFate(fields['fate']), (fate) => ({ do: what, flight, fate })),
      );
    case 'weather':
      return one(weather(fields['weather']), (now) => ({ do: what, weather: now }));
    case 'branch':
      return one(whole(fields['id'], 1_000_000), (id) => ({ do: what, id }));
    case 'new':
      return fresh(fields);
    case 'save':
    case 'load':
      return one(text(fields['name'], NAME_CHARS_MAX), (name) => ({ do: what, name }));
    case 'open':
      return one(text(fields['text'], Infinity), (file) => ({ do: what, text: file }));
    default:
      return undefined;
  }
}

function crash(fields: Fields, server: number): PlayCommand {
  const effects = whole(fields['effects'], EFFECTS_MAX);
  const unsynced = UNSYNCED.find((fate) => fate === fields['unsynced']);
  return {
    do: 'crash',
    server,
    ...(effects !== undefined && { effects }),
    ...(unsynced && { unsynced }),
  };
}

function fresh(fields: Fields): PlayCommand | undefined {
  const servers = whole(fields['servers'], SERVERS_MAX);
  const { seed } = fields;
  const now = weather(fields['weather']);
  if (servers === undefined || servers < 1 || !isSeed(seed) || !now) return undefined;
  return { do: 'new', servers, seed, weather: now };
}

function flightName(value: unknown): FlightName | undefined {
  const { call, leg } = (value ?? {}) as Fields;
  const number = whole(call, 1_000_000_000);
  const known = (['request', 'again', 'reply', 'secondReply'] as const).find((one) => one === leg);
  return number === undefined || !known ? undefined : { call: number, leg: known };
}

function newFate(value: unknown): NewFate | undefined {
  const { kind, by } = (value ?? {}) as Fields;
  if (kind === 'drop' || kind === 'deliver') return { kind };
  if (kind !== 'delay') return undefined;
  return one(whole(by, MICROS_MAX), (later) => ({ kind, by: later }));
}

function weather(value: unknown): 'reliable' | 'unreliable' | undefined {
  return value === 'reliable' || value === 'unreliable' ? value : undefined;
}

function ways(value: unknown): readonly (readonly [number, number])[] | undefined {
  if (!Array.isArray(value) || value.length > SERVERS_MAX * SERVERS_MAX) return undefined;
  const read = value.flatMap((way: unknown) => {
    const [from, to] = Array.isArray(way) ? way.map(serverIn) : [];
    return from === undefined || to === undefined || from === to ? [] : [[from, to] as const];
  });
  return read.length === value.length ? read : undefined;
}

function serverIn(value: unknown): number | undefined {
  return whole(value, SERVERS_MAX - 1);
}

function whole(value: unknown, most: number): number | undefined {
  return Number.isSafeInteger(value) ? number(value, 0, most) : undefined;
}

function number(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined;
}

function text(value: unknown, charsMax: number): string | undefined {
  const isFit = typeof value === 'string' && value.length > 0 && value.length <= charsMax;
  return isFit ? value : undefined;
}

function one<T, R>(value: T | undefined, make: (value: T) => R): R | undefined {
  return value === undefined ? undefined : make(value);
}
