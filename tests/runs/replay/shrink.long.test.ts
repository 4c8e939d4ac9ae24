/** A failing run becomes smaller, fails for the same reason, and accuses no correct server. */
import { countLateRejections } from '../../../grader/world/realm/rejections';
import type { Program } from '../../../grader/world/realm/program';
import { perform } from '../../../grader/runs/replay/perform';
import { readSchedule } from '../../../grader/runs/replay/read-schedule';
import type { ReplayAnswer } from '../../../grader/runs/replay/replay-job';
import type { Schedule } from '../../../grader/runs/replay/schedule';
import { IN_PASSING } from '../../../grader/runs/replay/shrink';
import { shrinkRun } from '../../../grader/runs/replay/shrink-run';
import { whyNot } from '../../../grader/runs/replay/why-not';
import { scheduleText } from '../../../grader/runs/replay/write-schedule';
import { VARIANTS } from '../../../grader/proof/variants';
import { mutantProgram } from '../../support/mutants';
import { filesIn, programOf, referenceProgram } from '../../support/programs';

let correct: readonly (readonly [string, Program])[];

beforeAll(async () => {
  const reference = ['solutions/raft', await referenceProgram()] as const;
  const variants = VARIANTS.map(
    async ({ name }) =>
      [name, await programOf(filesIn('grader', 'proof', 'variants', name))] as const,
  );
  correct = [reference, ...(await Promise.all(variants))];
});

async function shrunk(program: Program, test: string, seed = 1): Promise<ReplayAnswer> {
  const job = { kind: 'shrink', of: { test, seed }, limits: IN_PASSING } as const;
  const answer = await shrinkRun(program, job);
  await countLateRejections();
  return answer;
}

interface Case {
  readonly mutant: string;
  readonly test: string;
  /** One on which it fails; 1 unless said. */
  readonly seed?: number;
  readonly rule: string;
  /** At most. */
  readonly servers: number;
  readonly faults: number;
  readonly messages: number;
}

/** One for each kind of fault and of rule. */
const CASES: readonly Case[] = [
  {
    mutant: 'election/vote-cleared-in-the-same-term',
    test: '2A/many-elections',
    seed: 2,
    rule: 'RV.2',
    ...{ servers: 3, faults: 1, messages: 10 },
  },
  {
    mutant: 'persister/synced-after-renaming',
    test: '2C/figure-8',
    seed: 3,
    rule: 'K.2',
    ...{ servers: 3, faults: 2, messages: 12 },
  },
  {
    mutant: 'fast-backup/boundary-of-too-short',
    test: '2C/persist-2',
    rule: 'K.2',
    ...{ servers: 3, faults: 3, messages: 30 },
  },
  {
    mutant: 'replication/heartbeat-without-check',
    test: '2B/fail-agree',
    rule: 'AE.3',
    ...{ servers: 3, faults: 4, messages: 60 },
  },
  {
    mutant: 'persistence/request-vote-saves-nothing',
    test: '2C/figure-8-unreliable',
    rule: 'P.2',
    ...{ servers: 3, faults: 0, messages: 2 },
  },
  {
    mutant: 'election/only-a-majority-asked',
    test: '2A/re-election',
    seed: 3,
    rule: 'V.1',
    ...{ servers: 3, faults: 4, messages: 500 },
  },
  {
    mutant: 'commit/one-below-the-bound',
    test: '2B/basic-agree',
    rule: 'V.2',
    ...{ servers: 3, faults: 0, messages: 500 },
  },
];

describe.each(CASES)('$mutant in $test', ({ mutant, test: id, seed, rule, ...most }) => {
  let program: Program;
  let answer: ReplayAnswer;
  let schedule: Schedule;

  beforeAll(async () => {
    program = await mutantProgram(mutant);
    answer = await shrunk(program, id, seed);
    if (!answer.schedule) throw new Error('there is no schedule');
    schedule = answer.schedule;
  });

  test(`breaks ${rule} in a small run`, () => {
    const { size, result, shrunk: told } = answer;
    if (told?.kind !== 'smaller' || !size) throw new Error('it did not become smaller');
    expect(result.failure?.rule).toBe(rule);
    expect(schedule.breaks).toBe(rule);
    const { before } = told;
    expect(size.servers).toBeLessThanOrEqual(Math.min(most.servers, before.servers));
    const faultsOf = ({ crashes, cuts, pauses }: typeof size) => crashes + cuts + pauses;
    expect(faultsOf(size)).toBeLessThanOrEqual(Math.min(most.faults, faultsOf(before)));
    expect(size.commands).toBeLessThanOrEqual(before.commands);
    expect(size.messages).toBeLessThanOrEqual(most.messages);
    // Where one waits for what does not come, one waits as long as a correct server may take.
    if (!schedule.expects) expect(size.events).toBeLessThanOrEqual(before.events);
  });

  test('is a file that replays to the same breach', () => {
    const read = readSchedule(scheduleText(schedule));
    expect(read).toEqual(schedule);
    const again = perform(program, read);
    expect(again.result.digest).toBe(answer.result.digest);
    expect(again.failure).toEqual(answer.result.failure);
  });

  test('holds nothing against correct servers', () => {
    const accused = correct.flatMap(([name, one]) => {
      const { failure } = perform(one, schedule);
      return failure ? [`${name}: ${failure.rule} ${failure.message}`] : [];
    });
    expect(accused).toEqual([]);
  });
});

test('the same failing run becomes the same small one, by the same number of replays', async () => {
  const [one] = CASES;
  const program = await mutantProgram(one?.mutant ?? '');
  const answers = [
    await shrunk(program, one?.test ?? '', one?.seed),
    await shrunk(await mutantProgram(one?.mutant ?? ''), one?.test ?? '', one?.seed),
  ];
  const [first, second] = answers.map(({ schedule, shrunk: told }) => ({ schedule, told }));
  expect(first).toEqual(second);
});

describe('why a run cannot become smaller is said in a sentence:', () => {
  test.each([
    ['played by hand', 'election/own-vote-not-recorded', '2A/one-vote'],
    ['a demand of the test', 'leader/next-index-not-raised', '2B/rpc-bytes'],
    ['passes', 'leader/next-index-not-raised', '2A/initial-election'],
  ] as const)('%s', async (why, mutant, id) => {
    const { shrunk: told } = await shrunk(await mutantProgram(mutant), id);
    if (told?.kind !== 'not') throw new Error('it became smaller');
    expect([why, 'passes']).toContain(told.why);
    expect(told.sentence).toBe(whyNot(told.why, 'B.2').sentence);
    expect(told.sentence).toMatch(/^[A-Z].*\.$/);
  });
});
