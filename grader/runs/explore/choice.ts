/** The single events that can happen next, and the short text form of a schedule. */

/** Identifies a call by its sender, the sender's boot (from 1), and the sender's number for it. */
export interface CallName {
  readonly from: number;
  readonly boot: number;
  readonly call: number;
}

export type Choice =
  /** Time passes at a server until it does something. */
  (
    | { readonly kind: 'time' | 'command' | 'crash'; readonly server: number }
    /**
     * `there`: the request arrives. `back`: its reply does. `both`: one right after the other. `lost`: the
     * caller learns that there will be no reply.
     */
    | ({ readonly kind: 'there' | 'back' | 'both' | 'lost' } & CallName)
  ) & {
    /**
     * The server that handles this crashes before its message or disk operation with this number, from
     * 0.
     */
    readonly cut?: number;
  };

const LETTERS = {
  time: 't',
  command: 'c',
  crash: 'x',
  there: 'd',
  back: 'r',
  both: 'b',
  lost: 'l',
} as const satisfies Record<Choice['kind'], string>;

const BY_LETTER: ReadonlyMap<string, string> = new Map(
  Object.entries(LETTERS).map(([kind, letter]) => [letter, kind]),
);

/**
 * `t0-b0.1-c0-x0`: each choice as a letter and a server; calls as server, boot (from the second on),
 * number.
 */
export function scheduleWord(choices: readonly Choice[]): string {
  return choices.map(choiceWord).join('-');
}

function choiceWord(choice: Choice): string {
  const letter = LETTERS[choice.kind];
  const cut = choice.cut === undefined ? '' : `k${choice.cut}`;
  if ('server' in choice) return `${letter}${choice.server}${cut}`;
  const boot = choice.boot === 1 ? '' : `b${choice.boot}`;
  return `${letter}${choice.from}${boot}.${choice.call}${cut}`;
}

const WORD = /^([tcx])(\d)(?:k(\d+))?$|^([drbl])(\d)(?:b(\d+))?\.(\d+)(?:k(\d+))?$/;

/** @returns undefined if the text is not a schedule */
export function readSchedule(word: string): readonly Choice[] | undefined {
  const choices: Choice[] = [];
  if (word === '') return choices;
  for (const part of word.split('-')) {
    const match = WORD.exec(part);
    if (!match) return undefined;
    const [, at, server, cutAt, on, from, boot = '1', call, cutOn] = match;
    const cut = cutAt ?? cutOn;
    const isWhole = part.startsWith(LETTERS.crash) || part.startsWith(LETTERS.both);
    if (isWhole && cut !== undefined) return undefined;
    choices.push({
      kind: BY_LETTER.get(at ?? on ?? ''),
      ...(server === undefined
        ? { from: Number(from), boot: Number(boot), call: Number(call) }
        : { server: Number(server) }),
      ...(cut !== undefined && { cut: Number(cut) }),
    } as Choice);
  }
  return choices;
}
