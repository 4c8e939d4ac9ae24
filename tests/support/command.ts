/** The environment in which tests run the kit's commands: what jest adds to its own is left out. */
import os from 'node:os';

/**
 * Jest sets FORCE_COLOR for its children under CI, and npm leaves its settings behind. Pages of what
 * failed take seconds, so only tests that look at them have them made.
 */
export function plainEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: os.homedir(),
    TMPDIR: os.tmpdir(),
    RAFT_LAB_PAGES: 'off',
    ...more,
  };
}
