/** Serves the page of a running cluster, with the same access checks as the playground. */
import { pageFiles } from '../../page-bundle/page-files';
import { PlayServer } from '../../playground/server';
import type { LiveSession } from './live-session';

export interface LivePage {
  readonly url: string;
  readonly close: () => void;
}

/** On any free port. */
export async function servePage(
  session: LiveSession,
  onFault: (thrown: unknown) => void,
): Promise<LivePage> {
  const files = await pageFiles({ name: 'live', title: 'Raft, live' });
  const server = new PlayServer(session, files, onFault, session.read);
  await server.listen(0);
  return {
    url: server.url,
    close: () => {
      server.close();
      session.close();
    },
  };
}
