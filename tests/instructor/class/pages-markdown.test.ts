/** The feedback as Markdown. */
import { feedbackMarkdown } from '../../../grader/instructor/class/pages/feedback-markdown';
import { block, code, line } from '../../../grader/instructor/class/pages/markdown';
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
import { markdownShape, nodes, parseMarkdown } from '../../support/parsed';

const HARMLESS = 'word';

/** All that text of a submission could become but must not. */
const FORBIDDEN = [
  'html',
  'link',
  'linkReference',
  'image',
  'imageReference',
  'definition',
  'footnoteReference',
  'footnoteDefinition',
  'table',
  'blockquote',
  'emphasis',
  'delete',
  'break',
];

async function problems(text: string): Promise<readonly string[]> {
  const types = nodes(await parseMarkdown(text)).map(({ type }) => type);
  return types.filter((type) => FORBIDDEN.includes(type));
}

describe('text of a submission', () => {
  test.each(HOSTILE)('changes nothing of the page: %s', async (_name, text) => {
    const hostile = feedbackMarkdown({ ...RUN, assignment: text }, rowSaying(text));
    const harmless = feedbackMarkdown(RUN, rowSaying(HARMLESS));
    expect(markdownShape(await parseMarkdown(hostile))).toBe(
      markdownShape(await parseMarkdown(harmless)),
    );
    expect(await problems(hostile)).toEqual([]);
  });

  test.each(HOSTILE)('changes nothing where there is no score: %s', async (_name, text) => {
    const page = (said: string) =>
      feedbackMarkdown(RUN, { ...rowSaying(said), standing: 'unreadable', score: null });
    expect(markdownShape(await parseMarkdown(page(text)))).toBe(
      markdownShape(await parseMarkdown(page(HARMLESS))),
    );
  });

  test('that is what the parser would take for more is found by this very check', async () => {
    expect(await problems('<b>x</b> [x](javascript:alert(1)) ![y](z)')).toEqual([
      'html',
      'html',
      'link',
      'image',
    ]);
  });

  test.each([
    ['a mention', 'hello @everyone', 'hello @\u2060everyone'],
    ['an issue', 'see #12 and GH-3', 'see \\#\u206012 and GH-\u20603'],
    ['an address', 'https://evil.example', 'https:\u2060//evil.example'],
    ['an address without a scheme', 'www.evil.example', 'www\u2060.evil.example'],
    ['an address of mail', 'me@evil.example', 'me@\u2060evil.example'],
    ['an item of a list', '- a', '\\- a'],
    ['a numbered item', '12. a', '12\\. a'],
    ['a number', '12.5 points', '12.5 points'],
    ['HTML', '<b>&amp;', '\\<b\\>\\&amp;'],
    ['an escape that is there already', '\\<b>', '\\\\\\<b\\>'],
  ])('is defused where GitHub would find %s', (_name, text, expected) => {
    expect(line`${text}`.toString()).toBe(expected);
  });

  test.each([
    ['no backtick', 'a', '`a`'],
    ['one', 'a`b', '``a`b``'],
    ['one at the end', 'a`', '`` a` ``'],
    ['three', '```', '```` ``` ````'],
    ['a line break', 'a\nb', '`a b`'],
  ])('in a line of code has a fence that holds: %s', (_name, text, expected) => {
    expect(code(text).toString()).toBe(expected);
  });

  test('in a block of code has a fence that holds', () => {
    expect(block('a\n````\nb').toString()).toBe('`````text\na\n````\nb\n`````');
    expect(block('a\r\nb').toString()).toBe('```text\na\nb\n```');
  });

  test('of any length leaves the page short enough for a comment on GitHub', () => {
    const tests = Array.from({ length: 60 }, (_, i) =>
      failedTest({ id: `2C/t${i}`, message: 'x'.repeat(800), codeFrame: 'y\n'.repeat(500) }),
    );
    const page = feedbackMarkdown(RUN, rowOf({ tests }));
    expect(page.length).toBeLessThan(65_536);
    expect(page).toMatch(/^And \d+ more tests: see the list above\.$/m);
  });
});

