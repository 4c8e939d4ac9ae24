/**
 * Checks that regions tell the truth, and that a skeleton keeps the solution to itself. How regions
 * are written down is for regions.ts.
 */
import { regionsIn, type Part, type Problem, type Region } from './regions';
import { skeletonOf } from './skeleton';

/** What exists for a region to name. */
export interface Known {
  /** Rule ids of docs/figure-2.md. */
  readonly rules: readonly string[];
  /** Test ids of the catalogue. */
  readonly tests: readonly string[];
}

export function regionProblems(parts: readonly Part[], known: Known): readonly Problem[] {
  const skeleton = skeletonOf(parts);
  return [
    ...regionsIn(parts).flatMap((region) => [
      ...falseNames(region, known),
      ...leaks(region, skeleton),
    ]),
    ...idleImports(skeleton),
  ];
}

/** Names in the head of a region that mean nothing. */
function falseNames(region: Region, known: Known): readonly Problem[] {
  const { line, stage, rule, use, green, solution } = region;
  const messages: string[] = [];
  if (!known.rules.includes(rule)) {
    messages.push(`rule ${rule} has no heading in docs/figure-2.md`);
  }
  for (const test of green) {
    if (!known.tests.includes(test)) messages.push(`the catalogue has no test "${test}"`);
    else if (!test.startsWith(`${stage}/`)) messages.push(`"${test}" is no test of stage ${stage}`);
  }
  const code = solution.join('\n');
  for (const name of use) {
    const last = name.split('.').at(-1) ?? name;
    if (!wordsIn(code).has(last)) messages.push(`it says "use: ${name}", the solution does not`);
  }
  return messages.map((message) => ({ line, message: `region ${stage} ${rule}: ${message}` }));
}

/** Lines of the solution that can still be read in the skeleton, in code or in a comment. */
function leaks(region: Region, skeleton: string): readonly Problem[] {
  const readable = skeleton.split('\n').map(plain);
  return region.solution
    .map(plain)
    .filter(isTelling)
    .filter((line) => readable.some((shown) => shown.includes(line)))
    .map((line) => ({
      line: region.line,
      message: `region ${region.stage} ${region.rule}: its line "${line}" survives in the skeleton`,
    }));
}

/** A line that says how the rule is kept, and not only what every function begins or ends with. */
function isTelling(line: string): boolean {
  if (
    /^(const \{ [\w, ]+ \} = [\w.]+;|\} else \{|for \(const \w+ of \w+\(server\)\) \{)$/.test(line)
  ) {
    return false;
  }
  return line.length >= 12 && /[=<>(+-]/.test(line);
}

/** Imports that no code, no TODO and no docstring of the skeleton mentions: the solution's own. */
function idleImports(skeleton: string): readonly Problem[] {
  const imports = [...skeleton.matchAll(/^import [^;]*;$/gm)];
  const rest = wordsIn(skeleton.replaceAll(/^import [^;]*;$/gm, ''));
  return imports.flatMap(([statement]) => {
    const list = /\{([^}]*)\}/.exec(statement)?.[1] ?? '';
    const names = list.split(',').map((name) => name.trim().replace(/^type /, ''));
    return names
      .filter((name) => name !== '' && !rest.has(name))
      .map((name) => ({
        line: 1,
        message: `the import of ${name} is for the solution alone; name it in a "use:" or drop it`,
      }));
  });
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\w$]+/g) ?? []);
}

function plain(line: string): string {
  return line.replace(/^\s*(\/\/|\*)?\s*/, '').trimEnd();
}
