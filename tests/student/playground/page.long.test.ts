/** The page, from end to end in a browser: the bug of Figure 8 made by hand, by pressing buttons. */
import type { Browser, Page } from 'playwright-core';
import { type PageFiles, pageFiles } from '../../../grader/student/page-bundle/page-files';
import { PlayServer } from '../../../grader/student/playground/server';
import { perform } from '../../../grader/runs/replay/perform';
import { describeInBrowser, openBrowser, openPage, seriousProblems } from '../../support/browser';
import { eventually } from '../../support/eventually';
import { programOf } from '../../support/programs';
import { FIGURE_8, fresh, REFERENCE, Table, writeFiles } from './table';

describeInBrowser('the page of the playground', () => {
  let browser: Browser;
  let files: PageFiles;
  let table: Table;
  let server: PlayServer;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    [browser, files] = await Promise.all([openBrowser(), pageFiles()]);
  });

  afterAll(async () => {
    await browser.close();
  });

  afterEach(async () => {
    await page.close();
    server.close();
    table.close();
    expect(problems.splice(0)).toEqual([]);
  });

  async function open(code: typeof REFERENCE, servers = 5): Promise<void> {
    table = await Table.open(code, fresh(servers));
    server = new PlayServer(table.session, files, (thrown) => {
      throw thrown;
    });
    await server.listen(0);
    page = await openPage(browser, { viewport: { width: 1440, height: 1000 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(server.url);
    await page.waitForSelector('.server-card');
  }

  const press = (name: string) => settled(page.getByRole('button', { name, exact: true }).click());
  const onServer = (id: number, name: string) =>
    settled(
      page
        .getByRole('region', { name: `Server ${id}` })
        .getByRole('button', { name, exact: true })
        .click(),
    );
  const bothWays = (from: number, to: number) =>
    settled(
      page
        .getByRole('switch', { name: `The link from S${from} to S${to}` })
        .click({ modifiers: ['Shift'] }),
    );

  async function settled(act: Promise<void>): Promise<void> {
    await act;
    await page.waitForSelector('main[aria-busy="false"]');
  }

  test('tells of code that cannot be read in a block of its own, and the toolbar stays as it is', async () => {
    await open(REFERENCE, 3);
    const height = async () => (await page.locator('.controls .row').last().boundingBox())?.height;
    const before = await height();
    writeFiles(table.folder, { 'commit.ts': 'this is not TypeScript' });
    await press('Reload code');
    const block = page.locator('.controls pre[role="alert"]');
    expect(await block.textContent()).toMatch(
      /^It cannot be bundled\.\nThe old code keeps running/,
    );
    expect(await height()).toBe(before);
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('makes the bug of Figure 8 by hand, saves it, and grade finds it again', async () => {
    await open(FIGURE_8);
    // (a) S0 leads; its entry reaches S1 alone.
    await onServer(0, 'Time out');
    await press('+10 ms');
    for (const other of [2, 3, 4]) await bothWays(0, other);
    await press('Submit to the leader');
    await press('+10 ms');
    // (b) It crashes; S4 leads the next term and takes an entry that reaches nobody.
    await onServer(0, 'Crash now');
    await onServer(4, 'Time out');
    await press('+10 ms');
    await onServer(4, 'Cut off');
    await onServer(4, 'Submit');
    await press('+10 ms');
    await onServer(4, 'Crash now');
    // (c) S0 comes back and is elected: its old entry goes to a majority.
    await onServer(0, 'Restart');
    await press('Heal all');
    await onServer(0, 'Time out');
    await press('+10 ms');
    expect(await page.locator('.banner').count()).toBe(0);
    await onServer(0, 'Time out');
    await press('+100 ms');
    const banner = page.getByRole('alert');
    await banner.waitFor();
    expect(await banner.getAttribute('data-rule')).toBe('L.5');
    expect(await banner.innerText()).toMatch(/a majority is not enough[^]*npm run hint L\.5/);
    expect(await page.getByRole('button', { name: 'Step', exact: true }).isDisabled()).toBe(true);

    // A page that is opened again finds all as it was.
    await page.reload();
    await banner.waitFor();

    await press('Save …');
    await page.getByLabel('Name').fill('figure-8');
    await press('Save');
    await page.getByText('npm run grade scenario=scenarios/figure-8.scenario.json').waitFor();
    const read = table.saved.read('figure-8');
    if ('problem' in read) throw new Error(read.problem);
    expect(perform(await programOf(FIGURE_8), read.schedule).failure?.rule).toBe('L.5');
    expect(perform(await programOf(REFERENCE), read.schedule).failure).toBeUndefined();

    expect(await seriousProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('shows messages on their way, and lets one be lost', async () => {
    await open(REFERENCE, 3);
    await onServer(1, 'Time out');
    const first = page.locator('.flight').first();
    await first.waitFor();
    const onTheirWay = (count: number) =>
      eventually(async () => expect(await page.locator('.flight').count()).toBe(count));
    await onTheirWay(2);
    const name = await first.getByRole('button', { name: /^Drop/ }).getAttribute('aria-label');
    await press(name ?? '');
    await page.getByText(/^The request from S1 to S\d is lost\.$/).waitFor();
    await onTheirWay(1);
    await press('Undo');
    await onTheirWay(2);
  });

  test('is played by the keyboard: time, the chosen server, undo', async () => {
    await open(REFERENCE, 3);
    const keys = async (...pressed: readonly string[]) => {
      for (const key of pressed) await settled(page.keyboard.press(key));
    };
    await keys('2', 't', '+', 'l');
    await page.getByText('S2 takes "x1" at index 1.').waitFor();
    await keys('+', '+');
    const card = page.getByRole('region', { name: 'Server 2' });
    await card.getByText('log to 1, committed 1').waitFor();
    await keys('0', 'c');
    await page.getByRole('region', { name: 'Server 0' }).getByText('down').waitFor();
    await keys('u');
    await page.getByRole('region', { name: 'Server 0' }).getByText('follower').waitFor();
    await keys(',', '.', 'x');
    expect(table.session.state.cuts).toHaveLength(4);
  });

  test('looks back, goes back, and keeps what was done as a branch', async () => {
    await open(REFERENCE, 3);
    await onServer(0, 'Time out');
    await press('+100 ms');
    await onServer(1, 'Crash now');
    await press('+100 ms');
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowLeft');
    await page.getByText(/^You are looking at/).waitFor();
    await press('Go back to here');
    expect(table.session.state.servers[1]?.status).toBe('up');
    await onServer(2, 'Crash now');
    await page.getByRole('heading', { name: 'Branches' }).waitFor();
    await page.getByRole('button', { name: /^the first/ }).click();
    await page.getByRole('region', { name: 'Server 1' }).getByText('down').waitFor();
  });

  test('plays on by itself until it is told to stand still', async () => {
    await open(REFERENCE, 3);
    await press('Play');
    await page.getByRole('button', { name: 'Pause', exact: true }).first().waitFor();
    await page.locator('.controls .clock', { hasText: /0\.(0[2-9]|[1-9])/ }).waitFor();
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  test('says so when the address has no token, and when the command has ended', async () => {
    await open(REFERENCE, 3);
    server.close();
    await page.getByText('The command does not answer.').waitFor();
    problems.splice(0);
  });
});
