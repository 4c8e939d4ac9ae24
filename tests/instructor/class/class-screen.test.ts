/** What the terminal shows of a class has the points of the assignment, as every table does. */
import { ClassScreen, tellClass } from '../../../grader/instructor/class/class-screen';
import { rowOf } from '../../support/class-rows';

const SCHEME = { weights: { '2C': 1 }, points: 7, caps: [] } as const;
// 3 of 8 points of the tests, and none.
const ENTRIES = [rowOf({ id: 'ada' }), rowOf({ id: 'bob', tests: [] })];

function printed(print: () => void): string {
  const out: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out.push(String(text));
    return true;
  });
  try {
    print();
  } finally {
    write.mockRestore();
  }
  return out.join('');
}

test('the mean is one of the points of the assignment', () => {
  expect(printed(() => tellClass(ENTRIES, SCHEME))).toContain(
    'Mean score 1.3 of 7, before lateness',
  );
  expect(printed(() => tellClass(ENTRIES))).toContain('Mean score 1.5 of 8, before lateness');
});

test('so is the score of a submission that cannot run or was stopped', () => {
  const dan = rowOf({
    id: 'dan',
    standing: 'unusable',
    score: 0,
    tests: [],
    problem: 'no raft.ts',
  });
  const eve = rowOf({ id: 'eve', cutAtSeconds: 300 });
  expect(printed(() => new ClassScreen(SCHEME).done(dan))).toContain('dan  0 of 7');
  expect(printed(() => tellClass([eve], SCHEME))).toMatch(/eve {2}2\.\d+ of 7/);
});
