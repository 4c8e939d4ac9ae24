/** Writes the table of tests into a handout, so that it lists what the catalogue holds. */

/** What a handout tells of a test. */
export interface ListedTest {
  readonly id: string;
  readonly story: string;
  readonly points: number;
}

const OPENING = '<!-- tests: this table is written by `npm run labs` -->';
const CLOSING = '<!-- end of tests -->';

/** @returns undefined if the handout has no room for a table */
export function withTestTable(handout: string, tests: readonly ListedTest[]): string | undefined {
  const from = handout.indexOf(OPENING);
  const to = handout.indexOf(CLOSING, from);
  if (from < 0 || to < 0) return undefined;
  const before = handout.slice(0, from + OPENING.length);
  return `${before}\n\n${tableOf(tests)}\n\n${handout.slice(to)}`;
}

function tableOf(tests: readonly ListedTest[]): string {
  const rows = tests.map(({ id, story, points }) => `| \`${id}\` | ${cell(story)} | ${points} |`);
  return ['| test | what happens | points |', '| --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}
