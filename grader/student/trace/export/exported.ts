import type { Recording } from '../../../runs/replay/recording';

/** What a format is made of: a recording, and the events of it that were chosen. */
export type Exported = Pick<Recording, 'title' | 'servers' | 'puppets' | 'verdict' | 'events'>;
