/** Each Chinese page is in step with its English one, and a page that is not is noticed. */
import fs from 'node:fs';
import path from 'node:path';
import { anchorProblems, isTranslation, translationProblems } from '../support/translation';

const ROOT = path.join(__dirname, '..', '..');
const FOLDERS = ['', 'docs', 'labs', 'grader/instructor/release/template'];
const TRANSLATED = [
  'README.md',
  'labs/2A/README.md',
  'labs/2B/README.md',
  'labs/2C/README.md',
  'grader/instructor/release/template/README.md',
  'docs/debugging.md',
  'docs/figure-2.md',
];

const PAGES = new Map(
  FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: folder !== '', encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join(folder, name).split(path.sep).join('/'))
      .map((file) => [file, fs.readFileSync(path.join(ROOT, file), 'utf8')] as const),
  ),
);

/** In a release the template's pages lie at the root, and the stage has a name. */
const LINKED = new Map([
  ...PAGES,
  ...[...PAGES]
    .map(
      ([file, text]) =>
        [`grader/instructor/release/template/${file.replace('2A', '{{stage}}')}`, text] as const,
    )
    .filter(([file]) => !PAGES.has(file)),
]);

test('every page that students read first is there in Chinese, and in step', () => {
  expect(translationProblems(PAGES, TRANSLATED, LINKED)).toEqual([]);
});

test('no link leads to a heading that is not there', () => {
  const files = [...PAGES.keys()].filter(
    (file) => isTranslation(file) || TRANSLATED.includes(file),
  );
  expect(files.flatMap((file) => anchorProblems(file, LINKED))).toEqual([]);
});

const ENGLISH = `# Locks

[简体中文](a.zh-CN.md)

## The key

A lock keeps two people from using one thing at a time, says [rule P.2](b.md#keys).

- \`take\` the key for 20 ms, or [wait](#how-long).
- Then give it back.

\`\`\`sh
npm run grade 2A   # all of it
\`\`\`

## How long

| who   | ms |
| ----- | -- |
| \`Ada\` | 5  |

\`\`\`
✓ open
\`\`\`
`;

const CHINESE = `# 锁

[English](a.md)

## 钥匙

锁使两个人不会同时使用一样东西，[规则 P.2](b.zh-CN.md#钥匙) 这样说。

- 用 \`take\` 取钥匙 20 ms，或者[等待](#多久)。
- 然后归还。

\`\`\`sh
npm run grade 2A      # 全部
\`\`\`

## 多久

| 谁    | ms |
| ----- | -- |
| \`Ada\` | 5  |

\`\`\`
✓ open
\`\`\`
`;

function problems(chinese: string, english = ENGLISH): string[] {
  const pages = new Map([
    ['a.md', english],
    ['a.zh-CN.md', chinese],
    ['b.md', '# Keys\n\n[简体中文](b.zh-CN.md)\n'],
    ['b.zh-CN.md', '# 钥匙\n\n[English](b.md)\n'],
  ]);
  return translationProblems(pages, ['a.md', 'b.md']);
}

/** The change has to find its place, or the row tests nothing. */
function changed(from: string, to: string): string {
  const page = CHINESE.replace(from, to);
  if (page === CHINESE) throw new Error(`the page does not say: ${from}`);
  return page;
}

