/** The timeline's page in a real browser: it opens, moves, tells, and lets nothing hostile in. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { pack, type Recording } from '../../../grader/runs/replay/recording';
import { type TimelineExtra, writeTimeline } from '../../../grader/student/timeline/write-page';
import { describeInBrowser, openBrowser, openPage, seriousProblems } from '../../support/browser';
import { eventually } from '../../support/eventually';
import { contentWidth, nextFrame, panFrames, pinPixels } from '../../support/in-page';
import { mutantRun, passingRun } from '../../support/recordings';

const BYTES_MAX = 5_000_000;
const HOSTILE = '</script><img src=x onerror="document.title=1"><!--\u2028';

describeInBrowser('the timeline of a run', () => {
  let browser: Browser;
  let folder: string;
  let failing: Recording;
  /** Of the failing run, opened anew for every test. */
  let one: Awaited<ReturnType<typeof opened>>;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'raft-timeline-'));
    browser = await openBrowser();
    failing = (await mutantRun('commit/older-term-by-counting', '2C/figure-8')).recording;
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    one = await opened(failing);
  });
  afterEach(async () => {
    await one.page.close();
    expect(one.complaints).toEqual([]);
  });

  /** Opens the page of a recording, and hears all that goes wrong in it. */
  async function opened(
    recording: Recording,
    how: Parameters<Browser['newPage']>[0] = {},
    extra: TimelineExtra = {},
  ) {
    const packed = pack(recording);
    const more = { replay: 'npm run x', ...extra };
    const file = await writeTimeline(folder, recording.title, packed, more);
    const page = await openPage(browser, { viewport: { width: 1400, height: 900 }, ...how });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    await page.evaluate(nextFrame);
    return { page, file, complaints, requests };
  }

  test('opens without an error or a request, with the rule and its evidence in view', async () => {
    const { page, requests, file } = one;
    expect(path.basename(file)).toBe('2C-figure-8-seed-1.html');
    expect(requests).toEqual([pathToFileURL(file).href]);
    const { message, explanation = 'missing', lookAt = 'missing' } = failing.verdict ?? {};
    for (const words of [message, explanation, lookAt])
      expect(await page.textContent('.callout')).toContain(words);
    const [callout, canvas] = await Promise.all(
      ['.callout', '.lane-canvas canvas'].map((selector) => page.locator(selector).boundingBox()),
    );
    expect(callout?.y).toBeGreaterThanOrEqual(0);
    expect((canvas?.y ?? 0) + (canvas?.height ?? 0)).toBeLessThan(900);
    expect(await page.locator('.evidence button[aria-current]').count()).toBe(1);
    await page.locator('.event.is-current.is-witness').waitFor();
    await eventually(async () => expect(await page.evaluate(pinPixels)).toBeGreaterThan(20));
  });

  test('moves with the scrubber, and the panels follow', async () => {
    const { page } = one;
    const panels = page.locator('.server-table');
    const before = await panels.textContent();
    const scrubber = page.getByRole('slider', { name: 'Time in the run' });
    await scrubber.click({ position: { x: 4, y: 20 } });
    expect(Number(await scrubber.inputValue())).toBeLessThan(failing.until * 0.1);
    await eventually(async () => expect(await panels.textContent()).not.toBe(before));
    await page.keyboard.press('Home');
    await eventually(async () =>
      expect(await scrubber.getAttribute('aria-valuetext')).toBe('0.000 s: S0 boots'),
    );
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await eventually(async () => expect(await page.textContent('#at-cursor')).toMatch(/: S\d /));
    await page.keyboard.press('w');
    await page.locator('.event.is-current.is-witness').waitFor();
  });

  test('keeps the row at the cursor in view, between the head of the list and its lower edge', async () => {
    const { page } = one;
    for (const key of ['w', 'Home', 'W', 'w', 'ArrowLeft', 'ArrowLeft', 'w']) {
      await page.keyboard.press(key);
      await page.evaluate(nextFrame);
      await eventually(async () => {
        const boxes = ['.event.is-current', '.event-scroll', '.event-table thead'].map((part) =>
          page.locator(part).boundingBox(),
        );
        const [row, list, head] = await Promise.all(boxes);
        if (!row || !list || !head) throw new Error('there is no such row');
        expect(row.y).toBeGreaterThanOrEqual(head.y + head.height - 1);
        expect(row.y + row.height).toBeLessThanOrEqual(list.y + list.height + 1);
      });
    }
  });

  test('aligns times at their last digits', async () => {
    const { page } = one;
    const cell = await page.locator('.event .time').first().boundingBox();
    const time = await page.locator('.event .time button').first().boundingBox();
    if (!cell || !time) throw new Error('there is no such row');
    const [before, after] = [time.x - cell.x, cell.x + cell.width - time.x - time.width];
    expect(before).toBeGreaterThan(after);
  });

  test('plays and stops', async () => {
    const { page } = one;
    await page.keyboard.press('Home');
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('3');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const clock = page.locator('.clock');
    await eventually(async () => expect(await clock.textContent()).not.toBe('0.000 s'));
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    const stopped = await clock.textContent();
    await page.evaluate(nextFrame);
    expect(await clock.textContent()).toBe(stopped);
  });

  test('shows the fields of a message that is chosen by key or by mouse', async () => {
    const { page } = one;
    await page.keyboard.press('Home');
    await page.keyboard.press('m');
    const fields = page.locator('.message .fields').first();
    expect(await fields.textContent()).toContain('candidateId');
    await page.keyboard.press('Escape');
    await fields.waitFor({ state: 'detached' });
    await clickAnArrow(page);
    expect(await page.locator('.message-name').textContent()).toMatch(/S\d → S\d/);
    expect(await fields.textContent()).toContain('term');
  });

  test('hides, finds and zooms', async () => {
    const { page } = one;
    const rows = async () =>
      Number(await page.locator('.event-table').getAttribute('aria-rowcount'));
    const all = await rows();
    const lanesShown = (count: number) =>
      eventually(async () => expect(await page.locator('.lane-head').count()).toBe(count));
    await page.keyboard.press('h');
    await eventually(async () => expect(await rows()).toBeLessThan(all));
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'S0', exact: true }).click();
    await lanesShown(failing.servers - 1);
    await page.keyboard.press('0');
    await lanesShown(failing.servers);
    await page.keyboard.press('/');
    await page.keyboard.type('LEADS term');
    await page.keyboard.press('Enter');
    await eventually(async () =>
      expect(await page.textContent('#at-cursor')).toContain('LEADS term'),
    );
    await page.keyboard.press('Escape');
    const lanes = page.getByRole('img', { name: /servers as lanes/ });
    const wide = await lanes.getAttribute('aria-label');
    await page.keyboard.press('+');
    await eventually(async () => expect(await lanes.getAttribute('aria-label')).not.toBe(wide));
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  });

  test('shows text of the code as text, whatever it says', async () => {
    const { page, complaints, requests } = await opened(hostile(failing));
    await page.keyboard.press('End');
    await page.locator('.event.is-log .what', { hasText: '</script><img' }).last().waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toContain('Raft timeline');
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });

  test('of code that threw shows the place as text, and calls servers of the test no crash', async () => {
    const code = `> 3 | ${HOSTILE}`;
    const extra = { place: 'labs/raft/log.ts:3', codeFrame: code };
    const { page, complaints } = await opened(threw(), {}, extra);
    const callout = page.locator('.callout');
    expect(await callout.textContent()).toContain('In your code: labs/raft/log.ts:3');
    expect(await callout.textContent()).not.toContain('Look at');
    expect(await page.locator('.code-frame').textContent()).toBe(code);
    expect(await page.locator('.evidence button').textContent()).toContain('S0 is in term 1');
    await eventually(async () => expect(await page.evaluate(pinPixels)).toBeGreaterThan(20));
    const heads = page.locator('.lane-head .role-word');
    expect(await heads.allTextContents()).toEqual(['follower']);
    for (const name of ['S1', 'S2']) await page.getByRole('button', { name }).click();
    await eventually(async () =>
      expect(await heads.allTextContents()).toEqual(['follower', 'the test', 'the test']),
    );
    expect(await page.locator('.server-table').textContent()).not.toContain('down');
    expect(await seriousProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('has nothing that axe calls serious, in light and in dark', async () => {
    const { page } = one;
    await page.keyboard.press('M');
    await page.waitForSelector('html[data-theme=light]');
    expect(await seriousProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForSelector('html[data-theme=dark]');
    expect(await seriousProblems(page, { runOnly: ['color-contrast'] })).toEqual([]);
  });

  test('fits a narrow screen', async () => {
    const { page } = one;
    await page.setViewportSize({ width: 360, height: 740 });
    await eventually(async () => expect(await page.evaluate(contentWidth)).toBe(360));
  });

  test('of 20,000 events is small, is drawn while it moves, and holds few rows', async () => {
    const { recording } = await passingRun('2C/figure-8-unreliable');
    expect(recording.events.length).toBeGreaterThan(19_000);
    const { page, file, complaints } = await opened(recording);
    expect(statSync(file).size).toBeLessThan(BYTES_MAX);
    await page.evaluate(panFrames, 20);
    expect(await page.locator('.event').count()).toBeLessThan(100);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** Tries places until one of them selects a message. */
async function clickAnArrow(page: Page): Promise<void> {
  const canvas = page.locator('.lane-canvas canvas');
  const box = await canvas.boundingBox();
  if (!box) throw new Error('there is no canvas');
  for (const y of [0.3, 0.5, 0.7])
    for (let x = 3; x < box.width; x += 6) {
      await page.mouse.move(box.x + x, box.y + y * box.height);
      if ((await canvas.getAttribute('style'))?.includes('pointer') !== true) continue;
      await page.mouse.down();
      await page.mouse.up();
      if ((await page.locator('.message-name').count()) > 0) return;
    }
  throw new Error('no arrow was hit');
}

/** The same run with a server that prints and is given what would be code in a careless page. */
function hostile({ events, ...about }: Recording): Recording {
  const order = (events.at(-1)?.order ?? 0) + 1;
  const at = about.until;
  return {
    ...about,
    title: `hostile ${HOSTILE}`,
    events: [
      ...events,
      { kind: 'start', server: 0, command: HOSTILE, index: 1, term: 90, at, order },
      { kind: 'log', server: 1, text: HOSTILE, at, order: order + 1 },
    ],
  };
}

/** A run in which S0 threw; the test plays the others. */
function threw(): Recording {
  const message = 'S0 crashed at 0.002 s: requestVote() threw';
  const lookAt = 'the line named above';
  return {
    ...{ title: 'threw', stage: '2A', servers: 3, puppets: [1, 2], leftOut: 0, until: 2_000 },
    events: [
      { kind: 'boot', server: 0, incarnation: 1, at: 0, order: 0 },
      { kind: 'state', server: 0, term: 1, isLeader: false, at: 2_000, order: 1 },
    ],
    verdict: { rule: 'K.2', title: '', paper: '', message, lookAt, at: 2_000, witness: [] },
  };
}
