/** A run that was written down as a schedule is the same run when the schedule is played. */
import { perform } from '../../../grader/runs/replay/perform';
import { record } from '../../../grader/runs/replay/record';
import { pack, unpack } from '../../../grader/runs/replay/recording';
import type { Program } from '../../../grader/world/realm/program';
import { testCalled } from '../../../grader/judge/scenarios/catalogue';
import { mutantProgram } from '../../support/mutants';
import { referenceProgram } from '../../support/programs';

let reference: Program;

beforeAll(async () => {
  reference = await referenceProgram();
});

/** Crashes, cut ways, lost messages, frozen servers, many servers: one test for each. */
const RUNS = [
  ['2A/many-elections', 1],
  ['2B/rejoin', 2],
  ['2B/fail-no-agree', 1],
  ['2C/persist-1', 1],
  ['2C/persist-2', 2],
  ['2C/paused-leader', 1],
  ['2C/one-way', 1],
] as const;

test.each(RUNS)('%s on seed %i is replayed event by event', (id, seed) => {
  const { result, recording, schedule } = record(reference, testCalled(id), seed);
  expect(result.status).toBe('passed');
  if (!schedule) throw new Error('there is no schedule');
  const again = perform(reference, JSON.parse(JSON.stringify(schedule)) as typeof schedule, {
    record: true,
  });
  expect(again.result.status).toBe('passed');
  // Notes are the test's own; what it does stands in the schedule.
  const told = ({ events }: typeof recording) =>
    events.filter(({ kind }) => kind !== 'note').map((event) => ({ ...event, order: 0 }));
  expect(again.recording && told(again.recording)).toEqual(told(recording));
});

test('a run that fails is replayed up to the same breach', async () => {
  const mutant = await mutantProgram('persister/synced-after-renaming');
  const { result, schedule } = record(mutant, testCalled('2C/figure-8'), 3);
  expect(result.failure?.rule).toBe('K.2');
  if (!schedule) throw new Error('there is no schedule');
  const again = perform(mutant, schedule);
  expect(again.failure?.atMicros).toBe(result.failure?.atMicros);
  expect(again.failure?.message).toBe(result.failure?.message);
  expect(schedule.breaks).toBe('K.2');
});

test('a recording is the same when it was packed and unpacked', () => {
  const { recording } = record(reference, testCalled('2C/persist-1'), 1);
  const packed = JSON.parse(JSON.stringify(pack(recording))) as ReturnType<typeof pack>;
  expect(unpack(packed)).toEqual(JSON.parse(JSON.stringify(recording)));
  expect(JSON.stringify(packed).length).toBeLessThan(JSON.stringify(recording).length);
});

test('where servers are played by hand there is a recording and no schedule', () => {
  const { recording, schedule } = record(reference, testCalled('2A/one-vote'), 1);
  expect(schedule).toBeUndefined();
  expect(recording.puppets.length).toBeGreaterThan(0);
});
