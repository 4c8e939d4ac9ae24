/** The bounds within which every schedule is played. */
import type { Stage } from '../../contract';

export interface Scope {
  /** The rules of this stage and of those before it are judged. */
  readonly stage: Stage;
  /** 3 to 7. */
  readonly servers: number;
  /** No server starts an election beyond this term; at least 1. */
  readonly terms: number;
  /** The number of commands given to leaders in total. */
  readonly commands: number;
  /** The number of crashes in total, each with a restart at once. */
  readonly crashes: number;
  /**
   * The number of calls in total whose caller learns that they are lost. Apart from that, any message may fail
   * to arrive.
   */
  readonly losses: number;
  /** How often in total time passes at a leader until it sends something. */
  readonly heartbeats: number;
  /** The greatest length of a schedule; see weight.ts for how much a step counts. */
  readonly depth: number;
}

/** Bounds by name, in the order in which they are printed, with the smallest value first. */
export const BOUNDS = {
  servers: { least: 3, most: 7, usual: 3 },
  terms: { least: 1, most: 9, usual: 2 },
  commands: { least: 0, most: 9, usual: 2 },
  crashes: { least: 0, most: 9, usual: 1 },
  losses: { least: 0, most: 9, usual: 0 },
  heartbeats: { least: 0, most: 9, usual: 2 },
  depth: { least: 1, most: 99, usual: 8 },
} as const satisfies Record<
  Exclude<keyof Scope, 'stage'>,
  { readonly least: number; readonly most: number; readonly usual: number }
>;

export type Bound = keyof typeof BOUNDS;

export const BOUND_NAMES = Object.keys(BOUNDS) as readonly Bound[];

/** Before 2C there are no crashes, and in 2A no commands. */
export function usualScope(stage: Stage): Scope {
  const usual = Object.fromEntries(BOUND_NAMES.map((name) => [name, BOUNDS[name].usual]));
  const missing = {
    ...(stage !== '2C' && { crashes: 0 }),
    ...(stage === '2A' && { commands: 0 }),
  };
  return { stage, ...usual, ...missing } as Scope;
}
