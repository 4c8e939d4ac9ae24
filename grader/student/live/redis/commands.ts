/** The supported Redis commands: their arguments, and the operation each needs from the service. */
import { Failure, type Operation, VALUE_BYTES_MAX, wholeNumber } from '../service/map';

export interface Command {
  readonly name: string;
  /** The number of words including the name; if negative, the least number. COMMAND reports it in this form. */
  readonly arity: number;
  readonly flags: readonly ('readonly' | 'write' | 'fast' | 'loading' | 'stale')[];
  /**
   * Positions of the keys among the words: first, last (-1 for the last word), and the step between
   * them.
   */
  readonly keys: readonly [first: number, last: number, step: number];
  /** Undefined if the server answers the command by itself. */
  readonly operation?: (words: readonly string[]) => Operation | Failure;
}

export const SYNTAX = new Failure('ERR syntax error');
const NOT_A_NUMBER = new Failure('ERR value is not an integer or out of range');
const TOO_LONG = new Failure('ERR a value has at most 1 MB here');
const KEYS_MAX = 1_000;
const NONE = [0, 0, 0] as const;
const ONE = [1, 1, 1] as const;
const ALL = [1, -1, 1] as const;

const read = (
  name: string,
  arity: number,
  keys: Command['keys'],
  operation: NonNullable<Command['operation']>,
): Command => ({ name, arity, flags: ['readonly'], keys, operation });
const write = (
  name: string,
  arity: number,
  keys: Command['keys'],
  operation: NonNullable<Command['operation']>,
): Command => ({ name, arity, flags: ['write'], keys, operation });
const own = (name: string, arity: number): Command => ({
  name,
  arity,
  flags: ['loading', 'stale', 'fast'],
  keys: NONE,
});

export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [
    read('get', 2, ONE, ([, key = '']) => ({ op: 'get', key })),
    read('strlen', 2, ONE, ([, key = '']) => ({ op: 'length', key })),
    read('mget', -2, ALL, ([, ...keys]) => ({ op: 'getAll', keys })),
    read('exists', -2, ALL, ([, ...keys]) => ({ op: 'exist', keys })),
    read('dbsize', 1, NONE, () => ({ op: 'size' })),
    read('keys', 2, NONE, ([, pattern = '']) => ({ op: 'keys', pattern })),
    read('scan', -2, NONE, scan),
    write('set', -3, ONE, set),
    write('append', 3, ONE, ([, key = '', value = '']) => ({ op: 'append', key, value })),
    write('incr', 2, ONE, ([, key = '']) => ({ op: 'add', key, by: '1' })),
    write('decr', 2, ONE, ([, key = '']) => ({ op: 'add', key, by: '-1' })),
    write('incrby', 3, ONE, ([, key = '', by = '']) =>
      wholeNumber(by) === undefined ? NOT_A_NUMBER : { op: 'add', key, by },
    ),
    write('del', -2, ALL, ([, ...keys]) => ({ op: 'delete', keys })),
    write('mset', -3, [1, -1, 2], setAll),
    write('flushall', -1, NONE, () => ({ op: 'clear' })),
    own('ping', -1),
    own('echo', 2),
    own('info', -1),
    own('command', -1),
    own('client', -2),
    own('cluster', -2),
    own('select', 2),
    own('readonly', 1),
    own('readwrite', 1),
    own('quit', -1),
  ].map((command) => [command.name, command]),
);

/** @returns a Failure if Redis would reject the command before executing it */
export function commandOf(words: readonly string[]): Command | Failure {
  const [said = ''] = words;
  const command = COMMANDS.get(said.toLowerCase());
  if (!command) {
    const others = words.slice(1, 4).map((word) => `'${word.slice(0, 32)}'`);
    return new Failure(
      `ERR unknown command '${said.slice(0, 128)}', with args beginning with: ${others.join(' ')}`,
    );
  }
  const { name, arity } = command;
  if (arity < 0 ? words.length < -arity : words.length !== arity)
    return new Failure(`ERR wrong number of arguments for '${name}' command`);
  if (words.some((word) => word.length > VALUE_BYTES_MAX)) return TOO_LONG;
  return command;
}

function set([, key = '', value = '', ...options]: readonly string[]): Operation | Failure {
  const said = options.map((option) => option.toLowerCase());
  if (said.some((option) => !['nx', 'xx', 'get'].includes(option))) return SYNTAX;
  const [isNew, isOld] = [said.includes('nx'), said.includes('xx')];
  if (isNew && isOld) return SYNTAX;
  return {
    op: 'set',
    key,
    value,
    ...((isNew || isOld) && { only: isNew ? 'missing' : 'there' }),
    ...(said.includes('get') && { isGet: true }),
  };
}

function setAll([, ...words]: readonly string[]): Operation | Failure {
  if (words.length % 2 === 1)
    return new Failure("ERR wrong number of arguments for 'mset' command");
  const pairs = Array.from(
    { length: words.length / 2 },
    (_, i) => [words[2 * i] ?? '', words[2 * i + 1] ?? ''] as const,
  );
  return { op: 'setAll', pairs };
}

function scan([, cursor = '', ...options]: readonly string[]): Operation | Failure {
  if (!/^\d{1,15}$/.test(cursor)) return new Failure('ERR invalid cursor');
  let [pattern, count] = ['*', 10];
  for (let i = 0; i < options.length; i += 2) {
    const [name, value] = [options[i]?.toLowerCase(), options[i + 1]];
    if (value === undefined) return SYNTAX;
    if (name === 'match') pattern = value;
    else if (name === 'count' && /^\d{1,9}$/.test(value)) count = Math.min(+value, KEYS_MAX);
    else return name === 'count' ? NOT_A_NUMBER : SYNTAX;
  }
  return count < 1 ? SYNTAX : { op: 'scan', cursor: +cursor, pattern, count };
}
