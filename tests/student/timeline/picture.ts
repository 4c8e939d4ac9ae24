/**
 * Takes the README's picture of the timeline anew:
 * `node --require ./grader/cli/set-up.cjs tests/student/timeline/picture.ts`. Needs a Chromium.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pack } from '../../../grader/runs/replay/recording';
import { writeTimeline } from '../../../grader/student/timeline/write-page';
import { openBrowser } from '../../support/browser';
import { nextFrame } from '../../support/in-page';
import { mutantRun } from '../../support/recordings';

const PICTURE = path.join(__dirname, '..', '..', '..', 'docs', 'images', 'timeline.png');
const TEST = '2C/figure-8-unreliable';
/** To the request that made the majority, and nearer. */
const KEYS = ['M', 'M', ...Array<string>(6).fill('+'), 'Escape'];

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'raft-picture-'));
  const browser = await openBrowser();
  try {
    const { recording } = await mutantRun('commit/older-term-by-counting', TEST);
    const replay = 'npm run grade 2C only=figure-8-unreliable seed=1';
    const file = await writeTimeline(folder, recording.title, pack(recording), { replay });
    const page = await browser.newPage({ viewport: { width: 1400, height: 930 } });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    for (const key of KEYS) await page.keyboard.press(key);
    await page.evaluate(nextFrame);
    mkdirSync(path.dirname(PICTURE), { recursive: true });
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
