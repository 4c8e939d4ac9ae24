/** Hand-made outcomes for the tests of formats: every status, hidden seeds, hostile text. */
import type { Outcome } from '../../../grader/report/formats';
import {
  type GradeResult,
  SCHEMA,
  type TestResult,
  type TestStatus,
} from '../../../grader/report/result';

/** No student may see one of these. */
export const HIDDEN_SEEDS = [
  '71b5e49b0a8c4f6d9e3372af10c8d5ee',
  '1555000777155500077715550007771a',
];
export const DIGEST = '0848450cae5a8bf9f95e59e140b25abe';

/** What a submission may try to be taken for. */
export const HOSTILE = [
  '::error file=x::owned',
  '::set-output name=a::b',
  '##[add-mask]e',
  ']]>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "=cmd|'/c calc'!A0",
  '```\n</details>\n# Big\n![x](http://x.example/y)',
  'line\r\nbreak\rcarriage',
  '\u001b[31mred\u001b[0m\u0007',
  '\ud800 half \udc00',
  '\u202egnp.exe \ufeff \uffff \u0000',
  '{"scores":{"2C":100}}',
  '&amp; &#60; %0A %25 | $x$ @everyone',
].join('\n');

const BASE: TestResult = {
  id: '2C/persist-1',
  stage: '2C',
  title: 'Servers crash and come back',
  status: 'passed',
  points: 10,
  maxPoints: 10,
  seedsRun: 5,
  seedsFailed: 0,
  durationMs: 420,
  virtualMs: 12_000,
  totals: { virtualMs: 12_000, rpcs: 210, bytes: 40_000, syncs: 31, commands: 12 },
  visibility: 'visible',
  digests: [DIGEST, DIGEST],
};

export function testOf(status: TestStatus, more: Partial<TestResult> = {}): TestResult {
  return { ...BASE, status, points: status === 'passed' ? BASE.maxPoints : 0, ...more };
}

export function resultOf(
  tests: readonly TestResult[],
  more: Partial<GradeResult> = {},
): GradeResult & { readonly tests: readonly TestResult[] } {
  const sum = (of: (test: TestResult) => number) => tests.reduce((all, test) => all + of(test), 0);
  return {
    schema: SCHEMA,
    kitVersion: '0.1.0',
    suiteHash: 'ab'.repeat(32),
    stage: '2C',
    submission: { id: 'ada', files: { 'raft.ts': 'cd'.repeat(32) } },
    seeds: { shown: Object.fromEntries(tests.map(({ id }) => [id, 5])) },
    status: tests.some(({ status }) => status === 'error')
      ? 'error'
      : tests.every(({ status }) => status === 'passed')
        ? 'passed'
        : 'failed',
    complete: true,
    score: sum(({ points }) => points),
    maxScore: sum(({ maxPoints }) => maxPoints),
    startedAt: '2026-03-02T09:15:00.250Z',
    durationMs: 2_345,
    tests,
    typeErrors: [],
    environment: { node: 'v20.19.0', os: 'linux x64' },
    ...more,
  };
}

/** Without a replay it failed on a hidden seed. */
const CAUSE: Partial<TestResult> = {
  id: '2C/figure-8',
  title: 'Figure 8 of the paper',
  seedsFailed: 2,
  failingSeed: 3,
  rule: 'P.2',
  message: 'S3 voted twice in term 6.',
  atMs: 14_203,
  place: { file: 'election.ts', line: 41 },
  codeFrame: '  40 | const a = 1;\n> 41 | reply(true);\n     | ^\n  42 | }',
  thrown: 'Error: no\n    at vote (election.ts:41:3)',
  hint: 'where requestVote grants',
  read: 'docs/figure-2.md#p2',
  hidden: { run: 2, failed: 1 },
  witness: [
    { atMicros: 14_100_000, server: undefined, text: 'the network heals', witness: false },
    { atMicros: 14_180_000, server: 3, text: 'GRANTS S1 its vote in term 6', witness: true },
    { atMicros: 14_203_000, server: 3, text: 'GRANTS S4 its vote in term 6', witness: true },
  ],
};

