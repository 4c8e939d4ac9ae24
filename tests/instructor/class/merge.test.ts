/** Parts of a class run make one whole, however they are put together; what contradicts is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ClassRun, Entry } from '../../../grader/instructor/class/entry';
import { JOURNAL, journalText } from '../../../grader/instructor/class/journal';
import { mergeRuns, type Part } from '../../../grader/instructor/class/merge';
import { writeOutputs } from '../../../grader/instructor/class/outputs';
import { refuseWithout } from '../../../grader/instructor/class/made-with';
import { partIn } from '../../../grader/instructor/class/parts';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { Rng } from '../../../grader/world/sim/rng';

const RUN: ClassRun = {
  schema: 'raft-lab/class/1',
  assignment: 'raft-2026',
  stage: '2C',
  kitVersion: '0.1.0',
  suiteHash: 'abc',
  seeds: { shown: { '2C/hint': 1 }, hidden: { '2C/hint': 2 }, commitment: 'c0ffee' },
  gradedAt: '2026-11-24T08:00:00.000Z',
};

function entry(id: string, more: Partial<Entry> = {}): Entry {
  const { suiteHash: suite, kitVersion: kit, stage } = RUN;
  return {
    id,
    key: { submission: `files of ${id}`, suite, kit, seeds: 's', stage },
    standing: 'graded',
    files: {},
    ignored: [],
    score: 80,
    maxScore: 100,
    tests: [],
    typeErrors: [],
    remarks: [],
    cost: { wallSeconds: 2, cpuSeconds: 3 },
    ...more,
  };
}

const lost = (id: string) => entry(id, { standing: 'error', score: null, problem: 'no memory' });
const broken = (id: string) =>
  entry(id, { standing: 'unreadable', score: null, problem: 'no zip' });

function whole(...parts: readonly Part[]): Part {
  const merged = mergeRuns(parts);
  if ('problem' in merged) throw new Error(merged.problem);
  return merged;
}

function problem(...parts: readonly Part[]): string {
  const merged = mergeRuns(parts);
  return 'problem' in merged ? merged.problem : 'none';
}

const part = (...entries: readonly Entry[]): Part => ({ run: RUN, entries });
const ids = ({ entries }: Part) => entries.map(({ id }) => id);

describe('merging', () => {
  /** Parts that overlap, with every standing, costs of their own and begun at different times. */
  function someParts(rng: Rng): readonly Part[] {
    const truth = Array.from({ length: 12 }, (_, at) => entry(`s${at}`, { score: at }));
    return Array.from({ length: rng.int(2, 5) }, () => ({
      run: { ...RUN, gradedAt: `2026-11-24T08:00:0${rng.int(0, 5)}.000Z` },
      entries: rng.sample(truth, rng.int(0, 12)).map((one) => {
        if (rng.chance(1, 5)) return lost(one.id);
        if (rng.chance(1, 5)) return broken(one.id);
        return { ...one, cost: { wallSeconds: rng.int(1, 4), cpuSeconds: rng.int(1, 4) } };
      }),
    }));
  }
  const cases = Array.from({ length: 300 }, (_, at) => {
    const rng = new Rng(7).fork(`case ${at}`);
    return { rng, parts: someParts(rng) };
  });

  test('is commutative', () => {
    for (const { rng, parts } of cases)
      expect(whole(...rng.sample(parts, parts.length))).toEqual(whole(...parts));
  });

  test('is associative', () => {
    for (const { rng, parts } of cases) {
      const at = rng.int(1, parts.length - 1);
      const [left, right] = [parts.slice(0, at), parts.slice(at)];
      expect(whole(whole(...left), whole(...right))).toEqual(whole(...parts));
      expect(whole(...left, whole(...right))).toEqual(whole(...parts));
    }
  });

  test('is idempotent', () => {
    for (const { parts } of cases) {
      const once = whole(...parts);
      expect(whole(once)).toEqual(once);
      expect(whole(once, ...parts, once)).toEqual(once);
    }
  });

  test('puts ids in order and begins with the earliest part', () => {
    const early = { ...RUN, gradedAt: '2026-11-24T07:59:59.000Z' };
    const merged = whole(part(entry('b'), entry('B')), { run: early, entries: [entry('a')] });
    expect(ids(merged)).toEqual(['B', 'a', 'b']);
    expect(merged.run).toEqual(early);
  });

  test('takes the result where another machine had none', () => {
    for (const without of [lost('ada'), broken('ada')]) {
      expect(whole(part(without), part(entry('ada'))).entries).toEqual([entry('ada')]);
      expect(whole(part(entry('ada')), part(without)).entries).toEqual([entry('ada')]);
    }
    expect(whole(part(lost('ada')), part(broken('ada'))).entries).toEqual([broken('ada')]);
  });

  test('takes two results that differ in their cost alone for one', () => {
    const dear = entry('ada', { cost: { wallSeconds: 9, cpuSeconds: 9 } });
    expect(whole(part(dear), part(entry('ada'))).entries).toEqual([entry('ada')]);
  });

  test('keeps a part that has nothing in it apart from nobody', () => {
    expect(whole(part(), part(entry('ada')))).toEqual(part(entry('ada')));
  });
});

