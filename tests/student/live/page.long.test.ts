/** The page of a running cluster, from end to end: its leader is killed with a button while a client writes. */
import type { Browser, Page } from 'playwright-core';
import { connectCluster } from '../../../grader/student/live/chaos/clients';
import { LiveSession } from '../../../grader/student/live/page/live-session';
import { type LivePage, servePage } from '../../../grader/student/live/page/serve-page';
import { describeInBrowser, openBrowser, openPage, seriousProblems } from '../../support/browser';
import { contentWidth } from '../../support/in-page';
import { leaderOf, PATIENCE_MS, type Running, sleep, startCluster, until } from './support/cluster';

jest.setTimeout(3 * PATIENCE_MS);

const VERDICT = `NOT LINEARIZABLE\n${'  client 1  reads nothing'.padEnd(90)}|`;

describeInBrowser('the page of a running cluster', () => {
  let browser: Browser;
  let running: Running;
  let served: LivePage;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    running = await startCluster();
    const session = new LiveSession(running.fleet, 'solutions/raft');
    session.note('S0 is up');
    session.note(VERDICT);
    served = await servePage(session, (thrown) => problems.push(String(thrown)));
    browser = await openBrowser();
    page = await openPage(browser);
    page.on('pageerror', (error) => problems.push(error.message));
    await leaderOf(running.fleet);
    await page.goto(served.url);
    await page.waitForSelector('.server-card');
  });

  afterAll(async () => {
    await browser.close();
    served.close();
    await running.close();
    expect(problems).toEqual([]);
  });

  const card = (server: number) => page.getByRole('region', { name: `Server ${server}` });
  const press = (server: number, name: string) =>
    card(server).getByRole('button', { name, exact: true }).click();
  const leads = async () => {
    const said = await page.getByRole('status').textContent();
    return /^S(\d) leads/.exec(said ?? '')?.[1];
  };

  test('kills the leader, shows another one lead, and starts the killed one again', async () => {
    const { fleet } = running;
    const client = connectCluster(fleet.clientPorts);
    client.on('error', () => undefined);
    const writer = { isOver: false };
    let written = 0;
    const writing = (async () => {
      while (!writer.isOver) {
        await client.set('k', 'v').then(
          () => written++,
          () => undefined,
        );
        await sleep(20);
      }
    })();
    try {
      await until('a first write', () => written > 0);
      const leader = await leaderOf(fleet);
      await press(leader, 'kill -9');
      await card(leader).getByRole('button', { name: 'Start', exact: true }).waitFor();
      const next = await leaderOf(fleet);
      expect(next).not.toBe(leader);
      for (
        let said = await leads();
        said === undefined || said === String(leader);
        said = await leads()
      )
        await sleep(100);
      const before = written;
      await until('writes under the new leader', () => written > before);
      await press(leader, 'Start');
      await until('the return of the killed', () => fleet.members[leader]?.state === 'up');
    } finally {
      writer.isOver = true;
      await writing;
      client.disconnect();
    }
  });

  test('cuts a server off and joins it again', async () => {
    await press(1, 'Cut');
    await card(1).getByText('cut off').waitFor();
    expect(running.fleet.members[1]?.links[0]?.isCut).toBe(true);
    await press(1, 'Join');
    await until('whole links', () => running.fleet.members[1]?.links[0]?.isCut === false);
  });

  test('shows a verdict of several lines as it is written, and is no wider for it', async () => {
    const lines = page.locator('.history .lines');
    expect(await lines.textContent()).toBe(VERDICT);
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate(contentWidth)).toBe(390);
    await page.setViewportSize({ width: 1_280, height: 800 });
  });

  test('shows the history, and has no serious problem of access', async () => {
    await page.getByText('S0 is up').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  test('tells and obeys nobody without the token', async () => {
    const { origin } = new URL(served.url);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ deed: 'kill all' });
    expect((await fetch(`${origin}/stream`)).status).toBe(403);
    expect((await fetch(`${origin}/wish`, { method: 'POST', headers, body })).status).toBe(403);
    const policy = (await fetch(origin)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
  });
});
