/**
 * The main loop of a server's process: obeys the parent, runs the server, and exits with either of
 * them.
 */
import type { FromServer, Stopped, ToServer } from '../messages';
import { LiveServer, type MakeGateway } from './live-server';

const STATUS_EVERY_MS = 200;
/** Exit code of a server that ended itself; see {@link Stopped}. */
const STOPPED = 70;

export function runServer(makeGateway: MakeGateway): void {
  let server: LiveServer | undefined;
  process.on('message', (message: ToServer) => {
    switch (message.kind) {
      case 'begin':
        server = new LiveServer(message, { tell, stop }, makeGateway);
        void server.run();
        setInterval(() => {
          if (!server) return;
          tell({ kind: 'status', status: server.status() });
          tell(server.newlyApplied());
        }, STATUS_EVERY_MS);
        return;
      case 'peers':
        server?.setPeers(message.ports);
        return;
      case 'links':
        server?.setLinks(message.links);
        return;
      case 'digest':
        if (!server) return;
        tell(server.newlyApplied());
        tell(server.digest());
        return;
    }
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches every process of the group, but only the parent decides when to end.
  process.on('SIGINT', () => undefined);
}

function tell(message: FromServer): void {
  if (process.connected) process.send?.(message);
}

function stop(why: Stopped): void {
  process.send?.({ kind: 'stopped', why } satisfies FromServer, () => process.exit(STOPPED));
}
