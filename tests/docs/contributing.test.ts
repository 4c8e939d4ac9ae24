/**
 * The table of docs/contributing.md is true: what it names is there, and the page that it names speaks of
 * every entry of a list. A list that is missing from it, or an entry that no page speaks of, is noticed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { STAGES } from '../../grader/contract';
import { PLATFORMS } from '../../grader/instructor/class/claim';
import { ENTRIES, PAGES, SCRIPTS } from '../../grader/instructor/release/student-lists';
import { RULES } from '../../grader/judge/rules';
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { ABOUT_STAGES } from '../../grader/judge/scenarios/stages';
import { CORPUS } from '../../grader/proof/cheats/corpus';
import { BANK } from '../../grader/proof/mutants/bank';
import { VARIANTS } from '../../grader/proof/variants';
import { FORMAT_NAMES } from '../../grader/report/formats/names';
import { RULE_LADDERS, TEST_LADDERS } from '../../grader/student/hints';

const ROOT = path.join(__dirname, '..', '..');
const textOf = (file: string) =>
  fs.readFileSync(path.join(ROOT, file), 'utf8').replaceAll('\r\n', '\n');
const namesIn = (folder: string) => fs.readdirSync(path.join(ROOT, folder));

type Exports = Readonly<Record<string, object | undefined>>;

interface Row {
  /** What one adds. */
  readonly what: string;
  readonly writes: string;
  readonly lists: readonly { readonly name: string; readonly file: string }[];
  readonly test: string;
  readonly page: string;
}

/** The rows of the table, with paths from the root of the kit. */
function rowsOf(page: string): readonly Row[] {
  const section = /^# To add something\n([^]*?)^# /m.exec(page)?.[1] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| a '));
  return lines.map((line) => {
    const [what = '', writes = '', lists = '', test = '', pages = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return {
      what,
      writes: unquoted(writes),
      lists: listsOf(lists),
      test: unquoted(test),
      page: path.posix.join('docs', /\]\(([^)]+)\)/.exec(pages)?.[1] ?? ''),
    };
  });
}

const unquoted = (cell: string) => /`([^`]+)`/.exec(cell)?.[1] ?? '';

/** `A` in `x.ts`, and `A` and `B` in `x.ts`. */
function listsOf(cell: string): Row['lists'] {
  return [...cell.matchAll(/((?:`\w+`(?: and )?)+) in `([^`]+)`/g)].flatMap(
    ([, names = '', file = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => ({ name, file })),
  );
}

/** What is not in the text as a word of its own, whatever its case. */
function unspoken(names: readonly string[], text: string): readonly string[] {
  const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return names.filter(
    (name) => !new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'i').test(text),
  );
}

const PACKAGE = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
/** Commands by the file that npm has Node run. */
const COMMANDS = Object.entries(PACKAGE.scripts).flatMap(([name, line]) => {
  const file = / (grader\/cli\/[\w-]+\.ts)/.exec(line)?.[1];
  return file === undefined ? [] : [{ name, file }];
});

/** For each list, what the page has to speak of. */
const ENTRIES_OF: Readonly<Record<string, readonly string[]>> = {
  STAGES,
  ABOUT_STAGES: Object.keys(ABOUT_STAGES),
  TESTS_2A: CATALOGUE.map(({ id }) => id).filter((id) => id.startsWith('2A/')),
  TESTS_2B: CATALOGUE.map(({ id }) => id).filter((id) => id.startsWith('2B/')),
  TESTS_2C: CATALOGUE.map(({ id }) => id).filter((id) => id.startsWith('2C/')),
  RULES: RULES.map(({ id }) => id),
  BANK: BANK.map(({ id }) => id.replace(/\/.*$/, '')),
  VARIANTS: VARIANTS.map(({ name }) => name),
  CORPUS: CORPUS.map(({ id }) => id.replace(/\/.*$/, '/')),
  scripts: COMMANDS.map(({ name }) => name).filter((name) => !name.includes(':')),
  SCRIPTS,
  FORMAT_NAMES: FORMAT_NAMES.map(({ name }) => name),
  PLATFORMS,
  RULE_LADDERS: Object.keys(RULE_LADDERS),
  TEST_LADDERS: Object.keys(TEST_LADDERS),
  /** Of all programs that are opened, the pages of a browser by their folders. */
  ENTRIES: ENTRIES.flatMap((file) => /\/page\/(\w+)\/main\.tsx$/.exec(file)?.[1] ?? []),
  PAGES: PAGES.map((page) => `(${page})`),
};

const ROWS = rowsOf(textOf('docs/contributing.md'));

