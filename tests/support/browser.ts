/** A Chromium that is installed here, for tests of pages. Where there is none, they are skipped and say so. */
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

/** Guards against waiting for ever, and is no measure of speed: less than jest's own time limit. */
const GIVE_UP_MS = 120_000;
const SERIOUS: ReadonlySet<string> = new Set(['serious', 'critical']);

/** Undefined where no Chromium was found. CHROMIUM_PATH says where another is. */
export const CHROMIUM = PLACES.find((place) => place !== undefined && existsSync(place));

/** `describe`, or where there is no Chromium a notice. */
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

/** One for all tests of a file: it takes half a second to start. Close it in `afterAll`. */
export async function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('there is no Chromium here');
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

type PageOptions = Parameters<Browser['newPage']>[0];

/** A page as every test has one of its own, in which `seriousProblems` can look around. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(GIVE_UP_MS);
  // As a script of the browser's own, which no policy of the page refuses.
  await page.addInitScript({ content: axe.source });
  return page;
}

/** What axe calls serious or worse, each with the places where it was found. */
export async function seriousProblems(
  page: Page,
  options: RunOptions = {},
): Promise<readonly string[]> {
  const { violations } = await page.evaluate(runAxe, options);
  return violations
    .filter(({ impact }) => impact && SERIOUS.has(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}
