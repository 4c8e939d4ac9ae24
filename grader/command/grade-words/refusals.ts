/**
 * Mistakes in the flags of a command line. Each function checks for one kind of mistake and returns a
 * problem, or undefined. Other unknown words are for unknown-word.ts.
 */
import { GRADE_FLAGS, type FlagName } from './grade-flags';
import {
  dashedLine,
  flagsIn,
  isOn,
  lacksValue,
  plainLine,
  type Heard,
  type HeardFlag,
} from './read-words';
import { readReport } from './report-words';
import { repaired, replaced, straysFor } from './repair';
import type { CatalogueTest } from '../test-names';
import { askBack, type UsageProblem } from '../usage-problem';
import { seedCalled } from '../../world/sim/seed';

/** A flag that needs a value and has none, often because npm separated the two. */
export function refuseMissing(
  heard: readonly Heard[],
  byNpm: readonly Heard[],
  catalogue: readonly CatalogueTest[],
): UsageProblem | undefined {
  const missing = heard.filter((said) => said.kind === 'flag').find(lacksValue);
  if (missing === undefined) return undefined;
  const { name, takes, wants } = missing.flag;
  const strays = straysFor(missing.flag, heard);
  const fixed = repaired(heard, catalogue);
  if (byNpm.includes(missing) && strays.length > 0) {
    const alone = strays.map((stray) => `"${stray.text}"`).join(' and ');
    return askBack(
      `npm kept --${name} for itself and passed on only ${alone}.\nType one of these instead:`,
      plainLine(fixed),
      dashedLine(fixed),
    );
  }
  const what =
    takes === undefined
      ? `${name}= is empty, and ${name} takes no value. Type:`
      : `${name} needs ${wants}.\nFor example:`;
  return askBack(what, plainLine(fixed));
}

/** A value that its flag does not accept. */
export function refuseValue(heard: readonly Heard[]): UsageProblem | undefined {
  for (const said of heard) {
    if (said.kind !== 'flag' || said.value === undefined) continue;
    const { flag, value } = said;
    const use = (better: string | undefined): string =>
      plainLine(replaced(heard, said, [{ ...said, value: better }]));
    if (flag.takes === undefined && !/^(true|false)$/i.test(value)) {
      return askBack(`${flag.name} takes no value, but got "${value}". Type:`, use(undefined));
    }
    if (flag.range === undefined) continue;
    const [least, most] = flag.range;
    const fits =
      flag.name === 'seed'
        ? seedCalled(value) !== undefined
        : /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
    if (!fits) {
      return askBack(
        `${flag.name} needs ${flag.wants}, but got "${value}".\nFor example:`,
        use(flag.example),
      );
    }
  }
  return undefined;
}

/** A report in an unknown format or without a file, or two reports in one file. */
export function refuseReports(
  heard: readonly Heard[],
  env: Readonly<Record<string, string | undefined>>,
): UsageProblem | undefined {
  const said = flagsIn(heard, 'report').map((one) => ({
    one,
    wish: readReport(one.value ?? '', env),
  }));
  for (const { one, wish } of said) {
    if (!('kind' in wish)) continue;
    return askBack(wish.says, plainLine(replaced(heard, one, [{ ...one, value: wish.better }])));
  }
  const places = said.map(({ one, wish }) => ({
    one,
    file: 'kind' in wish ? undefined : wish.file,
  }));
  const clash = places.find(
    ({ one, file }) =>
      file !== undefined &&
      places.some((other) => other.file === file && other.one.value !== one.value),
  );
  if (!clash) return undefined;
  return askBack(
    `Two reports have the same file ${clash.file ?? ''}. Choose a different file for each, or keep one:`,
    ...places
      .filter(({ file }) => file === clash.file)
      .map(({ one }) =>
        plainLine(heard.filter((other) => other === one || !places.some((p) => p.one === other))),
      ),
  );
}

/** The same flag twice, with two values. Flags that may be given several times are skipped. */
export function refuseTwice(heard: readonly Heard[]): UsageProblem | undefined {
  for (const flag of GRADE_FLAGS.filter(({ isMany }) => isMany !== true)) {
    const same = flagsIn(heard, flag.name);
    const answer = ({ value }: HeardFlag): string | number | boolean => {
      if (flag.takes === undefined) return isOn(value);
      if (flag.name === 'seed') return seedCalled(value ?? '') ?? '';
      return flag.range === undefined ? (value ?? '') : Number(value);
    };
    if (new Set(same.map(answer)).size < 2) continue;
    const values = same.map((said) => said.value ?? 'true');
    const others = heard.filter((said) => said.kind !== 'flag' || said.flag !== flag);
    return askBack(
      `${flag.name} is given twice, as ${values.join(' and as ')}. Keep one:`,
      ...same.map((said) => plainLine([...others, said])),
    );
  }
  return undefined;
}

const GOES_WITH_SCENARIO: ReadonlySet<FlagName> = new Set([
  'scenario',
  'dir',
  'solution',
  'verbose',
]);

/** Flags that contradict each other. */
export function refuseTogether(heard: readonly Heard[]): UsageProblem | undefined {
  const on = heard
    .filter((said) => said.kind === 'flag')
    .filter((said) => said.flag.takes !== undefined || isOn(said.value));
  const called = (name: FlagName): HeardFlag | undefined =>
    on.find((said) => said.flag.name === name);
  const without = (gone: HeardFlag): string =>
    plainLine(heard.filter((said) => said.kind !== 'flag' || said.flag !== gone.flag));
  const pair = (one: FlagName, two: FlagName, why: string): UsageProblem | undefined => {
    const [first, second] = [called(one), called(two)];
    if (first === undefined || second === undefined) return undefined;
    return askBack(`${why} Keep one:`, without(second), without(first));
  };
  const idle = on.find((said) => said.flag.name !== 'list' && said.flag.name !== 'verbose');
  const list = called('list');
  if (list !== undefined && idle !== undefined) {
    const kept = heard.filter((said) => said.kind === 'stages' || said === list);
    return askBack(
      `list runs nothing, so ${idle.flag.name} has no effect with it. To list, or to grade:`,
      plainLine(kept),
      without(list),
    );
  }
  const scenario = called('scenario');
  const besides = on.find((said) => said !== scenario && !GOES_WITH_SCENARIO.has(said.flag.name));
  const stages = heard.find((said) => said.kind === 'stages');
  if (scenario !== undefined && (besides !== undefined || stages !== undefined)) {
    const what = besides === undefined ? 'a stage' : besides.flag.name;
    const kept = heard.filter(
      (said) =>
        said.kind === 'flag' &&
        (said.flag === scenario.flag || GOES_WITH_SCENARIO.has(said.flag.name)),
    );
    return askBack(
      `A scenario file describes its whole run, so ${what} cannot be combined with it. Keep one:`,
      plainLine(kept),
      without(scenario),
    );
  }
  return (
    pair('seed', 'seeds', 'seed replays one run and seeds makes many.') ??
    pair('dir', 'solution', 'dir and solution name two different folders to grade.')
  );
}
