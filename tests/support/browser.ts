/** A Chromium that is installed here, for tests of pages. Where there is none, they are skipped and say so. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

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
