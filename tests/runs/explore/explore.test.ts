/** Exploration finds what no script was written for, and nothing in correct code. */
import { type Choice, readSchedule, scheduleWord } from '../../../grader/runs/explore/choice';
import { Exploration, type ExploreResult } from '../../../grader/runs/explore/exploration';
import { type Scope, usualScope } from '../../../grader/runs/explore/scope';
import type { Program } from '../../../grader/world/realm/program';
import { filesIn, programOf, referenceProgram } from '../../support/programs';

const USUAL = usualScope('2C');

function explore(program: Program, scope: Scope, replay?: string): ExploreResult {
  const job = { scope, seconds: 0, ...(replay !== undefined && { replay }) };
  const watcher = { entering: () => undefined, isOver: () => false };
  return new Exploration(program, job, watcher).run();
}

/** The reference with one edit. */
async function mutant(file: string, from: string, to: string): Promise<Program> {
  const files = filesIn('solutions', 'raft');
  const text = files[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} has changed: ${from}`);
  return programOf({ ...files, [file]: text.replace(from, to) });
}

test('a command that is on the disk before start() has returned may come back after a crash', async () => {
  const program = await mutant(
    'persister.ts',
    'this.disk.rename(TEMPORARY_FILE, STATE_FILE);',
    "this.disk.rename(TEMPORARY_FILE, STATE_FILE);\n    this.disk.write('trailer', state);\n    this.disk.sync('trailer');",
  );
  // Before the sync of what is written behind the state.
  const { end, failure } = explore(program, { ...USUAL, crashes: 2 }, 't0-b0.1-c0k4-t0-b0b2.1');
  expect([end, failure]).toEqual(['replayed', undefined]);
});

describe('a mistake is found by its shortest schedule', () => {
  const LATE_VOTES = {
    file: 'election.ts',
    from: "if (state.role !== 'candidate' || state.currentTerm !== args.term) return;",
    to: "if (state.role !== 'candidate') return;",
  };
  test.each([
    {
      name: 'an entry of an older term is committed by its copies (Figure 8)',
      file: 'commit.ts',
      from: 'if (state.log.termAt(index) !== state.currentTerm) return;',
      to: '',
      scope: { crashes: 0, commands: 1, heartbeats: 0 },
      rule: 'L.5',
      schedule: 't0-b0.1-c0-b0.5-t1-b1.1-b1.3',
    },
    {
      name: 'a vote is forgotten in a crash',
      file: 'persistence.ts',
      from: 'votedFor: state.votedFor,\n    entries',
      to: 'votedFor: null,\n    entries',
      scope: {},
      rule: 'P.1',
      schedule: 't0',
    },
    {
      name: 'votes of an older term count',
      ...LATE_VOTES,
      scope: {},
      rule: 'C.2',
      schedule: 't0-t0-b0.1',
    },
    {
      name: 'a lost call is taken for a vote',
      file: 'election.ts',
      from: 'if (reply === undefined) return;',
      to: 'if (reply === undefined) return onVoteReply(server, other, args, { ...args, voteGranted: true });',
      scope: { losses: 1 },
      rule: 'C.2',
      schedule: 't0-l0.1',
    },
  ])('$name: $rule', async ({ file, from, to, scope, rule, schedule }) => {
    const program = await mutant(file, from, to);
    const found = explore(program, { ...USUAL, ...scope });
    expect([found.end, found.failure?.rule, found.schedule]).toEqual(['breach', rule, schedule]);
    const again = explore(program, USUAL, schedule);
    expect([again.failure, again.words]).toEqual([found.failure, found.words]);
  });

  test('and told step by step', async () => {
    const program = await mutant(LATE_VOTES.file, LATE_VOTES.from, LATE_VOTES.to);
    expect(explore(program, USUAL).words).toEqual([
      "S0's election timeout passes: it starts an election in term 1",
      "S0's election timeout passes: it starts an election in term 2",
      "S0's RequestVote of term 1 reaches S1, and the reply S0",
    ]);
  });
});

describe('the reference', () => {
  let reference: Program;
  beforeAll(async () => {
    reference = await referenceProgram();
  });

  test('breaks no rule, and is explored alike each time', () => {
    const scope = { ...USUAL, losses: 1, depth: 4 };
    const [first, second] = [1, 2].map(() => explore(reference, scope));
    expect(first?.end).toBe('depth');
    expect(first?.failure).toBeUndefined();
    expect(second).toEqual(first);
    expect(first?.levels.map(({ length }) => length)).toEqual([1, 2, 3, 4]);
    expect(first?.states).toBeGreaterThan(100);
    // What comes to a known state is played, but not gone on from.
    expect(first?.schedules).toBeGreaterThan(first?.states ?? 0);
  });

  test('says so when it has no such schedule', () => {
    expect(explore(reference, USUAL, 't0-b0.7').end).toBe('no such schedule');
    expect(explore(reference, USUAL, 'c0').end).toBe('no such schedule');
  });
});

test('a scope can come to its end', async () => {
  const one = 'export function startElection(server: Server): void {';
  const program = await mutant('election.ts', one, `${one}\n  if (server.me !== 0) return;`);
  const scope = { ...USUAL, terms: 1, commands: 0, crashes: 0, heartbeats: 0, depth: 40 };
  const { end, failure, levels } = explore(program, scope);
  expect([end, failure]).toEqual(['scope', undefined]);
  expect(levels.at(-1)?.states).toBe(levels.at(-2)?.states);
});

describe('a schedule in a word', () => {
  const schedule: readonly Choice[] = [
    { kind: 'time', server: 0, cut: 2 },
    { kind: 'both', from: 0, boot: 1, call: 3 },
    { kind: 'command', server: 0 },
    { kind: 'crash', server: 0 },
    { kind: 'there', from: 0, boot: 2, call: 1, cut: 0 },
    { kind: 'back', from: 0, boot: 2, call: 1 },
    { kind: 'lost', from: 1, boot: 1, call: 10 },
  ];

  test('can be read again', () => {
    expect(scheduleWord(schedule)).toBe('t0k2-b0.3-c0-x0-d0b2.1k0-r0b2.1-l1.10');
    expect(readSchedule(scheduleWord(schedule))).toEqual(schedule);
  });

  test.each(['t', 't0-', 'q0', 'd0', 't0.1', 'x0k1', 'b0.1k1', 'T0'])('%s is none', (word) => {
    expect(readSchedule(word)).toBeUndefined();
  });
});
