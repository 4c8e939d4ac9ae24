/**
 * Reads the words of an instructor's command: `name=value`, `--name value`, switches, and bare words such
 * as a folder. Pure. `npm run grade` has a reader of its own (args.ts), which forgives more.
 */
import { nearest } from './nearest';
import { askBack, type UsageProblem } from './usage-problem';

export interface Word {
  readonly name: string;
  /** What stands behind `=`, as the help shows it; a switch if left out. */
  readonly takes?: string;
  /** May be said more than once. */
  readonly isMany?: boolean;
  readonly does: string;
}

export interface Vocabulary {
  /** `npm run release` */
  readonly command: string;
  /** What the command does, in a sentence. */
  readonly does: string;
  /** What bare words are, as the help shows it (`SUBMISSIONS`); none are taken if left out. */
  readonly bare?: string;
  readonly words: readonly Word[];
  /** Whole lines to paste. */
  readonly examples: readonly string[];
}

export interface Help {
  readonly kind: 'help';
  readonly text: string;
}

/** What was said, word for word. */
export class Said {
  readonly kind = 'said';

  constructor(
    readonly bare: readonly string[],
    private readonly values: ReadonlyMap<string, readonly string[]>,
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  one(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** @param env npm keeps flags before `--` for itself, as npm_config_* variables */
export function readWords(
  vocabulary: Vocabulary,
  argv: readonly string[],
  env: Env,
): Said | Help | UsageProblem {
  const { words, command } = vocabulary;
  const bare: string[] = [];
  const values = new Map<string, string[]>();
  const put = (name: string, value: string) =>
    values.set(name, [...(values.get(name) ?? []), value]);
  const rest = argv.filter((text) => text !== '--');
  for (let at = 0; at < rest.length; at++) {
    const text = rest[at] ?? '';
    const [, dashes = '', name = '', value] = /^(--?)?([^=]*)(?:=([^]*))?$/.exec(text) ?? [];
    if (/^(help|h)$/i.test(name) && value === undefined) return help(vocabulary);
    const word = words.find((known) => known.name === name.toLowerCase());
    if (!word || (dashes === '' && word.takes !== undefined && value === undefined)) {
      if (word) return wantsValue(vocabulary, word);
      const isBare = dashes === '' && value === undefined && vocabulary.bare !== undefined;
      if (!isBare) return unknown(vocabulary, text, name);
      bare.push(text);
    } else if (word.takes === undefined) {
      if (value !== undefined && value !== 'true')
        return askBack(`"${name}" is a switch and takes no value.`, `${command} ${name}`);
      put(word.name, '');
    } else {
      const next = value ?? rest[++at];
      if (next === undefined || next === '') return wantsValue(vocabulary, word);
      put(word.name, next);
    }
  }
  if (env['npm_lifecycle_event'] !== undefined)
    for (const word of words) {
      const kept = env[`npm_config_${word.name.replaceAll('-', '_')}`];
      if (kept === undefined || kept === '' || kept === 'false' || values.has(word.name)) continue;
      if (word.takes !== undefined && kept === 'true') return keptByNpm(vocabulary, word);
      put(word.name, word.takes === undefined ? '' : kept);
    }
  const twice = words.find(({ name, isMany }) => !isMany && (values.get(name)?.length ?? 0) > 1);
  if (twice) return askBack(`"${twice.name}" was said twice. Say it once.`);
  return new Said(bare, values);
}

function help({ command, does, bare, words, examples }: Vocabulary): Help {
  const uses = words.map(({ name, takes }) => (takes === undefined ? name : `${name}=${takes}`));
  const width = Math.max(...uses.map((use) => use.length)) + 2;
  const text = [
    `Usage: ${command}${bare === undefined ? '' : ` ${bare}`} [words]`,
    does,
    '',
    ...words.map((word, i) => `  ${(uses[i] ?? '').padEnd(width)}${word.does}`),
    '',
    ...examples.map((example) => `  ${example}`),
  ].join('\n');
  return { kind: 'help', text };
}

function wantsValue({ command }: Vocabulary, { name, takes }: Word): UsageProblem {
  return askBack(`"${name}" wants a value.`, `${command} ${name}=${takes ?? ''}`);
}

function keptByNpm({ command }: Vocabulary, { name, takes }: Word): UsageProblem {
  return askBack(
    `npm keeps --${name} for itself and loses what stood behind it. Write the word without dashes, or flags behind --:`,
    `${command} ${name}=${takes ?? ''}`,
    `${command} -- --${name} ${takes ?? ''}`,
  );
}

function unknown({ command, words }: Vocabulary, text: string, name: string): UsageProblem {
  const meant = nearest(name, [...words.map((word) => word.name), 'help']);
  const guess = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return askBack(`"${text}" is not understood.${guess} All words are told by:`, `${command} help`);
}

/** @returns undefined if nothing was said */
export function wholeNumber(
  said: Said,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined | UsageProblem {
  const value = said.one(name);
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
  if (number >= least && number <= most) return number;
  return askBack(`${name} is a whole number from ${least} to ${most}, not "${value}".`);
}
