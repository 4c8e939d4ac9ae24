/** docs/figure-2.md and the reports name the same rules, by the same titles and sections of the paper. */
import fs from 'node:fs';
import path from 'node:path';
import { entryOf, namedIds } from '../../grader/judge/rules/explanations';

const PAGE = fs
  .readFileSync(path.join(__dirname, '..', '..', 'docs', 'figure-2.md'), 'utf8')
  .replaceAll('\r\n', '\n');

/** The heading of a rule, the line below it with its title, and what stands in parentheses there. */
const HEADS = [...PAGE.matchAll(/^## ([A-Z]+\.\d)\n\n\*\*([^*]+)\*\*([^]*?)\n\n/gm)].map(
  ([, id = '', title = '', rest = '']) => ({ id, title: title.replace(/\s+/g, ' '), rest }),
);

const sectionsIn = (text: string) => text.match(/\b\d\.\d(\.\d)?\b/g) ?? [];

test('the page has each rule once', () => {
  expect(HEADS.map(({ id }) => id).sort()).toEqual([...namedIds()].sort());
});

test.each(HEADS)('$id has the title and the sections that reports name', ({ id, title, rest }) => {
  const entry = entryOf(id);
  expect(title).toBe(entry?.title);
  if (rest !== '') expect(sectionsIn(rest)).toEqual(sectionsIn(entry?.paper ?? ''));
});
