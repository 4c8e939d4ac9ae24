/** Reads what a user types while the cluster serves: an action, or the end. */
import { createInterface } from 'node:readline';
import { DEEDS_HELP, perform, readDeed } from './fleet/deeds';
import type { Fleet } from './fleet/fleet';

const QUIT = /^(?:quit|exit|q)$/i;

interface Typed {
  /** Resolves when the user ends the cluster. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

export function untilQuit(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  fleet: Fleet,
  print: (line: string) => void,
): Typed {
  const lines = createInterface({ input });
  const ended = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      const said = line.trim();
      const deed = readDeed(said, fleet.size);
      if (deed) perform(fleet, deed);
      else if (QUIT.test(said)) resolve();
      else if (said !== '') print(DEEDS_HELP);
    });
    // Ctrl-D. A cluster in the background has no terminal, and its input may end at once.
    lines.on('close', () => {
      if (input.isTTY) resolve();
    });
  });
  return {
    ended,
    close: () => {
      lines.close();
    },
  };
}
