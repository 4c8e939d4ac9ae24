/** The page that a student gets. */
import { createHash } from 'node:crypto';
import { feedbackHtml } from '../../../grader/instructor/class/pages/feedback-html';
import { overviewHtml } from '../../../grader/instructor/class/pages/overview-html';
import {
  failedTest,
  hiddenFailure,
  HOSTILE,
  passedTest,
  rowOf,
  rowSaying,
  RUN,
  SECRETS,
  todoTest,
  ungraded,
} from '../../support/class-rows';
import { all, type Element, parseHtml, shapeOf, textOf } from '../../support/parsed';

const HARMLESS = 'word';

async function read(row = rowOf()): Promise<string> {
  return textOf(await parseHtml(feedbackHtml(RUN, row)));
}

describe('text of a submission', () => {
  test.each(HOSTILE)('changes nothing of the page: %s', async (_name, text) => {
    const run = { ...RUN, assignment: text };
    const hostile = await parseHtml(feedbackHtml(run, rowSaying(text)));
    const harmless = await parseHtml(feedbackHtml(RUN, rowSaying(HARMLESS)));
    expect(shapeOf(hostile)).toBe(shapeOf(harmless));
  });

  test.each(HOSTILE)('changes nothing of the class page: %s', async (_name, text) => {
    const rows = (said: string) => [
      rowSaying(said),
      { ...rowSaying(`${said}!`), standing: 'error' as const, score: null },
    ];
    const fileOf = (id: string) => `feedback/${id}.html`;
    const run = { ...RUN, assignment: text, suiteHash: text };
    const hostile = await parseHtml(overviewHtml(run, rows(text), fileOf));
    const harmless = await parseHtml(overviewHtml(RUN, rows(HARMLESS), fileOf));
    expect(shapeOf(hostile)).toBe(shapeOf(harmless));
    for (const { attributes } of all(hostile, 'a'))
      expect(attributes['href']).toMatch(/^(#[\w-]+|\.\/[\w%.~!*'()/-]+)$/);
  });

  test.each(['unusable', 'unreadable', 'error'] as const)(
    'changes nothing of the page where the standing is %s',
    async (standing) => {
      const page = (text: string) =>
        feedbackHtml(RUN, {
          ...rowSaying(text),
          standing,
          score: standing === 'unusable' ? 0 : null,
        });
      const harmless = shapeOf(await parseHtml(page(HARMLESS)));
      for (const [, text] of HOSTILE) expect(shapeOf(await parseHtml(page(text)))).toBe(harmless);
    },
  );

  test('is shown as it is, but for what cannot be seen', async () => {
    const message = `<b>"&amp;"</b> 'x' \u001b[2J \ud800`;
    const text = await read(rowOf({ tests: [failedTest({ message })] }));
    expect(text).toContain(`<b>"&amp;"</b> 'x' \\u001b[2J \\ud800`);
  });

  test('of any length does not flood the page', () => {
    const page = feedbackHtml(RUN, rowSaying('x'.repeat(1_000_000)));
    expect(page.length).toBeLessThan(400_000);
  });

  test('is never the address of a link', async () => {
    const page = await parseHtml(feedbackHtml(RUN, rowSaying('javascript:alert(1)')));
    const hrefs = all(page, 'a').map(({ attributes }) => attributes['href']);
    expect(hrefs).toEqual(['#test-1', '#test-2', '#test-3', '#test-4']);
  });
});

describe('a student learns nothing of', () => {
  const told = rowOf({
    tests: [
      passedTest(),
      failedTest(),
      hiddenFailure(),
      todoTest(),
      passedTest({
        id: '2C/error',
        status: 'error',
        failingSeed: SECRETS.seed,
        message: `2C/error seed ${SECRETS.seed}: gone`,
      }),
    ],
  });

  test.each(Object.entries(SECRETS))('%s', (_name, secret) => {
    for (const row of [told, ungraded('unusable'), ungraded('unreadable'), ungraded('error')])
      expect(feedbackHtml(RUN, row)).not.toContain(secret);
  });

  test('what the grader says of its own failure', async () => {
    const text = await read(ungraded('error'));
    expect(text).toContain('You have no score yet: the grader failed.');
    expect(text).toContain('says nothing about your code');
    expect(text).not.toContain('what stopped');
  });
});

describe('the page', () => {
  test('needs nothing from elsewhere, runs nothing, and takes its own style alone', async () => {
    const page = await parseHtml(feedbackHtml(RUN, rowOf()));
    const style = all(page, 'style');
    const content = style[0]?.children.map(({ text }) => text).join('') ?? '';
    const hash = createHash('sha256').update(content).digest('base64');
    const policy = all(page, 'meta').find(
      ({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy',
    );
    expect(style).toHaveLength(1);
    expect(policy?.attributes['content']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'form', 'base'])
      expect(all(page, name)).toEqual([]);
    for (const { attributes } of all(page))
      for (const name of Object.keys(attributes)) expect(name).not.toMatch(/^on|^style$|^src/);
  });

  test('is the same for the same submission, whatever the order of its files', () => {
    const row = rowOf({ files: { 'b.ts': '1', 'a.ts': '2' } });
    const other = rowOf({ files: { 'a.ts': '2', 'b.ts': '1' } });
    expect(feedbackHtml(RUN, other)).toBe(feedbackHtml(RUN, row));
  });

  test.each([
    ['of a student', feedbackHtml(RUN, rowSaying(HARMLESS))],
    ['of the class', overviewHtml(RUN, [rowSaying(HARMLESS), ungraded('error')], (id) => id)],
  ])('can be used by ear and by keyboard: that %s', async (_name, text) => {
    const page = await parseHtml(text);
    expect(all(page, 'html')[0]?.attributes['lang']).toBe('en');
    const levels = all(page)
      .map(({ name }) => /^h([1-6])$/.exec(name)?.[1])
      .filter((level) => level !== undefined)
      .map(Number);
    expect(levels[0]).toBe(1);
    levels.forEach((level, i) => expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1));
    for (const table of all(page, 'table')) expect(all(table, 'caption')).toHaveLength(1);
    for (const head of all(page, 'th')) expect(head.attributes['scope']).toMatch(/^(col|row)$/);
    for (const { attributes } of all(page).filter(isScrolled)) {
      expect(attributes['tabindex']).toBe('0');
      expect(attributes['aria-label']).not.toBe('');
    }
    for (const { attributes } of all(page, 'svg'))
      expect(attributes['aria-label'] ?? attributes['aria-hidden']).toBeTruthy();
    const ids = all(page).flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of all(page, 'a'))
      if (attributes['href']?.startsWith('#')) expect(ids).toContain(attributes['href'].slice(1));
  });

  function isScrolled({ name, attributes }: Element): boolean {
    return name === 'pre' || attributes['class'] === 'scroll';
  }
});

describe('what a student reads', () => {
  test('of a failure', async () => {
    const page = await parseHtml(feedbackHtml(RUN, rowOf()));
    expect(textOf(all(page, 'article')[0] ?? page)).toBe(
      [
        '✗ failed 2C/persist-1 Everybody restarts',
        'Failed in 2 of 5 runs (public: 1 of 2; hidden: 1 of 3). The first broke at 14.203 s of virtual time.',
        'S0 runs your code.',
        'Rule P.2: Persist before you reply',
        'Figure 2, "Updated on stable storage before responding to RPCs"',
        'S3 voted for S1 in term 6, and came back without it.',
        'In election.ts:12 11 | before > 12 | votedFor = 1; | ^',
        'called at b b.ts:2:2',
        'The last events, in virtual time. Those marked » as evidence together break the rule.',
        'Time S1 S3',
        '14.100 s power fails',
        '» 14.180 s Evidence: GRANTS S1 its vote in term 6',
        '14.203 s console: hello',
        'Look at is votedFor saved before the reply leaves?',
        'Replay npm run grade 2C only=persist-1 seed=1',
        'Read docs/figure-2.md#p2',
      ].join(' '),
    );
  });

  test('of events: each stands in the column of its server', async () => {
    const page = await parseHtml(feedbackHtml(RUN, rowOf()));
    const timeline = all(page, 'table').find(
      ({ attributes }) => attributes['class'] === 'timeline',
    );
    const rows = all(timeline ?? page, 'tr').map((row) =>
      row.children.filter(({ kind }) => kind === 'element').map(textOf),
    );
    expect(rows).toEqual([
      ['Time', 'S1', 'S3'],
      ['14.100 s', 'power fails'],
      ['» 14.180 s', '', 'Evidence: GRANTS S1 its vote in term 6'],
      ['14.203 s', 'console: hello', ''],
    ]);
  });

  test('of an event of no server that went through the journal, where undefined becomes null', async () => {
    const witness = [{ atMicros: 1, server: null, text: 'power fails', witness: false }];
    const through = rowOf({ tests: [failedTest({ witness: witness as never })] });
    expect(await read(through)).toContain('0.000 s power fails');
  });

  test('of hidden runs: how many there were, how many failed, and that none can be replayed', async () => {
    const text = await read(rowOf({ tests: [passedTest(), hiddenFailure()] }));
    expect(text).toContain('10 runs in total, of which 6 were hidden');
    expect(text).toContain('Of the hidden runs, 1 failed.');
    expect(text).toContain('were on hidden seeds, so no line replays them');
    expect(text).toContain('npm run grade 2C only=storm seeds=50');
    expect(text).not.toContain('Replay');
  });

  test('where no run was hidden', async () => {
    const tests = [passedTest({ hidden: { run: 0, failed: 0 } })];
    expect(await read(rowOf({ tests }))).toContain('5 runs in total, all on public seeds.');
  });

  test('of a late submission: both scores, and how the one became the other', async () => {
    const lateness = { daysLate: 3, freeDaysUsed: 1, percentOff: 20, score: 2.4 };
    const text = await read(rowOf({ lateness, submittedAt: '2026-11-20T23:30:00+01:00' }));
    expect(text).toContain('2.4 of 8 points after the late policy, 3 before it');
    expect(text).toContain(
      'Points before lateness 3 of 8 Handed in 2026-11-20 22:30 UTC Late 3 days begun Free late days used 1 Taken off 20 % What counts 2.4 of 8',
    );
  });

  test('of a submission in time: nothing of lateness', async () => {
    const lateness = { daysLate: 0, freeDaysUsed: 0, percentOff: 0, score: 3 };
    const text = await read(rowOf({ lateness, submittedAt: '2026-11-20T22:00:00Z' }));
    expect(text).toContain('3 of 8 points');
    expect(text).not.toMatch(/late/i);
  });

  test('of code that is not written yet', async () => {
    const text = await read(rowOf({ tests: [todoTest()] }));
    expect(text).toContain('What is still to do');
    expect(text).toContain('Rule P.3: The Persister replaces the state as a whole');
    expect(text).not.toContain('What broke');
  });

  test('of failures beyond the first: the same, folded', async () => {
    const tests = [failedTest(), failedTest({ id: '2C/other' }), todoTest()];
    const page = await parseHtml(feedbackHtml(RUN, rowOf({ tests })));
    const folded = all(page, 'details').filter(({ attributes }) => attributes['class'] === 'card');
    expect(all(page, 'article').map((one) => textOf(one).slice(0, 21))).toEqual([
      '✗ failed 2C/persist-1',
    ]);
    expect(folded.map((one) => all(one, 'code').map(textOf)[0])).toEqual([
      '2C/other',
      '2C/persister-crash',
    ]);
    expect(textOf(folded[0] ?? page)).toContain('GRANTS S1 its vote');
  });

  test('of its files: which were taken, and which not and why', async () => {
    const text = await read();
    expect(text).toContain('2 files taken from your submission log.ts raft.ts');
    expect(text).toContain('grader/judge/rules/explanations.ts belongs to the kit');
    expect(text).toContain('raft.ts:3 string is not a number');
  });

  test('where nothing can be run: no points, and why', async () => {
    const text = await read(ungraded('unusable'));
    expect(text).toContain('0 of 8 points');
    expect(text).toContain('Your submission cannot be run.');
    expect(text).toContain('what stopped unusable');
  });

  test('where nothing can be read: no score, and why', async () => {
    const text = await read(ungraded('unreadable'));
    expect(text).not.toContain('of 8 points');
    expect(text).toContain('You have no score yet: your submission could not be opened.');
    expect(text).toContain('what stopped unreadable');
  });

  test('where the grader failed in one test', async () => {
    const text = await read(rowOf({ tests: [passedTest({ status: 'error', points: 0 })] }));
    expect(text).toContain('! no verdict the grader failed here, not you ? of 3');
  });
});
