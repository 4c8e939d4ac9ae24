/** Who is what in a lane of the trace: what the story of the run says, without what a lane does not show. */
import { isCutOff, type ServerView, type World } from '../story/world';

export interface Standing extends Pick<ServerView, 'status' | 'role' | 'term'> {
  readonly isCutOff: boolean;
}

/** @returns `before` where nobody is something else now: most rows share it with their neighbours */
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
