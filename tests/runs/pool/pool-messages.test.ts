/** What a parent takes from a child, and what it does not. */
import { isFromChild } from '../../../grader/runs/pool/messages';
import { CHARS_MAX } from '../../../grader/runs/replay/read-schedule';

const TOTALS = {
  virtualMicros: 1,
  events: 2,
  rpcs: 3,
  bytes: 4,
  syncs: 5,
  commands: 6,
  boots: 7,
};
const PASSED = {
  test: '2A/initial-election',
  seed: 1,
  status: 'passed',
  digest: '0123456789abcdef0123456789abcdef',
  totals: TOTALS,
};
const ROW = { atMicros: 1, server: 0, text: 'boots', witness: false };
const FAILURE = { rule: 'K.2', message: 'it threw', atMicros: 5, timeline: [ROW] };
const FAILED = { ...PASSED, status: 'failed', failure: FAILURE };

const of = (result: unknown) => ({ kind: 'result', result });
const failing = (change: object) => of({ ...FAILED, failure: { ...FAILURE, ...change } });
const STEP = { server: 'S1', what: 'timer', atMicros: 5 };
const LONG = 'x'.repeat(20_000);

describe('a child may say', () => {
  test.each<readonly [string, unknown]>([
    ['that it is ready', { kind: 'loaded' }],
    ['that it lives', { kind: 'alive', entered: 17 }],
    ['that the grader has failed', { kind: 'fault', text: 'cannot run' }],
    ['that a run has passed', of(PASSED)],
    ['that a run has failed', of(FAILED)],
    ['of which steps it told', { ...of(FAILED), steps: [STEP] }],
    [
      'what it was asked to replay, be it the largest scenario file, in which each line end is escaped',
      of({ ...PASSED, test: JSON.stringify('\n'.repeat(CHARS_MAX)) }),
    ],
    ['what happened to the network', failing({ timeline: [{ ...ROW, server: undefined }] })],
    [
      'what is still to do',
      failing({ rule: 'TODO', todos: [{ stage: '2A', rule: 'RV.1', what: 'answer' }] }),
    ],
    [
      'that a run shows nothing',
      of({ ...PASSED, status: 'inconclusive', unreached: ['a crash happened'] }),
    ],
  ])('%s', (_name, message) => {
    expect(isFromChild(message)).toBe(true);
  });
});

describe('a child may not say', () => {
  test.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['a word', 'loaded'],
    ['a list', [{ kind: 'loaded' }]],
    ['something of another kind', { kind: 'verdict' }],
    ['that it lives, without a number', { kind: 'alive', entered: '17' }],
    ['that it lives, with no finite number', { kind: 'alive', entered: Infinity }],
    ['a fault of endless words', { kind: 'fault', text: LONG }],
    ['a result without totals', of({ ...PASSED, totals: null })],
    ['a total below 0', of({ ...PASSED, totals: { ...TOTALS, rpcs: -1 } })],
    ['a total that is missing', of({ ...PASSED, totals: { ...TOTALS, boots: undefined } })],
    ['a digest that is none', of({ ...PASSED, digest: '<b>' })],
    ['a digest that is too long', of({ ...PASSED, digest: 'a'.repeat(65) })],
    ['another status', of({ ...PASSED, status: 'perfect' })],
    ['that a run has passed with a failure', of({ ...PASSED, failure: FAILURE })],
    ['that a run has failed without one', of({ ...PASSED, status: 'failed' })],
    ['that a run has passed and reached too little', of({ ...PASSED, unreached: ['x'] })],
    ['a rule that there is not', failing({ rule: 'X.1' })],
    ['that there is something to do, and not what', failing({ rule: 'TODO' })],
    [
      'something to do for no rule',
      failing({ rule: 'TODO', todos: [{ stage: '2A', rule: '<i>', what: 'x' }] }),
    ],
    ['a message of endless words', failing({ message: LONG })],
    ['a time that is none', failing({ atMicros: NaN })],
    ['a timeline that is none', failing({ timeline: 'boots' })],
    ['a timeline without end', failing({ timeline: Array.from({ length: 500 }, () => ROW) })],
    ['a row of endless words', failing({ timeline: [{ ...ROW, text: LONG }] })],
    ['steps that are none', { ...of(FAILED), steps: [{ ...STEP, server: 1 }] }],
    ['steps without end', { ...of(FAILED), steps: Array.from({ length: 500 }, () => STEP) }],
    ['a row of no server', failing({ timeline: [{ ...ROW, server: 'S1' }] })],
  ])('%s', (_name, message) => {
    expect(isFromChild(message)).toBe(false);
  });
});
