import type { TraceEvent } from '../../../world/sim/trace';

/** Called with the message that proves a lie. */
export type Accuse = (event: TraceEvent, why: string) => void;
