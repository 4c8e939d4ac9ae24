/**
 * Reads a scenario file. Strict: if unknown fields were ignored, the run would not be what the file's author
 * expects. Pure; the caller that opens the file puts its name before these messages.
 */
import { STAGES } from '../../contract';
import { isOwed } from './owes-progress';
import { entryOf } from '../../judge/rules/explanations';
import { isRecord } from '../../report/is-record';
import { UNSYNCED } from '../../world/sim/disk';
import { SECOND } from '../../world/sim/time';
import { Fields, shown, Unreadable } from './read-fields';
import {
  type Expectation,
  type LegFate,
  type MessageFate,
  SCHEDULE_SCHEMA,
  type Schedule,
  SERVERS_MAX,
  type Step,
} from './schedule';

export { Unreadable } from './read-fields';

/** Limit for the text of a file. A recording of one of the catalogue's longest runs has a third of it. */
export const CHARS_MAX = 8_000_000;
/** The greatest length of a run of the catalogue. */
const UNTIL_MAX = 300 * SECOND;
const STEPS_MAX = 20_000;
const MESSAGES_MAX = 100_000;
const TITLE_CHARS_MAX = 200;
const RULE_CHARS_MAX = 10;
/** Tests of the catalogue send commands of about five thousand. */
const COMMAND_CHARS_MAX = 10_000;
const EFFECTS_MAX = 100_000;

/** @throws Unreadable */
export function readSchedule(text: string): Schedule {
  if (text.length > CHARS_MAX)
    throw new Unreadable(
      `It is larger than ${CHARS_MAX / 1_000_000} MB: no scenario needs so much.`,
    );
  const said = parsed(text);
  // For another kind of file, a message about an unknown field would help less.
  if (isRecord(said) && said['schema'] !== SCHEDULE_SCHEMA)
    throw new Unreadable(
      `It is not a scenario file of this kit: its "schema" must be "${SCHEDULE_SCHEMA}", not ${shown(said['schema'])}.`,
    );
  const file = new Fields(said, 'The file', [
    ...['schema', 'title', 'stage', 'servers', 'seed', 'until', 'breaks', 'expects'],
    ...['steps', 'messages'],
  ]);
  const title = file.text('title', TITLE_CHARS_MAX);
  const stage = file.oneOf('stage', STAGES);
  const servers = file.number('servers', 1, SERVERS_MAX);
  const seed = file.seed('seed');
  const until = file.number('until', 0, UNTIL_MAX);
  const schedule: Schedule = {
    schema: SCHEDULE_SCHEMA,
    title,
    stage,
    servers,
    seed,
    until,
    ...(file.has('breaks') && { breaks: rule(file) }),
    ...(file.has('expects') && { expects: expectation(file.any('expects'), servers, until) }),
    steps: inOrder(file.list('steps', STEPS_MAX).map((one, i) => step(one, i + 1, servers))),
    messages: once(
      file.list('messages', MESSAGES_MAX).map((one, i) => message(one, i + 1, servers)),
    ),
  };
  if (!isOwed(schedule))
    throw new Unreadable(
      '"expects" demands progress that no server must make here. It needs "calm": true, a majority that is up and connected, no steps or faults from "from" on, and an "until" at least 5 s later for a leader, or 10 s later for a command.',
    );
  return schedule;
}

