/**
 * Reads the words of a command line one by one, and writes them back with or without dashes. args.ts
 * decides what they mean together.
 */
import type { Stage } from '../../contract';
import { GRADE_FLAGS, flagCalled, type FlagName, type GradeFlag } from './grade-flags';
import { pasteLine } from '../grade-line';
import { nearest } from '../nearest';
import { stagesCalled } from '../stage-words';

/** One argument of the command line. */
export type Heard =
  | { readonly kind: 'stages'; readonly stages: readonly Stage[] }
  /** `value` is undefined for a bare flag: on if it is a switch, else its value is missing. */
  | { readonly kind: 'flag'; readonly flag: GradeFlag; readonly value: string | undefined }
  /** Neither a stage nor a flag: a test's name, or a mistake. `name` has no dashes and no value. */
  | {
      readonly kind: 'word';
      readonly text: string;
      readonly name: string;
      readonly value: string | undefined;
      readonly dashed: boolean;
    };

export type HeardFlag = Extract<Heard, { kind: 'flag' }>;
export type HeardWord = Extract<Heard, { kind: 'word' }>;

export function readWords(argv: readonly string[]): readonly Heard[] {
  const heard: Heard[] = [];
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at] ?? '';
    // pnpm passes the separator on, and a second one does no harm.
    if (text === '--') continue;
    const said = readWord(text);
    const next = argv[at + 1];
    if (said.kind !== 'flag' || said.flag.takes === undefined || said.value !== undefined) {
      heard.push(said);
    } else if (next === undefined || /^--?([a-z]|$)/i.test(next)) {
      heard.push(said);
    } else {
      heard.push({ ...said, value: next });
      at += 1;
    }
  }
  return heard;
}

/** Reads one word by itself: `2C`, `json`, `--seed=7`, `-t`, `figure-8`. */
export function readWord(text: string): Heard {
  const equals = text.indexOf('=');
  const before = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const name = before.replace(/^--?/, '');
  const dashed = name !== before;
  // A single letter is a flag only after a dash: a bare `t` does not mean `only`.
  const flag = dashed || name.length > 1 ? flagCalled(name) : undefined;
  if (flag !== undefined) return { kind: 'flag', flag, value };
  const stages = value === undefined ? stagesCalled(name) : undefined;
  if (stages !== undefined) return { kind: 'stages', stages };
  return { kind: 'word', text, name, value, dashed };
}

/** The stages that were named, in the order of the lab; undefined if none was. */
export function stagesIn(heard: readonly Heard[]): readonly Stage[] | undefined {
  const named = heard.flatMap((said) => (said.kind === 'stages' ? said.stages : []));
  return named.length === 0 ? undefined : [...new Set(named)].sort();
}

export function isOn(value: string | undefined): boolean {
  return value === undefined || value.toLowerCase() === 'true';
}

/** Every mention of one flag. */
export function flagsIn(heard: readonly Heard[], name: FlagName): readonly HeardFlag[] {
  return heard.filter((said) => said.kind === 'flag').filter((said) => said.flag.name === name);
}

/** The flag that a word was meant to be: another tool's name for it, or a misspelling. */
export function flagMeant(word: HeardWord): GradeFlag | undefined {
  const name = word.name.toLowerCase();
  const asked = GRADE_FLAGS.find((flag) => flag.askedAs.includes(name));
  const near = nearest(
    name,
    GRADE_FLAGS.map((flag) => flag.name),
  );
  return asked ?? GRADE_FLAGS.find((flag) => flag.name === near);
}

export function isNumber(word: HeardWord): boolean {
  return /^\d+$/.test(word.text);
}

export function looksLikeStage(word: HeardWord): boolean {
  if (word.value !== undefined) return /^(lab|stage)s?$/i.test(word.name);
  return /^((lab|stage)[-_]?)?\d[a-z]$|^(lab|stage)/i.test(word.name);
}

export function lacksValue(said: HeardFlag): boolean {
  if (said.flag.takes === undefined) return said.value === '';
  return said.value === undefined || said.value.trim() === '';
}

/** The arguments as a line to paste, without a single dash: `npm run grade 2C seed=7`. */
export function plainLine(heard: readonly Heard[]): string {
  return pasteLine(stagesFirst(heard).flatMap(plainWords));
}

/** The same line with flags, after the `--` that makes npm pass them on. */
export function dashedLine(heard: readonly Heard[]): string {
  const flags = stagesFirst(heard).filter((said) => said.kind === 'flag');
  const others = stagesFirst(heard).filter((said) => said.kind !== 'flag');
  const dashed = flags.flatMap(({ flag, value }) => {
    if (flag.takes !== undefined) return [`--${flag.name}`, value ?? flag.takes];
    return isOn(value) ? [`--${flag.name}`] : [];
  });
  return pasteLine([
    ...others.flatMap(plainWords),
    ...(dashed.length > 0 ? ['--'] : []),
    ...dashed,
  ]);
}

function plainWords(said: Heard): readonly string[] {
  if (said.kind === 'word') return [said.text];
  if (said.kind === 'stages') return said.stages.length === 3 ? ['all'] : said.stages;
  if (said.flag.takes !== undefined) return [`${said.flag.name}=${said.value ?? said.flag.takes}`];
  return isOn(said.value) ? [said.flag.name] : [];
}

function stagesFirst(heard: readonly Heard[]): readonly Heard[] {
  const stages = stagesIn(heard);
  const rest = heard.filter((said) => said.kind !== 'stages');
  return stages === undefined ? rest : [{ kind: 'stages', stages }, ...rest];
}
