/** Translates a request of the page into an action on the run. */
import { MS } from '../../world/sim/time';
import type { PlayAct } from './play-job';
import type { PlayCommand } from './play-state';

/** Requests that change the run and can be undone. */
type Deed = Extract<
  PlayCommand,
  {
    do:
      | 'boot'
      | 'pause'
      | 'thaw'
      | 'time out'
      | 'crash'
      | 'cut'
      | 'heal'
      | 'offer'
      | 'message'
      | 'weather'
      | 'branch here';
  }
>;

export function actOf(deed: Deed): PlayAct {
  switch (deed.do) {
    case 'boot':
    case 'pause':
    case 'thaw': {
      const { server } = deed;
      return { do: 'inputs', inputs: [{ do: deed.do, server }] };
    }
    case 'crash': {
      const { server, effects, unsynced } = deed;
      const fate = unsynced ? { unsynced } : {};
      if (effects === undefined)
        return { do: 'inputs', inputs: [{ do: 'crash', server, ...fate }] };
      return { do: 'inputs', inputs: [{ do: 'crash-before-effect', server, effects, ...fate }] };
    }
    case 'cut':
    case 'heal': {
      const inputs = deed.ways.map(([from, to]) => ({ do: deed.do, from, to }));
      return { do: 'inputs', inputs };
    }
    case 'time out':
      return { do: 'time out', server: deed.server };
    case 'offer':
      return { do: 'offer', command: deed.command, to: deed.to };
    case 'message':
      return { do: 'message', flight: deed.flight, fate: deed.fate };
    case 'weather':
      return { do: 'weather', weather: deed.weather };
    case 'branch here':
      return { do: 'branch' };
  }
}

const DEEDS: ReadonlySet<PlayCommand['do']> = new Set<Deed['do']>([
  'boot',
  'pause',
  'thaw',
  'time out',
  'crash',
  'cut',
  'heal',
  'offer',
  'message',
  'weather',
  'branch here',
]);

export function isDeed(command: PlayCommand): command is Deed {
  return DEEDS.has(command.do);
}

/** A long time is run in slices, so that the page can follow. */
export const SLICE = 250 * MS;

/** Whether the servers named in the command exist. */
export function namesServers(command: Deed, servers: number): boolean {
  const named =
    'server' in command
      ? [command.server]
      : 'ways' in command
        ? command.ways.flat()
        : 'to' in command && command.to !== 'leader'
          ? [command.to]
          : [];
  return named.every((server) => server < servers);
}
