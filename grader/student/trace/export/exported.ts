import type { Recording } from '../../../runs/replay/recording';

/** The part of a recording that a format needs, with the selected events. */
export type Exported = Pick<Recording, 'title' | 'servers' | 'puppets' | 'verdict' | 'events'>;
