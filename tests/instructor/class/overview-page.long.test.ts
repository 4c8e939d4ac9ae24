/** The overview in a browser: it searches, filters and sorts 250 rows, and fits on a phone. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Row } from '../../../grader/instructor/class/entry';
import { overviewHtml } from '../../../grader/instructor/class/pages/overview-html';
import { describeInBrowser, openBrowser, openPage, seriousProblems } from '../../support/browser';
import { failedTest, passedTest, rowOf, RUN, ungraded } from '../../support/class-rows';
import { contentWidth } from '../../support/in-page';

const late = { daysLate: 1, freeDaysUsed: 0, percentOff: 10, score: 2.7 };
const CLASS: readonly Row[] = [
  ...Array.from({ length: 246 }, (_, at) =>
    rowOf({
      id: `student-${String(at).padStart(3, '0')}`,
      remarks: [],
      score: at % 9,
      submittedAt: '2026-11-20T22:00:00Z',
      tests: [passedTest(), failedTest({ rule: at % 2 === 0 ? 'P.2' : 'S.1' })],
    }),
  ),
  rowOf({ id: 'zoe', remarks: [], lateness: late, submittedAt: '2026-11-21T22:00:00Z' }),
  { ...rowOf({ id: 'nobodys', remarks: [] }), unmatched: 'no such name in the roster' },
  ungraded('unreadable', 'torn'),
  ungraded('missing', 'ada'),
];

describeInBrowser('the overview of 250', () => {
  let browser: Browser;
  let page: Page;
  let home: string;
  const asked: string[] = [];
  const problems: string[] = [];

  beforeAll(async () => {
    home = mkdtempSync(path.join(realpathSync(tmpdir()), 'overview-'));
    const file = path.join(home, 'index.html');
    const besides = {
      leftOut: [{ path: 'notes.docx', why: 'no folder, zip or tar.gz' }],
      changes: [{ id: 'zoe', from: '2 of 8', to: '3 of 8', because: ['2C/hint passes now'] }],
    };
    writeFileSync(
      file,
      overviewHtml(RUN, CLASS, (id) => `feedback/${id}.html`, besides),
    );
    browser = await openBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(pathToFileURL(file).href);
  });

  afterAll(async () => {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
    expect(problems).toEqual([]);
    // It loads itself, and nothing else.
    expect(asked).toHaveLength(1);
  });

  const names = () => page.locator('#submissions tbody tr:visible th').allInnerTexts();
  const status = () => page.getByRole('status').innerText();

  test('lists what is late, missing, unmatched, left out and compared', async () => {
    for (const id of ['late', 'missing', 'unmatched', 'left-out', 'compared', 'without'])
      expect(await page.locator(`section[aria-labelledby=${id}] tbody tr`).count()).toBe(1);
    await page.locator('section[aria-labelledby=rules] summary').first().click();
    expect(await page.getByRole('link', { name: 'student-000' }).first().isVisible()).toBe(true);
  });

  test('searches and filters', async () => {
    expect(await status()).toBe('250 of 250 shown');
    await page.getByLabel('Search').fill('STUDENT-24');
    expect(await names()).toHaveLength(6);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Show').selectOption('late');
    expect(await names()).toEqual(['zoe']);
    await page.getByLabel('Show').selectOption('');
    expect(await status()).toBe('250 of 250 shown');
  });

  test('sorts by points, those without a score last either way', async () => {
    const points = page.getByRole('button', { name: 'Points' });
    await points.click();
    expect((await names()).slice(0, 2)).toEqual(['student-000', 'student-009']);
    expect((await names()).slice(-2)).toEqual(['ada', 'torn']);
    await points.click();
    expect((await names())[0]).toBe('student-008');
    expect((await names()).slice(-2)).toEqual(['ada', 'torn']);
    expect(await page.locator('th[aria-sort=descending]').innerText()).toContain('Points');
  });

  test('cuts nothing off at 390 pixels, and axe finds nothing, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 1280, height: 900 });
      expect(await seriousProblems(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await seriousProblems(page)).toEqual([]);
    }
    expect(await page.evaluate(contentWidth)).toBe(390);
    for (const cell of await page.locator('#submissions tbody tr').first().locator('td').all()) {
      const box = await cell.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
    }
  });
});
