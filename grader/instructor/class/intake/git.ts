/**
 * Runs git so that nothing in a student's repository is executed: no hooks, helpers or filters, and no
 * prompts.
 */
import { execFile, type ExecFileException } from 'node:child_process';
import os from 'node:os';
import { Broken } from './broken';
import { ENTRIES_MAX } from './limits';
import { shown } from './names';

/** Other protocols could start a program that the student chooses. */
const PROTOCOLS = 'https:http:ssh:git';

/**
 * Time limits for fetching a repository, and for reading a local one, which normally takes milliseconds.
 */
const PATIENCE_MS = { network: 5 * 60_000, 'no network': 60_000 } as const;
/**
 * A file of a few bytes may be stored as a change of one of some gigabytes, which git would read into memory.
 * Sources are changes of sources.
 */
const ALLOCATION_BYTES_MAX = 64_000_000;
/** Enough for the list of as many files as are read. */
const OUTPUT_BYTES_MAX = 16_000_000;

/** Variables of the repository in which this command was started. */
const OF_ANOTHER_REPOSITORY = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_COMMON_DIR'],
  ...['GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_PREFIX', 'GIT_NAMESPACE', 'GIT_SHALLOW_FILE'],
  ...['GIT_CONFIG', 'GIT_CONFIG_PARAMETERS', 'GIT_CONFIG_COUNT', 'GIT_GRAFT_FILE'],
  ...['GIT_REPLACE_REF_BASE', 'GIT_NO_REPLACE_OBJECTS', 'GIT_IMPLICIT_WORK_TREE'],
];

interface GitAnswer {
  readonly kind: 'answer';
  readonly output: Buffer;
}

/** git ran, and reported an error. */
interface GitRefusal {
  readonly kind: 'refusal';
  readonly message: string;
}

/** Throws if git itself cannot run. @param network whether git may fetch */
export function git(
  words: readonly string[],
  network: keyof typeof PATIENCE_MS,
): Promise<GitAnswer | GitRefusal> {
  const environment: NodeJS.ProcessEnv = {
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    ...process.env,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GCM_INTERACTIVE: 'never',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    // No other protocol, whatever the configuration says.
    GIT_ALLOW_PROTOCOL: network === 'network' ? PROTOCOLS : 'none',
    ...(network === 'no network' && { GIT_ALLOC_LIMIT: String(ALLOCATION_BYTES_MAX) }),
    LC_ALL: 'C',
  };
  for (const name of OF_ANOTHER_REPOSITORY) Reflect.deleteProperty(environment, name);
  const settings = [
    ...['-c', `core.hooksPath=${os.devNull}`],
    ...['-c', 'core.fsmonitor=false'],
    ...['-c', 'protocol.ext.allow=never'],
    ...['-c', 'safe.directory=*'],
    ...['-c', 'credential.interactive=false'],
  ];
  return new Promise((resolve, reject) => {
    const options = {
      env: environment,
      encoding: 'buffer',
      timeout: PATIENCE_MS[network],
      maxBuffer: OUTPUT_BYTES_MAX,
      windowsHide: true,
    } as const;
    const child = execFile(
      'git',
      ['--no-replace-objects', ...settings, ...words],
      options,
      (error, output, complaint) => {
        if (!error) resolve({ kind: 'answer', output });
        else if (error.code === 'ENOENT')
          reject(new Error('git was not found. Install it, or unpack the repositories yourself.'));
        else if (typeof error.code !== 'number') reject(endedByUs(error, network));
        else resolve({ kind: 'refusal', message: lastWords(complaint) });
      },
    );
    child.stdin?.end();
  });
}

/**
 * A local repository that exceeds a limit was built that way. The machine is not to blame, and another
 * attempt would not help.
 */
function endedByUs(error: ExecFileException, network: keyof typeof PATIENCE_MS): Error {
  if (network === 'network') return new Error(`git failed: ${error.message}`);
  // The declared type allows only numbers.
  if ((error.code as unknown) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return tooMany();
  return error.killed
    ? new Broken(
        `is a git repository that git has not read within ${PATIENCE_MS[network] / 1_000} s`,
      )
    : new Error(`git failed: ${error.message}`);
}

export function tooMany(): Broken {
  return new Broken(`holds more than ${ENTRIES_MAX} files, and no more are read`);
}

/** The line that says what was wrong. */
function lastWords(complaint: Buffer): string {
  const lines = complaint.toString('utf8').split('\n');
  const line = lines.find((text) => /^(fatal|error):/.test(text)) ?? lines[0] ?? '';
  return shown(line.trim());
}