describe('a student learns nothing of', () => {
  test.each(Object.entries(SECRETS))('%s', (_name, secret) => {
    const message = `2C/error seed ${SECRETS.seed}: gone`;
    const tests = [
      passedTest(),
      failedTest(),
      hiddenFailure(),
      todoTest(),
      passedTest({ id: '2C/error', status: 'error', failingSeed: SECRETS.seed, message }),
    ];
    for (const row of [rowOf({ tests }), ungraded('unusable'), ungraded('error')])
      expect(feedbackMarkdown(RUN, row)).not.toContain(secret);
  });
});

describe('what a student reads', () => {
  test('of a submission with a failure', () => {
    expect(feedbackMarkdown(RUN, rowOf())).toBe(`# alice

CS 440 Lab 2. Stage 2C

**3 of 8 points**

1 of 2 tests passed. 10 runs in total, of which 6 were hidden: the same tests and the same rules on seeds that are not published. Of the hidden runs, 1 failed.

## Tests

- ✓ \`2C/hint\` A refusal carries conflictTerm and conflictIndex: **passed**, 5 runs (3 of 3)
- ✗ \`2C/persist-1\` Everybody restarts: **failed**, in 2 of 5 runs (0 of 5)

## What to fix

### ✗ \`2C/persist-1\` Everybody restarts

Failed in 2 of 5 runs (public: 1 of 2; hidden: 1 of 3). The first broke at 14.203 s of virtual time. S0 runs your code.

**Rule P.2: Persist before you reply** (Figure 2, "Updated on stable storage before responding to RPCs")

S3 voted for S1 in term 6, and came back without it.

In \`election.ts:12\`

\`\`\`text
  11 | before
> 12 | votedFor = 1;
     | ^
\`\`\`

- \`called at b b.ts:2:2\`

The last events, in virtual time. Those marked » together break the rule.

\`\`\`text
       time  S1                             S3
   14.100 s  ── power fails ──
»  14.180 s                                 GRANTS S1 its vote in term 6
   14.203 s  console: hello
\`\`\`

- Look at: is votedFor saved before the reply leaves?
- Replay: \`npm run grade 2C only=persist-1 seed=1\`
- Read: \`docs/figure-2.md#p2\`

## Files taken from your submission

- \`log.ts\`
- \`raft.ts\`

## Files of your submission not used

- \`grader/judge/rules/explanations.ts\` belongs to the kit

## Errors of the type checker (they cost no points)

- \`raft.ts:3\` string is not a number

---

Raft Lab Kit 0.1.0. Graded 2026-11-23 08:00 UTC.
`);
  });

  test('of a failure on hidden seeds: what to run instead', () => {
    const page = feedbackMarkdown(RUN, rowOf({ tests: [hiddenFailure()] }));
    expect(page).toContain('`npm run grade 2C only=storm seeds=50`');
    expect(page).not.toContain('Replay');
  });

  test('of a late submission', () => {
    const lateness = { daysLate: 1, freeDaysUsed: 0, percentOff: 10, score: 2.7 };
    const page = feedbackMarkdown(RUN, rowOf({ lateness }));
    expect(page).toContain('**2.7 of 8 points** after the late policy, 3 before it');
    expect(page).toContain('- Late: 1 day begun\n- Free late days used: 0\n- Taken off: 10 %');
  });

  test.each([
    ['unusable', ['**0 of 8 points**', '## Your submission cannot be run.', 'what stopped']],
    ['unreadable', ['## You have no score yet: your submission could not', 'what stopped']],
    ['error', ['## You have no score yet: the grader failed.']],
  ] as const)('where the standing is %s', (standing, expected) => {
    const page = feedbackMarkdown(RUN, ungraded(standing));
    for (const text of expected) expect(page).toContain(text);
    if (standing === 'error') expect(page).not.toContain('what stopped');
    if (standing !== 'unusable') expect(page).not.toContain('of 8');
  });

  test('of its first failure alone comes with a timeline', () => {
    const tests = [failedTest(), failedTest({ id: '2C/other' })];
    const page = feedbackMarkdown(RUN, rowOf({ tests }));
    expect(page.match(/power fails/g)).toHaveLength(1);
  });
});
