/** The instructor's page of a class. */
import { overviewHtml } from '../../../grader/instructor/class/pages/overview-html';
import {
  distribution,
  middle,
  ruleCounts,
  testCounts,
} from '../../../grader/instructor/class/pages/statistics';
import { STYLE } from '../../../grader/instructor/class/pages/style';
import type { Row } from '../../../grader/instructor/class/entry';
import {
  failedTest,
  hiddenFailure,
  passedTest,
  rowOf,
  RUN,
  SECRETS,
  todoTest,
  ungraded,
} from '../../support/class-rows';
import { all, type Element, parseHtml, textOf } from '../../support/parsed';

const CLASS: readonly Row[] = [
  ungraded('unusable', 'dora'),
  rowOf({ id: 'bob', score: 8, tests: [passedTest(), passedTest({ id: '2C/persist-1' })] }),
  rowOf({ id: 'alice', remarks: [] }),
  rowOf({ id: 'carl', remarks: [], tests: [hiddenFailure({ id: '2C/hint' }), failedTest()] }),
  ungraded('unreadable', 'zoe'),
  ungraded('error', 'adam'),
].map((row) => (row.id === 'bob' ? row : { ...row, remarks: [] }));

const fileOf = (id: string) => `feedback/${id}.html`;

async function section(id: string, rows: readonly Row[] = CLASS): Promise<Element | undefined> {
  const page = await parseHtml(overviewHtml(RUN, rows, fileOf));
  return all(page, 'section').find(({ attributes }) => attributes['aria-labelledby'] === id);
}

/** The rows of the first table, cell by cell. */
async function cells(id: string, rows?: readonly Row[]): Promise<readonly (readonly string[])[]> {
  const found = await section(id, rows);
  const table = found && all(found, 'table')[0];
  return (table ? all(table, 'tr') : [])
    .slice(1)
    .map((row) => row.children.filter(({ kind }) => kind === 'element').map(textOf));
}

