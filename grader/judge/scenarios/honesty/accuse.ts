import type { TraceEvent } from '../../../world/sim/trace';

/** Told of a lie at the message that gives it away. */
export type Accuse = (event: TraceEvent, why: string) => void;
