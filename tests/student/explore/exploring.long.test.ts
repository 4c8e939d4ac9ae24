/** Bad servers under exploration are survived and named as grade does it. */
import { jest } from '@jest/globals';
import type { Stage } from '../../../grader/contract';
import { Runner } from '../../../grader/runs/pool/runner';
import { usualScope } from '../../../grader/runs/explore/scope';
import { explore, type ExploringOutcome } from '../../../grader/student/explore/exploring';
import { inConstructor, inMethod } from '../../support/bad-raft';
import type { Edits } from '../../support/submission';
import { bundleOf, type Files, filesIn } from '../../support/programs';

const LONG_MS = 300_000;
const ONE_VOTE = 'state.votedFor === null || state.votedFor === candidateId';

afterEach(() => {
  jest.restoreAllMocks();
});

interface Asked {
  readonly signal?: AbortSignal;
  readonly depth?: number;
  readonly stage?: Stage;
  readonly progress?: () => void;
}

/** Without disks that are asked what they promise. */
const ELECTIONS = { stage: '2A', depth: 8 } as const;

async function explored(
  edits: Edits,
  {
    signal = new AbortController().signal,
    depth = 4,
    stage = '2C',
    progress = () => undefined,
  }: Asked = {},
): Promise<ExploringOutcome> {
  const text = await bundleOf({ ...filesIn('solutions', 'raft'), ...edits } as Files);
  const scope = { ...usualScope(stage), depth };
  return await explore({ job: { scope, seconds: 600 }, text, signal, progress });
}

/** Does something whenever a process is about to be given work. */
function onRun(meddle: (runner: Runner) => void): void {
  const send = Reflect.get<Runner, 'send'>(Runner.prototype, 'send');
  jest.spyOn(Runner.prototype, 'send').mockImplementation(function (this: Runner, message) {
    if (message.kind === 'run') meddle(this);
    send.call(this, message);
  });
}

/** Gives its vote to all who ask for it, with a line on the console. */
function votesTwice(line: string): Edits {
  const election = filesIn('solutions', 'raft')['election.ts'] ?? '';
  if (!election.includes(ONE_VOTE)) throw new Error('the vote is given otherwise');
  return {
    ...inMethod('requestVote', `console.log(${JSON.stringify(line)});`),
    'election.ts': election.replace(ONE_VOTE, 'true'),
  };
}

describe('a line that looks like a place that is not written yet', () => {
  test(
    'explains nothing where no rule is called so',
    async () => {
      const { end, failure } = await explored(votesTwice('TODO 2A XX.1: x'), ELECTIONS);
      expect([end, failure?.rule, failure?.todos]).toEqual(['breach', 'RV.2', undefined]);
    },
    LONG_MS,
  );

  test(
    'explains what broke where it names a rule',
    async () => {
      const { failure } = await explored(votesTwice('TODO 2A RV.2: one vote a term'), ELECTIONS);
      expect(failure).toMatchObject({
        rule: 'TODO',
        todos: expect.arrayContaining([
          { stage: '2A', rule: 'RV.2', what: 'one vote a term' },
        ]) as unknown,
      });
    },
    LONG_MS,
  );

  test(
    'explains nothing that its piece cannot break',
    async () => {
      const { failure } = await explored(votesTwice('TODO 2A FB.1: fast backup'), ELECTIONS);
      expect([failure?.rule, failure?.todos]).toEqual(['RV.2', undefined]);
    },
    LONG_MS,
  );
});

test.each([
  [
    'whose every property throws',
    'throw new Proxy({}, { get() { throw new Error("no"); }, getPrototypeOf() { throw new Error("no"); } });',
  ],
])(
  'a thrown value %s breaks K.2',
  async (_name, code) => {
    const { end, failure } = await explored(inMethod('start', code));
    expect([end, failure?.rule]).toEqual(['breach', 'K.2']);
    expect(failure?.message).toMatch(/^S\d crashed .*start\(\) threw/);
  },
  LONG_MS,
);

describe('code that must be ended', () => {
  test.each([
    ['hangs', 'for (let n = 0; n >= 0; n = (n + 1) % 9) if (n > 9) return n;', 'never returned'],
  ])(
    'and %s is named: server, handler, line and schedule',
    async (_name, code, says) => {
      const { end, failure, schedule, words } = await explored(inMethod('start', code));
      expect([end, failure?.rule, schedule]).toEqual(['forced', 'K.3', 't0-b0.1-c0']);
      expect(failure?.message).toMatch(/^S0, in start\(\) at 0\.003 s, /);
      expect(failure?.message).toContain(says);
      expect(failure?.thrown).toMatch(/^an endless loop\n(?:.*\n)?.*\.start /);
      expect(words?.length).toBe(3);
    },
    LONG_MS,
  );

  test(
    'is ended at once by an interruption, whatever it does',
    async () => {
      const stop = new AbortController();
      onRun(() => {
        stop.abort();
      });
      const { end, failure } = await explored(inConstructor('for (;;);'), { signal: stop.signal });
      expect([end, failure]).toEqual(['interrupted', undefined]);
    },
    LONG_MS,
  );
});

describe('a process that somebody else ends', () => {
  const USUAL = expect.objectContaining({ end: 'depth', schedules: 100, states: 88 }) as unknown;

  test(
    'in the midst of its work is begun anew, and the schedule of that moment is not blamed',
    async () => {
      const sent = jest.spyOn(Runner.prototype, 'send');
      const told: unknown[] = [];
      const progress = (...covered: unknown[]) => {
        told.push(...covered);
        const runner = sent.mock.contexts.at(-1) as Runner;
        if (told.length === 1) runner.kill();
      };
      const slow = inConstructor('for (let n = 0; n < 20_000_000; n++);');
      expect(await explored(slow, { progress })).toEqual(USUAL);
      const jobs = sent.mock.calls.flatMap(([message]) =>
        message.kind === 'run' ? [message.test.includes('"replay"')] : [],
      );
      expect(jobs).toEqual([false, true, false]);
      expect(told.length).toBeGreaterThan(1);
      expect(told[0]).toMatchObject({ schedules: expect.any(Number) as number });
    },
    LONG_MS,
  );
});