describe('a translation', () => {
  test('in step has no problems', () => {
    expect(problems(CHINESE)).toEqual([]);
  });

  test.each([
    [
      'without a section',
      changed(/## 多久[^]*/.exec(CHINESE)?.[0] ?? '', ''),
      'a.zh-CN.md: English has 3 headings, this page 2, and they part at "## How long", where this page has "the end"',
    ],
    [
      'with a heading of another level',
      changed('## 多久', '### 多久'),
      'they part at "## How long", where this page has "### 多久"',
    ],
    [
      'without a list item',
      changed('- 然后归还。\n', ''),
      'a.zh-CN.md, section "钥匙" (The key): its 3rd part is a code block, in English a list item (4 parts in English, 3 here)',
    ],
    [
      'with another command',
      changed('grade 2A', 'grade 2B'),
      'section "钥匙" (The key): its code block says "npm run grade 2B      # 全部" where English says "npm run grade 2A   # all of it". Only comments may differ: copy it.',
    ],
    [
      'with the screen in Chinese',
      changed('✓ open', '✓ 开'),
      'its code block says "✓ 开" where English says "✓ open". Nothing in it may differ: copy it.',
    ],
    [
      'with a code block of another language',
      changed('```sh', '```'),
      'its code block is marked "", in English "sh"',
    ],
    [
      'with a row more',
      changed('| 5  |\n', '| 5  |\n| 乙 | 6 |\n'),
      'section "多久" (How long): its table has 3 rows of 2 cells, in English 2 rows of 2 cells',
    ],
    ['with another number in a table', changed('| 5 ', '| 6 '), 'says 6 where English says 5'],
    ['without a name', changed('`take` ', ''), 'English names `take`: do so here.'],
    ['without a rule', changed('规则 P.2', '规则'), 'English names P.2: do so here.'],
    ['with another number', changed('20 ms', '30 ms'), 'English names 20: do so here.'],
    ['with a name more', changed('归还', '归还 nextIndex'), 'it names nextIndex, which English'],
    [
      'that leads to the English page',
      changed('b.zh-CN.md#钥匙', 'b.md#keys'),
      'a link to b.zh-CN.md#钥匙 is missing.',
    ],
    ['that leads elsewhere', changed('#多久', '#谁'), 'a link to #多久 is missing.'],
    [
      'in English',
      changed(
        /锁使[^\n]*/.exec(CHINESE)?.[0] ?? '',
        /A lock[^\n]*/.exec(ENGLISH)?.[0].replace('b.md#keys', 'b.zh-CN.md#钥匙') ?? '',
      ),
      'section "钥匙" (The key): its 1st part is not translated: "A lock keeps',
    ],
    [
      'without a way back',
      changed('[English](a.md)', '英文'),
      'put [English](a.md) on a line below the title',
    ],
  ])('%s is noticed', (_name, page, problem) => {
    expect(problems(page).join('\n')).toContain(problem);
  });

  test('that shows students what is not for them is noticed', () => {
    const english = ENGLISH.replace('Then', '<!-- kit only -->Then<!-- end of kit only -->');
    expect(problems(CHINESE, english)).toEqual([
      expect.stringContaining(
        'English has 2 marks of what only the kit has, this page 0',
      ) as string,
    ]);
  });

  test('of a section that is new is missed', () => {
    const english = ENGLISH.replace('## How', '## Why\n\nBecause of Bob.\n\n## How');
    expect(problems(CHINESE, english).join('\n')).toContain(
      'English has 4 headings, this page 3, and they part at "## Why", where this page has "## 多久"',
    );
  });

  test('that is missing, or of nothing, is noticed', () => {
    const english = '# A\n';
    expect(translationProblems(new Map([['a.md', english]]), ['a.md'])).toEqual([
      'a.md has no Chinese page. Write a.zh-CN.md beside it.',
    ]);
    expect(translationProblems(new Map([['a.zh-CN.md', CHINESE]]), [])).toEqual([
      'a.zh-CN.md translates a.md, which there is not. Rename it, or take it away.',
    ]);
  });
});

test('a link to a heading that is not there is noticed', () => {
  const pages = new Map([
    ['docs/a.md', '# Why\n\n[here](#why) [there](b.md#2-x) [no](#how)\n'],
    ['docs/b.md', '# 2. X\n'],
  ]);
  expect(anchorProblems('docs/a.md', pages)).toEqual([
    'docs/a.md leads to docs/a.md#how, and there is no such heading.',
  ]);
});
