/**
 * Checks that regions are correct, and that a skeleton does not reveal the solution. The syntax of regions
 * is checked in regions.ts.
 */
import { placesIn, regionsIn, type Part, type Problem, type Region } from './regions';
import { skeletonOf } from './skeleton';

/** What a region may refer to. */
export interface Known {
  /** Rule ids of docs/figure-2.md. */
  readonly rules: readonly string[];
  /** Test ids of the catalogue. */
  readonly tests: readonly string[];
}

export function regionProblems(parts: readonly Part[], known: Known): readonly Problem[] {
  const readable = skeletonOf(parts).split('\n').map(plain);
  const [regions, places] = [regionsIn(parts), placesIn(parts)];
  const isMissing = ({ rule }: { readonly rule: string }) => !known.rules.includes(rule);
  return [
    ...[...regions, ...places].filter(isMissing).map(({ line, key, rule }) => ({
      line,
      message: `${key}: rule ${rule} has no heading in docs/figure-2.md`,
    })),
    ...regions.flatMap((region) => falseNames(region, known)),
    ...[
      ...regions.flatMap((one) => one.solution.map(({ text }) => ({ ...one, text }))),
      ...places.map((one) => ({ ...one, text: one.code })),
    ]
      .map(({ line, key, text }) => ({ line, key, code: plain(text) }))
      .filter(({ code }) => isTelling(code) && readable.some((shown) => shown.includes(code)))
      .map(({ line, key, code }) => ({
        line,
        message: `${key}: its line "${code}" survives in the skeleton`,
      })),
  ];
}

/** Names in a region's TODO that do not exist. */
function falseNames(
  { line, key, stage, todo, solution }: Region,
  known: Known,
): readonly Problem[] {
  const messages: string[] = [];
  for (const test of listOf(todo.green)) {
    if (!known.tests.includes(test)) messages.push(`the catalogue has no test "${test}"`);
    else if (!test.startsWith(`${stage}/`))
      messages.push(`"${test}" is not a test of stage ${stage}`);
  }
  const words = new Set(solution.flatMap(({ text }) => text.match(/[\w$]+/g) ?? []));
  for (const name of listOf(todo.use)) {
    const last = name.split('.').at(-1) ?? name;
    if (!words.has(last)) messages.push(`it says "use: ${name}", the solution does not`);
  }
  return messages.map((message) => ({ line, message: `${key}: ${message}` }));
}

/** Splits a TODO's list at commas. */
export function listOf(names: string): readonly string[] {
  return names.split(', ');
}

/**
 * Whether a line reveals how the rule is implemented, unlike the lines with which every function begins or
 * ends.
 */
function isTelling(line: string): boolean {
  if (
    /^(const \{ [\w, ]+ \} = [\w.]+;|\} else \{|for \(const \w+ of \w+\(server\)\) \{)$/.test(line)
  ) {
    return false;
  }
  return line.length >= 12 && /[=<>(+-]/.test(line);
}

function plain(line: string): string {
  return line.replace(/^\s*(\/\/|\*)?\s*/, '').trimEnd();
}
