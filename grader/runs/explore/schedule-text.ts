/** A schedule in words: a sentence for each step. */
import type { AppendEntriesArgs, RequestVoteArgs } from '../../contract';
import type { Choice } from './choice';
import type { Scene } from './stage';
import { commandOf, type Flight, type State } from './state';

/** @param scenes of that step */
export function inWords(choice: Choice, before: State, scenes: readonly Scene[]): string {
  const [what, server] = mainClause(choice, before, scenes);
  if (choice.cut === undefined) return what;
  return `${what}; S${server} crashes inside, before its ${nth(choice.cut + 1)} message or disk operation, and restarts`;
}

/** @returns the sentence, and the server that receives the last input */
function mainClause(
  choice: Choice,
  { beings, flights }: State,
  scenes: readonly Scene[],
): readonly [string, number] {
  switch (choice.kind) {
    case 'time': {
      const { server } = choice;
      return [timePasses(server, beings[server]?.moment.isLeader === true, scenes), server];
    }
    case 'command': {
      const { server } = choice;
      const command = commandOf(server, (beings[server]?.commands ?? 0) + 1);
      return [`A client sends "${command}" to S${server}`, server];
    }
    case 'crash':
      return [`S${choice.server} crashes and restarts`, choice.server];
    default: {
      const flight = flights.find(
        ({ from, past, call }) =>
          from === choice.from && past.boots === choice.boot && call === choice.call,
      );
      if (!flight) throw new Error('a message that was never sent');
      return arrives(choice.kind, flight, beings[flight.from]?.past === flight.past);
    }
  }
}

function timePasses(server: number, isLeader: boolean, scenes: readonly Scene[]): string {
  if (isLeader) return `Time passes at S${server}, which leads, until it sends a heartbeat`;
  for (const scene of scenes) {
    if (scene.kind !== 'event') continue;
    const { happening } = scene;
    if (happening.kind === 'send' && happening.method === 'requestVote') {
      const { term } = happening.args as RequestVoteArgs;
      return `S${server}'s election timeout passes: it starts an election in term ${term}`;
    }
  }
  return `Time passes at S${server}`;
}

function arrives(
  how: 'there' | 'back' | 'both' | 'lost',
  flight: Flight,
  isAwaited: boolean,
): readonly [string, number] {
  const { from, to } = flight;
  const message = messageOf(flight);
  switch (how) {
    case 'there':
      return [
        `S${from}'s ${message} reaches S${to}${isAwaited ? '; the reply is delayed' : ''}`,
        to,
      ];
    case 'both':
      return [`S${from}'s ${message} reaches S${to}, and the reply S${from}`, from];
    case 'back':
      return [`S${to}'s reply to the ${message} reaches S${from}`, from];
    case 'lost':
      return [`S${from} learns that its ${message} to S${to} is lost`, from];
  }
}

function messageOf({ method, args }: Flight): string {
  if (method === 'requestVote') return `RequestVote of term ${(args as RequestVoteArgs).term}`;
  const { entries, prevLogIndex, term } = args as AppendEntriesArgs;
  const first = prevLogIndex + 1;
  const last = prevLogIndex + entries.length;
  const what =
    entries.length === 0
      ? 'no entries'
      : entries.length === 1
        ? `entry ${first}`
        : `entries ${first} to ${last}`;
  return `AppendEntries of term ${term} with ${what}`;
}

function nth(count: number): string {
  return `${count}${['st', 'nd', 'rd'][count - 1] ?? 'th'}`;
}
