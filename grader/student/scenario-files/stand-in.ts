/** A scenario file in the form of a test, for reports. */
import { plain } from '../../report/plain';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { Schedule } from '../../runs/replay/schedule';
import { ENDING } from './find-scenarios';

const NAME_CHARS_MAX = 48;

/** @param file its path or name */
export function standIn({ stage, servers }: Schedule, file: string): Scenario {
  const name = file.replace(/^.*[\\/]/, '').replace(ENDING, '');
  return {
    // Reports read the stage from the id.
    id: `${stage}, scenario ${plain(name, NAME_CHARS_MAX)}`,
    title: 'A scenario file',
    story: '',
    rules: [],
    points: 0,
    servers: servers as 3,
    seeds: 1,
    play: () => undefined,
  };
}
