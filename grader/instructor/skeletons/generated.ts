/**
 * Replaces the generated part of a page, between two comments, so that it lists what the registries
 * contain.
 */

/** What a handout shows of a test. */
interface ListedTest {
  readonly id: string;
  readonly story: string;
  readonly points: number;
}

/** Something that exercises rules: a test, or a bug of the bank. */
export interface Exercise {
  readonly id: string;
  readonly rules: readonly string[];
}

/** @returns undefined if the page does not have the two comments */
export function withGenerated(page: string, what: 'tests' | 'coverage', text: string) {
  const opening = `<!-- ${what}: written by \`npm run labs\` -->`;
  const closing = `<!-- end of ${what} -->`;
  const from = page.indexOf(opening);
  const to = page.indexOf(closing, from);
  if (from < 0 || to < 0) return undefined;
  return `${page.slice(0, from + opening.length)}\n\n${text}\n\n${page.slice(to)}`;
}

export function testTable(tests: readonly ListedTest[]): string {
  const rows = tests.map(({ id, story, points }) => `| \`${id}\` | ${cell(story)} | ${points} |`);
  return ['| test | what happens | points |', '| --- | --- | --- |', ...rows].join('\n');
}

/** One paragraph for each rule: the tests that exercise it, and the bugs that break it. */
export function coverage(
  rules: readonly string[],
  tests: readonly Exercise[],
  bugs: readonly Exercise[],
): string {
  const of = (rule: string, all: readonly Exercise[]) =>
    all.filter((one) => one.rules.includes(rule)).map(({ id }) => `\`${id}\``);
  return rules
    .map((rule) => {
      const [inTests, inBugs] = [of(rule, tests), of(rule, bugs)];
      const broken = inBugs.length === 0 ? '' : ` Bugs of the bank: ${inBugs.join(', ')}.`;
      return `- **${rule}** Tests: ${inTests.join(', ') || 'all, at every event'}.${broken}`;
    })
    .join('\n');
}

/** All rules in docs/figure-2.md, in order. */
export function ruleIds(page: string): readonly string[] {
  return [...page.matchAll(/^#+ ([A-Z]+\.\d+)$/gm)].map((heading) => heading[1] ?? '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}
