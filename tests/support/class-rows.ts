/** Made-up submissions for pages and tables. Every text can be replaced. */
import type { ClassRun, ClassTest, Row, Standing } from '../../grader/instructor/class/entry';

/** What must not appear on a student's page. These numbers occur nowhere else. */
export const SECRETS = {
  seed: '9182736455463728190a918273645bcd',
  digest: 'd16e57d16e57',
  submission: '5ub0000000000001',
  suite: '5u17e00000000002',
  seeds: '5eed500000000003',
  commitment: 'c0000000000004ff',
  fileHash: 'f11e000000000005',
  remark: 'remark for the instructor alone',
} as const;

export const RUN: ClassRun = {
  schema: 'raft-lab/class/1',
  assignment: 'CS 440 Lab 2',
  stage: '2C',
  kitVersion: '0.1.0',
  suiteHash: SECRETS.suite,
  seeds: { shown: { '2C/storm': 6 }, hidden: { '2C/storm': 4 }, commitment: SECRETS.commitment },
  gradedAt: '2026-11-23T08:00:00.000Z',
};

const BASE = {
  stage: '2C',
  seedsRun: 5,
  virtualMs: 1_000,
  totals: { virtualMs: 1_000, rpcs: 1, bytes: 1, syncs: 1, commands: 1 },
  visibility: 'visible',
  digests: [SECRETS.digest],
} as const;

export function passedTest(over: Partial<ClassTest> = {}): ClassTest {
  return {
    ...BASE,
    id: '2C/hint',
    title: 'A refusal carries conflictTerm and conflictIndex',
    status: 'passed',
    points: 3,
    maxPoints: 3,
    seedsFailed: 0,
    hidden: { run: 3, failed: 0 },
    ...over,
  };
}

export function failedTest(over: Partial<ClassTest> = {}): ClassTest {
  return unreplayable({ replay: 'npm run grade 2C only=persist-1 seed=1', ...over });
}

/** A test that failed only on hidden seeds. */
export function hiddenFailure(over: Partial<ClassTest> = {}): ClassTest {
  return unreplayable({
    id: '2C/storm',
    seedsFailed: 1,
    hidden: { run: 3, failed: 1 },
    ...over,
  });
}

function unreplayable(over: Partial<ClassTest>): ClassTest {
  return {
    ...BASE,
    id: '2C/persist-1',
    title: 'Everybody restarts',
    status: 'failed',
    points: 0,
    maxPoints: 5,
    seedsFailed: 2,
    hidden: { run: 3, failed: 1 },
    failingSeed: SECRETS.seed,
    rule: 'P.2',
    message: 'S3 voted for S1 in term 6, and came back without it.',
    atMs: 14_203,
    setting: 'S0 runs your code.',
    witness: [
      { atMicros: 14_100_000, server: undefined, text: 'power fails', witness: false },
      { atMicros: 14_180_000, server: 3, text: 'GRANTS S1 its vote in term 6', witness: true },
      { atMicros: 14_203_000, server: 1, text: 'console: hello', witness: false },
    ],
    place: { file: 'election.ts', line: 12 },
    codeFrame: '  11 | before\n> 12 | votedFor = 1;\n     | ^',
    thrown: 'Error: what\n    at a a.ts:1:1\n    at b b.ts:2:2',
    hint: 'is votedFor saved before the reply leaves?',
    read: 'docs/figure-2.md#p2',
    ...over,
  };
}

export function todoTest(over: Partial<ClassTest> = {}): ClassTest {
  return failedTest({
    id: '2C/persister-crash',
    status: 'todo',
    rule: 'P.3',
    message: 'Save as a whole.',
    witness: [],
    ...over,
  });
}

