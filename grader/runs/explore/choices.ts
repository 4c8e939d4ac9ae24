/** The choices that a state offers within the scope. */
import type { Choice } from './choice';
import type { Scope } from './scope';
import type { State } from './state';

/**
 * The choices, more common ones first.
 *
 * Servers to which nothing has happened yet differ only by their numbers, so the very first event
 * happens at S0, and a server takes part only after all servers with lower numbers.
 */
export function choicesIn(state: State, scope: Scope): readonly Choice[] {
  const { beings, flights, used } = state;
  const isTouched = beings.map(({ past, moment }) => past.boots > 1 || moment.age > 0);
  const firstUntouched = isTouched.indexOf(false);
  const mayTake = (server: number) => isTouched[server] === true || server === firstUntouched;
  const choices: Choice[] = [];
  for (const { moment } of beings) {
    const { server, term, isLeader } = moment;
    if (!mayTake(server)) continue;
    const may = isLeader ? used.heartbeats < scope.heartbeats : term < scope.terms;
    if (may) choices.push({ kind: 'time', server });
  }
  for (const flight of flights) {
    const name = { from: flight.from, boot: flight.past.boots, call: flight.call };
    const isAwaited = beings[flight.from]?.past === flight.past;
    if (flight.leg === 'reply') choices.push({ kind: 'back', ...name });
    else if (mayTake(flight.to)) {
      if (isAwaited) choices.push({ kind: 'both', ...name });
      choices.push({ kind: 'there', ...name });
    }
    if (isAwaited && used.losses < scope.losses) choices.push({ kind: 'lost', ...name });
  }
  for (const { moment } of beings) {
    const { server, isLeader } = moment;
    if (isLeader && used.commands < scope.commands) choices.push({ kind: 'command', server });
    if (isTouched[server] && used.crashes < scope.crashes) choices.push({ kind: 'crash', server });
  }
  return choices;
}

/** Whether a server has passed the last explored term. */
export function isBeyond({ beings }: State, { terms }: Scope): boolean {
  return beings.some(({ moment }) => moment.term > terms);
}