describe('the table of what to touch', () => {
  test('has every list that is walked here, and no other', () => {
    const named = ROWS.flatMap(({ lists }) => lists.map(({ name }) => name));
    expect([...new Set(named)].sort()).toEqual(Object.keys(ENTRIES_OF).sort());
  });

  test('names lists that are exported, and are not empty', () => {
    for (const { name, file } of ROWS.flatMap(({ lists }) => lists)) {
      const module = file.endsWith('.json')
        ? (JSON.parse(textOf(file)) as Exports)
        : jest.requireActual<Exports>(path.join(ROOT, file));
      const size = Object.keys(module[name] ?? {}).length;
      expect([name, file, size > 0]).toEqual([name, file, true]);
    }
  });

  test('names places, tests and pages that are there', () => {
    for (const { what, writes, test: proof, page } of ROWS) {
      expect([what, existsSomewhere(writes)]).toEqual([what, true]);
      expect([what, existsSomewhere(proof)]).toEqual([what, true]);
      expect([what, existsSomewhere(page)]).toEqual([what, true]);
    }
  });

  test.each(ROWS.map((row) => [row.what, row] as const))(
    'names a page for %s that speaks of each that there is',
    (_what, { lists, page }) => {
      const names = lists.flatMap(({ name }) => ENTRIES_OF[name] ?? []);
      expect(unspoken([...new Set(names)], textOf(page))).toEqual([]);
    },
  );

  test('would not be satisfied by a page that leaves one out', () => {
    const page = textOf('docs/formats.md').replaceAll('prairielearn', 'another');
    expect(unspoken(ENTRIES_OF.FORMAT_NAMES ?? [], page.replaceAll('PrairieLearn', ''))).toEqual([
      'prairielearn',
    ]);
    expect(unspoken(['grade'], 'npm run grade-class')).toEqual(['grade']);
  });

  test('is read whole', () => {
    expect(
      rowsOf('# To add something\n| a b | `c` | `D` and `E` in `f.ts` | `g` | [h](h.md) |\n# I\n'),
    ).toEqual([
      {
        what: 'a b',
        writes: 'c',
        lists: [
          { name: 'D', file: 'f.ts' },
          { name: 'E', file: 'f.ts' },
        ],
        test: 'g',
        page: 'docs/h.md',
      },
    ]);
    expect(ROWS.length).toBeGreaterThan(10);
  });
});

/** `NAME` stands for any name: something of that kind is there already. */
function existsSomewhere(pattern: string): boolean {
  const [before = '', after] = pattern.split('NAME');
  if (after === undefined) return pattern !== '' && fs.existsSync(path.join(ROOT, pattern));
  return namesIn(before).some((name) =>
    after.startsWith('/')
      ? fs.existsSync(path.join(ROOT, before, name, after))
      : name.endsWith(after),
  );
}

describe('what is written is in its list', () => {
  test('every file of grader/cli is a command of package.json, and every command has one', () => {
    const files = namesIn('grader/cli')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `grader/cli/${name}`);
    expect([...new Set(COMMANDS.map(({ file }) => file))].sort()).toEqual(files.sort());
  });

  test.each([
    ['grader/judge/scenarios/2A', 'scenario'],
    ['grader/judge/scenarios/2B', 'scenario'],
    ['grader/judge/scenarios/2C', 'scenario'],
    ['grader/proof/mutants/bank', 'Mutant'],
    ['grader/proof/cheats/corpus', 'Cheat'],
  ])('every file of %s that exports a %s', (folder, type) => {
    const list = textOf(`${folder}/index.ts`);
    const exported = new RegExp(`^export const \\w+(?:: readonly | = )${type}\\b`, 'm');
    const files = namesIn(folder).filter(
      (name) => name !== 'index.ts' && exported.test(textOf(`${folder}/${name}`)),
    );
    const left = files.filter((name) => !list.includes(`'./${name.replace(/\.ts$/, '')}'`));
    expect([left, files.length > 0]).toEqual([[], true]);
  });

  test('every folder of grader/proof/variants', () => {
    const folders = namesIn('grader/proof/variants').filter((name) => !name.includes('.'));
    expect(folders.sort()).toEqual(VARIANTS.map(({ name }) => name).sort());
  });

  test('as many correct designs as the pages say', () => {
    const [english, chinese] = [
      ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen'][VARIANTS.length - 10],
      ['十', '十一', '十二', '十三', '十四'][VARIANTS.length - 10],
    ];
    expect(textOf('README.md')).toContain(`${english} correct designs on many seeds`);
    expect(textOf('README.zh-CN.md')).toContain(`| ${chinese}种正确的设计`);
    expect(textOf('docs/trust.md')).toContain(`holds ${english} correct implementations`);
  });

  test('every page that a browser opens', () => {
    const pages = namesIn('grader/student/page')
      .map((name) => `grader/student/page/${name}/main.tsx`)
      .filter((file) => fs.existsSync(path.join(ROOT, file)));
    expect(ENTRIES).toEqual(expect.arrayContaining(pages));
  });
});
