/**
 * What happens to servers besides their messages: the inputs of a run. The same inputs, the same fate
 * of every message and the same seed give the same run.
 */
import type { Fate } from '../sim/disk';
import type { Micros } from '../sim/time';

export type Input =
  /** Power on: at the start, and again after a crash. */
  | { readonly do: 'boot'; readonly server: number }
  /** Power fails. */
  | {
      readonly do: 'crash';
      readonly server: number;
      /** The fate of data that is not synced; chosen by the seed if absent. */
      readonly unsynced?: Fate;
    }
  /** Power fails just before the server's outgoing effect (message or disk operation) number `effects` from now. */
  | {
      readonly do: 'crash-before-effect';
      readonly server: number;
      readonly effects: number;
      readonly unsynced?: Fate;
    }
  | { readonly do: 'pause'; readonly server: number }
  | { readonly do: 'thaw'; readonly server: number }
  /** Its clock jumps ahead, and timers that fall due by that fire. */
  | { readonly do: 'jump'; readonly server: number; readonly by: Micros }
  /** A client offers a command to one server after the other, until one takes it. */
  | { readonly do: 'submit'; readonly command: string; readonly to: readonly number[] }
  /** The way from one server to another; the way back stays as it is. */
  | { readonly do: 'cut'; readonly from: number; readonly to: number }
  | { readonly do: 'heal'; readonly from: number; readonly to: number };
