/** Starts every server of a cluster, or reports in one line why it cannot. */
import type { Stopped } from '../messages';
import type { Fleet } from './fleet';
import type { Ending } from './server-process';
import { openStage } from './terminal-lines';

/** Why a cluster cannot start. */
export type Hindrance =
  | { readonly kind: 'port'; readonly port: number; readonly code: string }
  /** The code has not reached this stage. */
  | { readonly kind: 'stage'; readonly stage: string }
  | { readonly kind: 'ended'; readonly server: number; readonly ending: Ending };

/** @returns undefined when every server is up */
export function beginAll(fleet: Fleet): Promise<Hindrance | undefined> {
  return new Promise((resolve) => {
    const ready = new Set<number>();
    const forget = fleet.listen((event) => {
      if (event.kind === 'ready') ready.add(event.server);
      if (event.kind !== 'ended' && ready.size < fleet.size) return;
      forget();
      resolve(event.kind === 'ended' ? hindrance(fleet, event.server, event.ending) : undefined);
    });
    for (let server = 0; server < fleet.size; server++) fleet.start(server);
  });
}

function hindrance(fleet: Fleet, server: number, ending: Ending): Hindrance {
  const stage = openStage(ending);
  if (stage !== undefined) return { kind: 'stage', stage };
  const why: Stopped | undefined = ending.kind === 'itself' ? ending.why : undefined;
  return why?.kind === 'system' && why.what === 'port'
    ? { kind: 'port', port: fleet.clientPorts[server] ?? 0, code: why.code }
    : { kind: 'ended', server, ending };
}