const FAILED = testOf('failed', {
  ...CAUSE,
  replay: 'npm run grade 2C only=figure-8 seed=3',
});

/** Fails on a hidden seed alone, and the texts name it. */
const HIDDEN = testOf('failed', {
  ...CAUSE,
  id: '2C/churn',
  title: 'Servers come and go',
  seedsFailed: 1,
  hidden: { run: 2, failed: 1 },
  failingSeed: HIDDEN_SEEDS[0] ?? 0,
  message: `seed ${HIDDEN_SEEDS[0] ?? 0} broke it`,
  thrown: `Error: ${HIDDEN_SEEDS[0] ?? 0}\n    at vote (election.ts:41:3)`,
  witness: [{ atMicros: 1, server: 0, text: `console: ${HIDDEN_SEEDS[0] ?? 0}`, witness: true }],
});

const TESTS: readonly TestResult[] = [
  testOf('passed', {
    id: '2A/initial-election',
    stage: '2A',
    title: 'A leader is elected and stays',
    hidden: { run: 2, failed: 0 },
  }),
  testOf('todo', {
    id: '2B/basic-agree',
    stage: '2B',
    title: 'Commands are agreed on',
    seedsFailed: 5,
    failingSeed: 1,
    rule: 'L.2',
    message: 'Append the command to the log.',
    place: { file: 'raft.ts', line: 60 },
    witness: [],
    read: 'docs/figure-2.md#l2',
    replay: 'npm run grade 2B only=basic-agree seed=1',
  }),
  FAILED,
  HIDDEN,
  testOf('inconclusive', { id: '2C/late-replies', unreached: ['a reply came late'] }),
  testOf('blocked', { id: '2C/storm', seedsRun: 2 }),
  testOf('error', {
    id: '2C/one-way-links',
    failingSeed: HIDDEN_SEEDS[1] ?? 0,
    message: `2C/one-way-links seed ${HIDDEN_SEEDS[1] ?? 0}: the child ended`,
  }),
];

const HOSTILE_TEST = testOf('failed', {
  ...FAILED,
  message: HOSTILE,
  place: { file: '../::warning::,line=1.ts\r\n::error::x', line: 1 },
  codeFrame: HOSTILE,
  thrown: `${HOSTILE}\n    at ${HOSTILE}`,
  witness: [{ atMicros: 5, server: 1, text: HOSTILE, witness: true }],
});

export const PERFECT = resultOf([testOf('passed'), testOf('passed', { id: '2C/persist-2' })]);
export const MIXED = resultOf(TESTS, { stage: 'all', complete: false });
export const HOSTILE_RESULT = resultOf(
  [HOSTILE_TEST, testOf('failed', { ...FAILED, id: '2C/huge', message: 'x'.repeat(1_000_000) })],
  {
    submission: { id: HOSTILE, files: { [HOSTILE]: '00' } },
    typeErrors: [{ file: HOSTILE, line: 1, message: HOSTILE }],
  },
);

const NOT_GRADED = { stage: '2C', maxScore: 100, startedAt: '2026-03-02T09:15:00.250Z' } as const;

export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  perfect: { kind: 'graded', result: PERFECT },
  mixed: { kind: 'graded', result: MIXED },
  hostile: { kind: 'graded', result: HOSTILE_RESULT },
  unusable: {
    ...NOT_GRADED,
    kind: 'unusable',
    message: `labs/raft/raft.ts:3:1: Expected ";"\n> 3 | ${HOSTILE}\n\nNothing was graded.`,
  },
  broken: {
    ...NOT_GRADED,
    kind: 'broken',
    message: `2C/churn seed ${HIDDEN_SEEDS[0] ?? 0}: a run took no memory`,
  },
};

export const DETAILS = {
  folder: 'labs/raft',
  classroom50: {
    classroom: 'distributed-systems',
    assignment: 'raft-2c',
    assignmentType: 'individual',
    owner: 'ada',
    submission: 'submit/2026-03-02T09-00-00Z-0123abc',
    commit: '0123abc',
    release: 'https://example.org/release/1',
    review: 'https://example.org/review/1',
  },
} as const;