describe('the page of a class', () => {
  test('tells those without a score first, and why', async () => {
    expect(await cells('without')).toEqual([
      ['adam', '! grader failed', 'what stopped adam'],
      ['zoe', '? cannot be read', 'what stopped zoe'],
    ]);
    const page = await parseHtml(overviewHtml(RUN, CLASS, fileOf));
    const titles = all(page, 'h2').map(textOf);
    expect(titles).toEqual([
      'Without a score',
      'To look at',
      'Scores',
      'Which rules broke',
      'Which tests are hardest',
      'All submissions',
    ]);
  });

  test('counts by standing', async () => {
    const page = await parseHtml(overviewHtml(RUN, CLASS, fileOf));
    const [tiles] = all(page, 'ul');
    expect(tiles && all(tiles, 'li').map(textOf)).toEqual([
      '6 submissions',
      '3 graded',
      '1 cannot be run',
      '1 cannot be read',
      '1 grader failed',
    ]);
  });

  test('shows remarks', async () => {
    expect(await cells('remarks')).toEqual([['bob', SECRETS.remark]]);
  });

  test('lists all submissions by name, with links to their pages', async () => {
    expect(await cells('all')).toEqual([
      ['adam', '! grader failed', '–', 'none'],
      ['alice', '✓ graded', '1 of 2', '3'],
      ['bob', '✓ graded', '2 of 2', '8'],
      ['carl', '✓ graded', '0 of 2', '0'],
      ['dora', '✗ cannot be run', '–', '0'],
      ['zoe', '? cannot be read', '–', 'none'],
    ]);
    const found = await section('all');
    expect(found && all(found, 'a').map(({ attributes }) => attributes['href'])).toEqual(
      ['adam', 'alice', 'bob', 'carl', 'dora', 'zoe'].map((id) => `./feedback/${id}.html`),
    );
  });

  test('writes links so that any name of a file works, and none leads elsewhere', async () => {
    const names = ['a b#c?d.html', 'javascript:alert(1)', '//evil.example/x', '100%.html', 'ü'];
    const rows = names.map((id) => rowOf({ id }));
    const page = await parseHtml(overviewHtml(RUN, rows, (id) => id));
    const base = 'file:///out/index.html';
    const links = all(page, 'a').map(({ attributes }) => attributes['href'] ?? '');
    expect(links).toHaveLength(3 * names.length);
    for (const link of links) {
      const url = new URL(link, base);
      expect(url.href).toMatch(/^file:\/\/\/out\//);
      expect([url.hash, url.search]).toEqual(['', '']);
    }
    const paths = new Set(links.map((link) => decodeURIComponent(new URL(link, base).pathname)));
    expect(paths).toEqual(new Set(names.map((name) => `/out/${name}`)));
  });

  test('shows what lateness costs where there is a policy', async () => {
    const lateness = { daysLate: 1, freeDaysUsed: 0, percentOff: 10, score: 2.7 };
    const rows = [rowOf({ lateness, submittedAt: '2026-11-20T22:00:00Z' }), ungraded('error')];
    expect(await cells('all', rows)).toEqual([
      ['alice', '✓ graded', '1 of 2', '3', '2.7', '2026-11-20 22:00 UTC'],
      ['error', '! grader failed', '–', 'none', '–', '–'],
    ]);
  });

  test('names the rules that broke, for how many, and where to read of them', async () => {
    expect(await cells('rules')).toEqual([
      [
        'P.2 Persist before you reply docs/figure-2.md#p2',
        ...['2', '', '0', '2C/hint, 2C/persist-1', '2 students alice carl'],
      ],
    ]);
  });

  test('names the hardest tests first', async () => {
    expect(await cells('hardest')).toEqual([
      ['2C/persist-1 Everybody restarts', '33 %', '', '2', '0', '0', '0'],
      ['2C/hint A refusal carries conflictTerm and conflictIndex', '67 %', '', '1', '1', '0', '0'],
    ]);
  });

  test('draws the scores, and says the same in words and in a table', async () => {
    const found = await section('scores');
    expect(found && textOf(found)).toContain(
      'Mean 2.75, median 1.5, from 0 to 8. Half of them lie between 0 and 4.25 (quartiles); standard deviation 3.27. 1 with all points, 2 with none.',
    );
    const picture = found && all(found, 'svg')[0];
    expect(picture?.attributes['aria-label']).toBe(
      'Histogram of scores: 2 submissions at 0–9 %, 1 submission at 30–39 %, 1 submission at 90–100 %.',
    );
    const table = await cells('scores');
    expect(table.map(([, many]) => many)).toEqual('2 0 0 1 0 0 0 0 0 1'.split(' '));
  });

  test('is the same whatever the order of the submissions', () => {
    expect(overviewHtml(RUN, [...CLASS].reverse(), fileOf)).toBe(overviewHtml(RUN, CLASS, fileOf));
  });

  test('of nobody says so and no more', async () => {
    const page = await parseHtml(overviewHtml(RUN, [], fileOf));
    expect(all(page, 'h2')).toEqual([]);
    expect(all(page, 'li').map(textOf)).toEqual(['0 submissions', '0 graded']);
  });
});

describe('numbers of a class', () => {
  const scores = (...all: readonly number[]) =>
    all.map((score) => ({ ...rowOf({ maxScore: 100 }), score }));

  test.each([
    ['nothing and all', scores(0, 100), [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['both sides of a border', scores(9.99, 10, 19), [1, 2, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['more than all', scores(101), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['nobody', [], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('the distribution of %s', (_name, rows, expected) => {
    expect(distribution(rows)).toEqual(expected);
  });

  test('the middle is between the two in the middle', () => {
    expect(middle([4, 1, 2, 9])).toEqual({
      ...{ mean: 4, median: 3, least: 1, most: 9 },
      // As QUARTILE.INC and STDEV.P of a spreadsheet.
      ...{ lower: 1.75, upper: 5.25, deviation: Math.sqrt(9.5) },
    });
    expect(middle([])).toBeUndefined();
  });

  test('a rule counts once for each submission, what is still to do apart', () => {
    const rows = [
      rowOf({ id: 'a', tests: [failedTest(), failedTest({ id: '2C/x' })] }),
      rowOf({ id: 'b', tests: [failedTest({ rule: 'C.2' }), todoTest()] }),
      rowOf({ id: 'c', tests: [failedTest({ rule: 'C.2' }), passedTest()] }),
    ];
    expect(ruleCounts(rows).map(({ rule, broke, todo }) => [rule, broke, todo])).toEqual([
      ['C.2', 2, 0],
      ['P.2', 1, 0],
      ['P.3', 0, 1],
    ]);
  });

  test('a test in which the grader failed was not judged', () => {
    const rows = [
      rowOf({ tests: [passedTest()] }),
      rowOf({ tests: [passedTest({ status: 'error', points: 0 })] }),
    ];
    expect(testCounts(rows)).toMatchObject([{ judged: 1, by: { passed: 1, error: 1 } }]);
  });
});

describe('colours', () => {
  const text = STYLE.element.toString();
  const schemes = {
    light: colours(text),
    dark: colours(text.split('color-scheme: dark')[1] ?? ''),
  };
  const pairs = ['paper', 'card', 'grey-soft']
    .flatMap((ground) => ['ink', 'dim'].map((ink) => [ink, ground] as const))
    .concat([
      ['accent', 'card'],
      ['accent', 'paper'],
      ['ink', 'fail-soft'],
    ])
    .concat(['pass', 'fail', 'todo', 'grey', 'odd'].map((one) => [one, `${one}-soft`] as const));

  test.each(
    Object.entries(schemes).flatMap(([scheme, found]) =>
      pairs.map(([ink, ground]) => [scheme, ink, ground, found] as const),
    ),
  )('can be read: %s, %s on %s', (_scheme, ink, ground, found) => {
    expect(contrast(found.get(ink) ?? '', found.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  /** The first that is said of each. */
  function colours(style: string): ReadonlyMap<string, string> {
    const found = [...style.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].reverse();
    return new Map(found.map(([, name = '', value = '']) => [name, value]));
  }

  /** As WCAG 2 defines it. */
  function contrast(a: string, b: string): number {
    const light = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
        const part = parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [dark = 0, bright = 0] = [light(a), light(b)].sort((x, y) => x - y);
    return (bright + 0.05) / (dark + 0.05);
  }
});
