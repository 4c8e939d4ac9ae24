/** The environment in which tests run the kit's commands: jest's own variables are left out. */
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/**
 * Jest sets FORCE_COLOR for its children under CI, and npm leaves its settings behind. Pages of failures
 * take seconds, so only tests that look at them turn them on.
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

/** Runs `npm run NAME WORDS` as npm would for a user in that folder, and waits for its end. */
export function runAt(
  stood: string,
  name: string,
  words: readonly string[],
): { readonly status: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', './grader/cli/set-up.cjs', `grader/cli/${name}.ts`, ...words],
    { cwd: ROOT, env: plainEnvironment({ INIT_CWD: stood }), encoding: 'utf8' },
  );
  return { status, out: stdout, err: stderr };
}
