/** What a user can do to a cluster, with a command in the terminal or a button on the page. */
import type { Fleet } from './fleet';

const VERBS = ['kill', 'start', 'pause', 'resume', 'cut', 'join'] as const;
type Verb = (typeof VERBS)[number];

export type Deed =
  | { readonly verb: Verb; readonly server: number }
  | { readonly verb: 'heal' | 'killAll' | 'startAll' };

export const DEEDS_HELP =
  'Type: kill 1 (with -9), start 1, pause 1, resume 1, cut 1 (off the network), join 1, heal, kill all, start all, quit';

/** @returns undefined if the text is not a command for this cluster */
export function readDeed(text: string, servers: number): Deed | undefined {
  const said = text.trim().toLowerCase();
  if (said === 'heal') return { verb: 'heal' };
  if (said === 'kill all') return { verb: 'killAll' };
  if (said === 'start all') return { verb: 'startAll' };
  const [, word, number] = /^([a-z]+) s?(\d)$/.exec(said) ?? [];
  const verb = VERBS.find((known) => known === word);
  const server = Number(number);
  return verb && server < servers ? { verb, server } : undefined;
}

export function perform(fleet: Fleet, deed: Deed): void {
  const all = [...fleet.members.keys()];
  switch (deed.verb) {
    case 'kill':
      fleet.kill(deed.server);
      return;
    case 'start':
      fleet.start(deed.server);
      return;
    case 'pause':
      fleet.pause(deed.server);
      return;
    case 'resume':
      fleet.resume(deed.server);
      return;
    case 'cut':
    case 'join':
      fleet.isolate(deed.server, deed.verb === 'cut');
      return;
    case 'heal':
      fleet.heal();
      return;
    case 'killAll':
      for (const server of all) fleet.kill(server);
      return;
    case 'startAll':
      for (const server of all) fleet.start(server);
      return;
  }
}
