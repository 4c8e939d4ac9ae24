/** No test has a page evaluate a string; and where one would, it is found. */
import fs from 'node:fs';
import path from 'node:path';
import { inPageProblems } from './support/in-page-rule';

const TESTS = path.join(__dirname, '.');

test('what runs in a page is a function', () => {
  const sources = fs
    .readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({
      file: path.posix.join('tests', ...name.split(path.sep)),
      text: fs.readFileSync(path.join(TESTS, name), 'utf8'),
    }));
  expect(inPageProblems(sources)).toEqual([]);
  // Else nothing was looked at.
  expect(sources.filter(({ text }) => text.includes('page.evaluate(')).length).toBeGreaterThan(2);
});

test.each([
  ['a string', "page.evaluate('document.title');"],
  ['a template', 'page.evaluate<number>(`${1}`);'],
  ['a string that is made first', "const RUN = 'axe.run()';\npage.evaluate(RUN);"],
  ['a source of a package', "import axe from 'axe-core';\npage.evaluate(axe.source);"],
  ['a string for an element', "locator.evaluate('element => element.id');"],
  ['a string for a selector', "page.$eval('p', 'element => element.id');"],
  ['a condition that the page looks at', 'page.waitForFunction(() => true);'],
  ['a script of the page', 'page.addScriptTag({ content: axe.source });'],
])('is found: %s', (_name, text) => {
  expect(inPageProblems([{ file: 'tests/a.test.ts', text }])).toEqual([
    expect.stringMatching(/^tests\/a\.test\.ts:\d+ (?:gives \S+ no function|calls \w+);/),
  ]);
});

test.each([
  ['a function in place', 'page.evaluate(() => 1);'],
  ['one with a string to work on', "page.$eval('p', (element) => element.id, 'x');"],
  [
    'one that is sent into the page',
    "import { nextFrame } from './support/in-page';\npage.evaluate(nextFrame);",
  ],
  ['what is evaluated elsewhere', "evaluate('1');"],
])('is let be: %s', (_name, text) => {
  expect(inPageProblems([{ file: 'tests/a.test.ts', text }])).toEqual([]);
});
