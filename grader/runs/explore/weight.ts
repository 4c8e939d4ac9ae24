/**
 * How much a step adds to the length of a schedule, so that the shortest schedules are also those that
 * a person would try first. It excludes nothing: whatever the scope allows is played in its turn.
 */
import type { Choice } from './choice';
import type { State } from './state';

const USUAL = 1;
/** A delayed reply, a heartbeat, or a loss that the caller learns of. */
const UNUSUAL = 2;
/** The extra weight of a crash within a step. */
export const CUT = 2;
/**
 * The extra weight of a server beyond a majority, because most bugs show in the smallest number of
 * servers that can elect a leader.
 */
const ONE_MORE_SERVER = 3;

export function weightOf(choice: Choice, { beings, flights }: State): number {
  const isTouched = (server: number) => {
    const being = beings[server];
    return being !== undefined && (being.past.boots > 1 || being.moment.age > 0);
  };
  const drawsIn = (server: number) =>
    server > beings.length / 2 && !isTouched(server) ? ONE_MORE_SERVER : 0;
  switch (choice.kind) {
    case 'time':
      return (beings[choice.server]?.moment.isLeader ? UNUSUAL : USUAL) + drawsIn(choice.server);
    case 'lost':
      return UNUSUAL;
    case 'there':
    case 'both': {
      const { from, boot, call } = choice;
      const flight = flights.find(
        (one) => one.from === from && one.past.boots === boot && one.call === call,
      );
      return (choice.kind === 'there' ? UNUSUAL : USUAL) + (flight ? drawsIn(flight.to) : 0);
    }
    case 'back':
    case 'command':
    case 'crash':
      return USUAL;
  }
}
