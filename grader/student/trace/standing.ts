/** The state of each server as a lane of the trace shows it. */
import { isCutOff, type ServerView, type World } from '../story/world';

export interface Standing extends Pick<ServerView, 'status' | 'role' | 'term'> {
  readonly isCutOff: boolean;
}

/** @returns `before` if nothing has changed, so that rows with the same state share the array */
export function standingsOf(world: World, before: readonly Standing[] = []): readonly Standing[] {
  const now = world.servers.map(({ id, status, role, term }): Standing => {
    return { status, role, term, isCutOff: isCutOff(world, id) };
  });
  return now.every((one, id) => isSame(one, before[id])) ? before : now;
}

function isSame(a: Standing, b: Standing | undefined): boolean {
  return (
    a.status === b?.status && a.role === b.role && a.term === b.term && a.isCutOff === b.isCutOff
  );
}
