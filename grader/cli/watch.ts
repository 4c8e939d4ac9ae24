/**
 * `npm run watch`: grades whenever a file is saved, what failed last first, until it is ended. Exit
 * codes: 0 after q, 130 after Ctrl-C, 2 for an invalid command line or folder.
 */
import { existsSync, statSync } from 'node:fs';
import { KIT, placeOf } from '../command/place';
import { Refusal, runCommand } from '../command/run-command';
import { watchFolder } from '../student/watch/watch-folder';
import { parseWatchArgs, type WatchCommand } from '../student/watch/watch-args';

runCommand(parseWatchArgs, watch);

async function watch(command: WatchCommand): Promise<number> {
  const place = placeOf(command.target);
  if (!existsSync(place.folder) || !statSync(place.folder).isDirectory())
    throw new Refusal(`There is no folder ${place.shown} to watch.`);
  return await watchFolder({ ...command, ...place, kit: KIT });
}
