/**
 * `npm run watch`: grades whenever a file is saved, what failed last first, until it is told to quit.
 * Exit codes: 0 at q, 130 at Ctrl-C, 2 for a command line or a folder that makes no sense.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { print, Refusal, runCommand, whereStood } from '../command/run-command';
import { parseWatchArgs, type WatchCommand } from '../student/watch/watch-args';

const KIT = path.join(__dirname, '..', '..');

runCommand(async () => {
  const command = parseWatchArgs(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      return print(command.text);
    case 'problem':
      throw new Refusal(command.message);
    case 'watch': {
      const { folder, shown } = placeOf(command);
      if (!existsSync(folder) || !statSync(folder).isDirectory())
        throw new Refusal(`There is no folder ${shown} to watch.`);
      const { watchFolder } = await import('../student/watch/watch-folder.js');
      return await watchFolder({ ...command, kit: KIT, folder, shown });
    }
  }
});

function placeOf({ target }: WatchCommand): { readonly folder: string; readonly shown: string } {
  return target.kind === 'folder'
    ? { folder: whereStood(target.path), shown: target.path }
    : { folder: path.join(KIT, 'labs', 'raft'), shown: 'labs/raft' };
}
