/** An installed Chromium for tests of pages. Without one, the tests are skipped and say so. */
import { existsSync } from 'node:fs';
import axe, { type RunOptions } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { runAxe } from './in-page';

const PLACES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Only prevents endless waiting, below jest's own time limit. It does not measure speed. */
const GIVE_UP_MS = 120_000;
const SERIOUS: ReadonlySet<string> = new Set(['serious', 'critical']);

/** Undefined if no Chromium was found. CHROMIUM_PATH may name another one. */
export const CHROMIUM = PLACES.find((place) => place !== undefined && existsSync(place));

/** `describe`, or a notice if there is no Chromium. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (CHROMIUM !== undefined) {
    describe(name, tests);
    return;
  }
  describe(name, () => {
    test.skip('skipped: there is no Chromium here (CHROMIUM_PATH says where one is)', () =>
      undefined);
  });
}

/**
 * One browser for all tests of a file, because it takes half a second to start. Close it in `afterAll`.
 */
export async function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('there is no Chromium here');
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

type PageOptions = Parameters<Browser['newPage']>[0];

/** A new page for a test, which `seriousProblems` can examine. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(GIVE_UP_MS);
  // As an init script, which no policy of the page blocks.
  await page.addInitScript({ content: axe.source });
  return page;
}

/** Problems that axe calls serious or worse, each with its places. */
export async function seriousProblems(
  page: Page,
  options: RunOptions = {},
): Promise<readonly string[]> {
  const { violations } = await page.evaluate(runAxe, options);
  return violations
    .filter(({ impact }) => impact && SERIOUS.has(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}
