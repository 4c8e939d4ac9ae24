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

/** The words around the names, in each language that the page is written in. */
const COVERAGE_WORDS = {
  english: {
    tests: 'Tests: ',
    bugs: ' Bugs of the bank: ',
    all: 'all, at every event',
    comma: ', ',
    stop: '.',
  },
  chinese: {
    tests: '测试：',
    bugs: '错误库中的错误：',
    all: '全部，在每个事件上',
    comma: '、',
    stop: '。',
  },
} as const;

export type Language = keyof typeof COVERAGE_WORDS;

/** One paragraph for each rule: the tests that exercise it, and the bugs that break it. */
export function coverage(
  rules: readonly string[],
  tests: readonly Exercise[],
  bugs: readonly Exercise[],
  language: Language = 'english',
): string {
  const words = COVERAGE_WORDS[language];
  const of = (rule: string, all: readonly Exercise[]) =>
    all
      .filter((one) => one.rules.includes(rule))
      .map(({ id }) => `\`${id}\``)
      .join(words.comma);
  return rules
    .map((rule) => {
      const [inTests, inBugs] = [of(rule, tests), of(rule, bugs)];
      const broken = inBugs === '' ? '' : `${words.bugs}${inBugs}${words.stop}`;
      return `- **${rule}** ${words.tests}${inTests || words.all}${words.stop}${broken}`;
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
