/** Request helpers that several controls share. */
import type { PlayCommand } from '../../playground/play-state';
import { commandAfter, nextCommand } from './hold';

export interface Page {
  readonly wish: (command: PlayCommand) => void;
  readonly servers: number;
  /** Cut links as `from to`. */
  readonly cutWays: ReadonlySet<string>;
}

export type Way = readonly [from: number, to: number];

export function waysAround(server: number, servers: number): readonly Way[] {
  return others(server, servers).flatMap((other): Way[] => [
    [server, other],
    [other, server],
  ]);
}

export function others(server: number, servers: number): readonly number[] {
  return Array.from({ length: servers }, (_, id) => id).filter((id) => id !== server);
}

export function offer({ wish }: Pick<Page, 'wish'>, to: number | 'leader'): void {
  const command = nextCommand.value.trim();
  if (command === '') return;
  wish({ do: 'offer', command, to });
  nextCommand.value = commandAfter(command);
}
