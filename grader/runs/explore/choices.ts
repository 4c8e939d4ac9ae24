/** Which choices a state offers within the scope. */
import type { Choice } from './choice';
import type { Scope } from './scope';
import type { State } from './state';

/**
 * In an order that finds what is common first.
 *
 * Servers that nothing has happened to yet are alike but for their numbers, so the first thing ever
 * happens to S0, and no server is the first to be drawn in before those of lower numbers.
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

/** A server has gone beyond the terms that are explored. */
export function isBeyond({ beings }: State, { terms }: Scope): boolean {
  return beings.some(({ moment }) => moment.term > terms);
}
