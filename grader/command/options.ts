/**
 * Reads the options of a command: `name=value`, `--name value`, switches, and bare words such as a folder.
 * Pure. `npm run grade` has a reader of its own (grade-words), which forgives more.
 */
import { nearest } from './nearest';
import { type Read, Refusal } from './run-command';
import { askBack, type UsageProblem } from './usage-problem';
import { SEED_RANGE, type Seed, seedCalled } from '../world/sim/seed';

export interface Word {
  readonly name: string;
  /** The value after `=`, as the help shows it; without it, the option is a switch. */
  readonly takes?: string;
  /** May be given more than once. */
  readonly isMany?: boolean;
  /** Understood, but not offered by the help. */
  readonly isHidden?: boolean;
  readonly does: string;
}

export interface Vocabulary {
  /** `npm run release` */
  readonly command: string;
  /** What the command does, in a sentence. */
  readonly does: string;
  /** What bare words are, as the help shows it (`SUBMISSIONS`); without it, none are accepted. */
  readonly bare?: string;
  readonly words: readonly Word[];
  /** Whole lines to paste. */
  readonly examples: readonly string[];
}

export interface Help {
  readonly kind: 'help';
  readonly text: string;
}

/** The arguments as typed. */
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

  /** The same options, with values of a file for those that were not typed. */
  orElse(more: ReadonlyMap<string, string>): Said {
    const filled = [...more].map(([name, value]) => [name, [value]] as const);
    return new Said(this.bare, new Map([...filled, ...this.values]));
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** For a command whose options only have to be read. */
export function reader(vocabulary: Vocabulary): (argv: readonly string[], env: Env) => Read<Said> {
  return (argv, env) => readWords(vocabulary, argv, env);
}

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
    if (!word) {
      const open = dashes === '' ? leftBehind(vocabulary, values, env) : undefined;
      if (open) {
        put(open.name, text);
        continue;
      }
      const isBare = dashes === '' && value === undefined && vocabulary.bare !== undefined;
      if (!isBare) return unknownOption(vocabulary, text, name);
      bare.push(text);
    } else if (word.takes === undefined) {
      if (value !== undefined && value !== 'true')
        return askBack(`"${name}" takes no value.`, `${command} ${name}`);
      put(word.name, '');
    } else {
      const next = value ?? rest[++at];
      if (next === undefined || next === '') return wantsValue(vocabulary, word);
      put(word.name, next);
    }
  }
  if (env['npm_lifecycle_event'] !== undefined)
    for (const word of words) {
      const kept = env[configName(word.name)];
      if (kept === undefined || kept === '' || kept === 'false' || values.has(word.name)) continue;
      if (word.takes !== undefined && kept === 'true') return keptByNpm(vocabulary, word);
      put(word.name, word.takes === undefined ? '' : kept);
    }
  const twice = words.find(({ name, isMany }) => !isMany && (values.get(name)?.length ?? 0) > 1);
  if (twice) return askBack(`"${twice.name}" is given twice. Give it once.`);
  return new Said(bare, values);
}

/** `--name value` before `--`: npm keeps the name as a switch and hands on the value as a bare word. */
function leftBehind(
  { words, bare }: Vocabulary,
  values: ReadonlyMap<string, unknown>,
  env: Env,
): Word | undefined {
  if (bare !== undefined || env['npm_lifecycle_event'] === undefined) return undefined;
  const open = words.filter(
    ({ name, takes }) =>
      takes !== undefined && !values.has(name) && env[configName(name)] === 'true',
  );
  return open.length === 1 ? open[0] : undefined;
}

function configName(name: string): string {
  return `npm_config_${name.replaceAll('-', '_')}`;
}

function help({ command, does, bare, words: all, examples }: Vocabulary): Help {
  const words = all.filter(({ isHidden }) => !isHidden);
  const uses = words.map(({ name, takes }) => (takes === undefined ? name : `${name}=${takes}`));
  const width = Math.max(...uses.map((use) => use.length)) + 2;
  const text = [
    `Usage: ${command}${bare === undefined ? '' : ` ${bare}`} [options]`,
    does,
    '',
    ...words.map((word, i) => `  ${(uses[i] ?? '').padEnd(width)}${word.does}`),
    '',
    ...examples.map((example) => `  ${example}`),
  ].join('\n');
  return { kind: 'help', text };
}

function wantsValue({ command }: Vocabulary, { name, takes }: Word): UsageProblem {
  return askBack(`"${name}" needs a value.`, `${command} ${name}=${takes ?? ''}`);
}

function keptByNpm({ command }: Vocabulary, { name, takes }: Word): UsageProblem {
  return askBack(
    `npm keeps --${name} for itself and drops its value. Write the option without dashes, or put flags after --:`,
    `${command} ${name}=${takes ?? ''}`,
    `${command} -- --${name} ${takes ?? ''}`,
  );
}

/** Answers a word that is not an option, or an unexpected bare word. */
export function unknownOption(
  { command, words }: Vocabulary,
  text: string,
  name = text,
): UsageProblem {
  const meant = nearest(name, [...words.map((word) => word.name), 'help']);
  const guess = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return askBack(`"${text}" is not understood.${guess} To list all options:`, `${command} help`);
}

/** @returns undefined if the option was not given */
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

/** A public seed, or the text of a hidden seed, as results contain it. */
export function seedSaid(said: Said): Seed | undefined | UsageProblem {
  const value = said.one('seed');
  const seed = value === undefined ? undefined : seedCalled(value);
  return seed ?? wholeNumber(said, 'seed', SEED_RANGE);
}

/** @throws Refusal */
export function demandWholeNumber(
  said: Said,
  name: string,
  range: { readonly least: number; readonly most: number },
): number | undefined {
  const read = wholeNumber(said, name, range);
  if (typeof read === 'object') throw new Refusal(read.message);
  return read;
}