export function rowOf(over: Partial<Row> = {}): Row {
  const tests = over.tests ?? [passedTest(), failedTest()];
  return {
    id: 'alice',
    key: {
      submission: SECRETS.submission,
      suite: SECRETS.suite,
      kit: '0.1.0',
      seeds: SECRETS.seeds,
      stage: '2C',
    },
    standing: 'graded',
    files: { 'raft.ts': SECRETS.fileHash, 'log.ts': SECRETS.fileHash },
    ignored: [{ path: 'grader/judge/rules/explanations.ts', why: 'belongs to the kit' }],
    score: tests.reduce((sum, { points }) => sum + points, 0),
    maxScore: 8,
    typeErrors: [{ file: 'raft.ts', line: 3, message: 'string is not a number' }],
    remarks: [SECRETS.remark],
    cost: { wallSeconds: 1, cpuSeconds: 1 },
    ...over,
    tests,
  };
}

/** A row with a standing that has no tests. */
export function ungraded(standing: Exclude<Standing, 'graded'>, id: string = standing): Row {
  return rowOf({
    id,
    standing,
    score: standing === 'unusable' ? 0 : null,
    problem: `what stopped ${id}`,
    tests: [],
  });
}

/** A row in which every text is `text`, possibly hostile. The structure is always the same. */
export function rowSaying(text: string): Row {
  const said = {
    title: text,
    message: text,
    setting: text,
    codeFrame: `one\n${text}`,
    // Each line of the stack is a line on the page, at most four.
    thrown: `Error\nat a\n${text.replaceAll('\n', ' ')}`,
    hint: text,
    read: text,
    replay: text,
    rule: `P.2${text}`,
    place: { file: text, line: 1 },
    witness: [
      { atMicros: 1, server: undefined, text, witness: false },
      { atMicros: 2, server: 1, text: `console: ${text}`, witness: true },
    ],
  };
  return rowOf({
    id: `id${text}`,
    problem: text,
    files: { [`file${text}`]: text },
    ignored: [{ path: text, why: text }],
    typeErrors: [{ file: text, line: 1, message: text }],
    remarks: [text],
    submittedAt: text,
    lateness: { daysLate: 1, freeDaysUsed: 0, percentOff: 10, score: 1 },
    tests: [
      passedTest({ id: `2C/a${text}`, title: text }),
      failedTest({ id: `2C/b${text}`, ...said }),
      hiddenFailure({ id: `2C/c${text}`, title: text, message: text }),
      todoTest({ ...said, id: `2C/d${text}`, witness: [] }),
      passedTest({ id: `2C/e${text}`, status: 'inconclusive', points: 0, unreached: [text] }),
      passedTest({ id: `2C/f${text}`, status: 'error', points: 0, message: text }),
    ],
  });
}

export const HOSTILE: readonly (readonly [string, string])[] = [
  ['a script', '</title></style></script><script>alert(1)</script>'],
  ['the end of an attribute', '" onmouseover="alert(1)" x="'],
  ['the end of an attribute in single quotes', "' onmouseover='alert(1)' x='"],
  ['an image', '><img src=x onerror=alert(1)>'],
  ['the end of all that is open', '</code></pre></td></tr></table></details></main></body></html>'],
  ['a comment', '--><!-- <b>'],
  ['entities', '&lt;script&gt; &#60;b&#62; &amp'],
  ['an address', 'javascript:alert(1)//https://evil.example www.evil.example'],
  ['links of Markdown', '[x](javascript:alert(1)) ![y](https://evil.example/a.png) [r]: z'],
  ['more links', '<https://evil.example> [a][b] [^1] me@evil.example'],
  ['emphasis', '**b** _i_ ~~s~~ `c` $x$ \\'],
  ['backticks', '``` ```` ` `````'],
  ['a fence', '```\n# out\n```\n~~~\n# out'],
  ['a fence that is deeper', '`````````\n<b>out</b>\n`````````'],
  ['headings and lists', '# h\n## h\n- a\n1. b\n> q\n===\n---'],
  ['a table', '| a | b |\n|---|---|\n| 1 | 2 |'],
  ['mentions', '@everyone @org/team #12 GH-3 org/repo#4'],
  ['details', '<details open><summary>x</summary>'],
  ['control characters', '\u0000\u001b[31m\u0007\r\u0085\u202e\u2028'],
  ['halves of characters', '\ud800 x \udfff'],
  ['a template', '${7*7} {{7*7}} <%= 7 %>'],
];