test('a part that was graded with a roster has all that was handed in, and nothing else', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'raft-lab-part-'));
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const roster = parseRoster('id,name,group\na,Ada,\nb,Ada,\nteam,Bob,T\nteam,Cleo,T\n,Dan,\n');
    if ('problem' in roster) throw new Error(roster.problem);
    const entries = [entry('a'), entry('b', { score: 10 }), entry('team'), entry('stray')];
    const [ada, ...others] = roster.people;
    const one = ada && { ...ada, ids: { own: ['a', 'b'] } };
    const people = [...(one ? [one] : []), ...others.filter(({ name }) => name !== 'Ada')];
    const options = { roster: { ...roster, people }, attempts: 'best' } as const;
    writeFileSync(path.join(folder, JOURNAL), journalText({ run: RUN, entries }));
    await writeOutputs(folder, RUN, entries, options);
    expect(ids(await partIn(folder, false))).toEqual(['a', 'b', 'team', 'stray']);
    // Who handed in nothing must not be lost in a merge that has no roster.
    expect(() => refuseWithout([folder], {})).toThrow(/graded with a roster.*Add roster=/);
    await writeOutputs(folder, RUN, entries);
    expect(() => refuseWithout([folder], {})).not.toThrow();
  } finally {
    written.mockRestore();
    rmSync(folder, { recursive: true });
  }
});

describe('what contradicts is refused', () => {
  test('two scores for one id, which is named', () => {
    const two = [part(entry('ada')), part(entry('bob'), entry('ada', { score: 70 }))];
    expect(problem(...two)).toContain('"ada" has two results (70 of 100 and 80 of 100)');
    expect(problem(...two)).toContain('of the same files on the same seeds');
    expect(problem(...[...two].reverse())).toBe(problem(...two));
  });

  test('a submission that was handed in anew between the two', () => {
    const key = { ...entry('ada').key, submission: 'other files' };
    expect(problem(part(entry('ada')), part(entry('ada', { key })))).toContain(
      'of different files',
    );
  });

  test('zero for what cannot be run against a score', () => {
    const zero = entry('ada', { standing: 'unusable', score: 0 });
    expect(problem(part(zero), part(entry('ada')))).toContain('0 of 100 and 80 of 100');
  });

  test.each<[string, Partial<ClassRun>, string]>([
    ['assignment', { assignment: 'raft-2027' }, 'the assignment: raft-2026 and raft-2027.'],
    ['stage', { stage: '2B' }, 'the stage: 2C and 2B.'],
    ['kit', { kitVersion: '0.2.0' }, 'the kit version: 0.1.0 and 0.2.0.'],
    ['suite', { suiteHash: 'def' }, 'the grader (hash of its code): abc and def.'],
    [
      'seeds',
      { seeds: { ...RUN.seeds, shown: { '2C/hint': 3 } } },
      'public seeds: 2C/hint 1 and 3.',
    ],
    ['hidden seeds', { seeds: { ...RUN.seeds, hidden: {} } }, 'hidden seeds: 2C/hint 2 and none.'],
    ['secret', { seeds: { ...RUN.seeds, commitment: 'dead' } }, 'hidden seeds: c0ffee and dead.'],
    [
      'own seeds',
      { seeds: { ...RUN.seeds, own: true } },
      'choice of hidden seeds: own none and true.',
    ],
  ])('another %s', (_name, more, why) => {
    expect(problem(part(entry('a')), { run: { ...RUN, ...more }, entries: [] })).toContain(why);
  });

  test('nothing at all', () => {
    expect(problem()).toBe('There is nothing to merge.');
  });
});
