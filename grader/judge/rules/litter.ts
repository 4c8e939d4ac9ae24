import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { name, when } from './wire';

/** Far more than two slots, a segmented journal or a state in pieces need. */
const FILES_MAX = 256;

/**
 * A test of its own, in which the Persister runs by itself, measures whether files pile up; this rule
 * also watches it under a Raft. Only files written since the boot count, because a crash may leave a
 * file behind that the server cannot find again.
 */
export const litter: Rule = {
  id: 'P.3',
  title: 'The Persister replaces the state as a whole',
  paper: 'Figure 2, "Persistent state on all servers"',
  explanation:
    'A save leaves the new state on the disk in place of the old one. If it leaves half of each, the server restarts with neither. If it leaves the old one beside it, the disk fills up.',
  lookAt:
    'which file readRaftState() reads and trusts (a field of the class is empty after a restart), and the disk operations of a save, one by one: after which of them does the disk hold neither the old state nor the new one complete? If saves are numbered: after a restart, does the number continue from the highest one on the disk? If two files are written in turn: which of them does the first save after a boot overwrite?',
  from: '2C',
  watch: () => {
    const written = new Map<number, Set<string>>();
    const filesOf = (server: number): Set<string> => {
      const files = written.get(server) ?? new Set<string>();
      written.set(server, files);
      return files;
    };
    const wrote = (event: EventOf<'disk'>, file: string) => {
      const files = filesOf(event.server);
      files.add(file);
      if (files.size <= FILES_MAX) return undefined;
      return {
        message: `The disk of ${name(event.server)} holds ${files.size} files that it has written since it booted (${when(event)}), and ${FILES_MAX} are allowed: files that are no longer needed must be removed.`,
        witness: [event],
      };
    };
    return {
      boot: ({ server }) => {
        written.delete(server);
        return undefined;
      },
      disk: (event) => {
        const { operation } = event;
        const files = filesOf(event.server);
        if (operation.op === 'write') return wrote(event, operation.file);
        if (operation.op === 'remove') files.delete(operation.file);
        if (operation.op === 'rename') {
          files.delete(operation.file);
          return wrote(event, operation.to);
        }
        return undefined;
      },
    };
  },
};