function parsed(text: string): unknown {
  try {
    // Some Windows editors begin a file with a byte order mark, which is not JSON.
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (thrown) {
    const why = thrown instanceof Error ? shown(thrown.message) : '';
    throw new Unreadable(
      `It is not valid JSON (${why}). Is there a missing or extra comma or bracket?`,
      { cause: thrown },
    );
  }
}

function rule(file: Fields): string {
  const id = file.text('breaks', RULE_CHARS_MAX);
  if (entryOf(id)) return id;
  throw file.wrong('breaks', 'a rule of docs/figure-2.md, such as "P.2"');
}

function expectation(value: unknown, servers: number, until: number): Expectation {
  const said = new Fields(value, '"expects"', ['kind', 'command', 'on', 'from', 'calm']);
  if (said.has('calm') && said.any('calm') !== true) throw said.wrong('calm', 'true, or left out');
  const from = said.number('from', 0, until);
  const calm = said.has('calm') && ({ calm: true } as const);
  if (said.oneOf('kind', ['leader', 'applied']) === 'leader')
    return { kind: 'leader', from, ...calm };
  return {
    kind: 'applied',
    command: said.text('command', COMMAND_CHARS_MAX),
    on: said.number('on', 1, servers),
    from,
    ...calm,
  };
}

/** The fields of each action, besides `at` and `do`. */
const DEEDS: Readonly<Record<Step['do'], readonly string[]>> = {
  boot: ['server'],
  crash: ['server', 'unsynced'],
  'crash-before-effect': ['server', 'effects', 'unsynced'],
  pause: ['server'],
  thaw: ['server'],
  jump: ['server', 'by'],
  submit: ['command', 'to'],
  cut: ['from', 'to'],
  heal: ['from', 'to'],
};

const SETTLED = { settled: true } as const;

function step(value: unknown, number: number, servers: number): Step {
  const where = `Step ${number}`;
  const all = [...new Set(Object.values(DEEDS).flat())];
  const loose = new Fields(value, where, ['at', 'do', 'settled', ...all]);
  const deed = loose.oneOf('do', Object.keys(DEEDS) as Step['do'][]);
  const said = new Fields(value, `${where} (${deed})`, ['at', 'do', 'settled', ...DEEDS[deed]]);
  if (said.has('settled') && said.any('settled') !== true)
    throw said.wrong('settled', 'true, or left out');
  const when = { at: said.number('at', 0, UNTIL_MAX), ...(said.has('settled') && SETTLED) };
  const server = () => said.number('server', 0, servers - 1);
  const unsynced = said.has('unsynced') && { unsynced: said.oneOf('unsynced', UNSYNCED) };
  switch (deed) {
    case 'boot':
    case 'pause':
    case 'thaw':
      return { ...when, do: deed, server: server() };
    case 'crash':
      return { ...when, do: deed, server: server(), ...unsynced };
    case 'crash-before-effect': {
      const effects = said.number('effects', 0, EFFECTS_MAX);
      return { ...when, do: deed, server: server(), effects, ...unsynced };
    }
    case 'jump':
      return { ...when, do: deed, server: server(), by: said.number('by', 1, UNTIL_MAX) };
    case 'submit': {
      const command = said.text('command', COMMAND_CHARS_MAX);
      return { ...when, do: deed, command, to: serversIn(said, servers) };
    }
    case 'cut':
    case 'heal':
      return { ...when, do: deed, ...way(said, servers) };
  }
}

/** The list may name a server several times, because a client may try all servers more than once. */
function serversIn(said: Fields, servers: number): readonly number[] {
  const to = said.list('to', 10 * SERVERS_MAX);
  if (to.length > 0 && to.every((one) => isServer(one, servers))) return to;
  throw said.wrong('to', `a list of servers from 0 to ${servers - 1}`);
}

function isServer(value: unknown, servers: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < servers;
}

function way(said: Fields, servers: number): { readonly from: number; readonly to: number } {
  const from = said.number('from', 0, servers - 1);
  const to = said.number('to', 0, servers - 1);
  if (from !== to) return { from, to };
  throw new Unreadable(`${said.where}: "from" and "to" are both server ${from}; they must differ.`);
}

function message(value: unknown, number: number, servers: number): MessageFate {
  const said = new Fields(value, `Message ${number}`, [
    ...['from', 'to', 'number', 'request', 'reply', 'secondReply', 'silence'],
  ]);
  return {
    ...way(said, servers),
    number: said.number('number', 1, Number.MAX_SAFE_INTEGER),
    ...(said.has('request') && { request: leg(said, 'request') }),
    ...(said.has('reply') && { reply: leg(said, 'reply') }),
    ...(said.has('secondReply') && { secondReply: leg(said, 'secondReply') }),
    ...(said.has('silence') && { silence: said.number('silence', 0, UNTIL_MAX) }),
  };
}

function leg(message: Fields, name: string): LegFate {
  const value = message.any(name);
  if (value === 'lost') return 'lost';
  if (typeof value !== 'object')
    throw message.wrong(name, '"lost", or { "after": microseconds } on its way');
  const said = new Fields(value, `${message.where}, "${name}"`, ['after', 'again']);
  const after = said.number('after', 0, UNTIL_MAX);
  return said.has('again') ? { after, again: said.number('again', after, UNTIL_MAX) } : { after };
}

function inOrder(steps: readonly Step[]): readonly Step[] {
  const falls = steps.findIndex(({ at }, i) => at < (steps[i - 1]?.at ?? 0));
  if (falls === -1) return steps;
  throw new Unreadable(
    `Step ${falls + 1} is at ${steps[falls]?.at ?? 0}, and the one before it at ${steps[falls - 1]?.at ?? 0}: steps must be in the order of their times.`,
  );
}

function once(messages: readonly MessageFate[]): readonly MessageFate[] {
  const seen = new Map<string, number>();
  messages.forEach(({ from, to, number }, i) => {
    const key = `${from} ${to} ${number}`;
    const before = seen.get(key);
    if (before !== undefined)
      throw new Unreadable(
        `Messages ${before + 1} and ${i + 1} are both about request ${number} from ${from} to ${to}. Keep one.`,
      );
    seen.set(key, i);
  });
  return messages;
}
