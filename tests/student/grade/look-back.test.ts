/** The end of a stage, and the look back at the stages before it. */
import { parseGradeArgs } from '../../../grader/command/grade-words/args';
import { toLookBackAt } from '../../../grader/student/grade/look-back';
import { stageEnd } from '../../../grader/student/grade/stage-end';
import { type StageMemory } from '../../../grader/command/memory/stage-memory';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { resultOf, testOf } from '../../report/formats/samples';

const PASSED = { status: 'passed', hasPassed: true, gradedAt: 0 } as const;
const MEMORY: StageMemory = new Map([
  ['2A', { files: {}, tests: new Map([['2A/one-vote', PASSED]]) }],
]);

function lookedAt(words: string): readonly string[] {
  const command = parseGradeArgs(words.split(' '), {}, CATALOGUE);
  if (command.kind !== 'grade') throw new Error(`"${words}" grades nothing`);
  return toLookBackAt(command, MEMORY);
}

test.each(['2B', '2C', '2B 2C', '2B seeds=3', '2C verbose'])('%s looks back at 2A', (words) => {
  expect(lookedAt(words)).toEqual(['2A/one-vote']);
});

test.each([
  ...['2A', 'all', '2A 2B', '2B only=rejoin', '2B seed=7', '2B json', '2B solution'],
  ...['2B dir=elsewhere', '2B report=junit=a.xml'],
])('%s does not', (words) => {
  expect(lookedAt(words)).toEqual([]);
});

describe('the end of a stage', () => {
  const all = (stage: '2A' | '2C') =>
    CATALOGUE.filter(({ id }) => id.startsWith(stage)).map(({ id }) =>
      testOf('passed', { id, stage }),
    );
  const labs = { kind: 'labs' } as const;

  test('is one sentence and one next command', () => {
    const [empty, learnt, next] = stageEnd(resultOf(all('2A')), labs);
    expect([empty, next]).toEqual(['', 'Next: read labs/2B/README.md, then npm run grade 2B']);
    expect(learnt).toMatch(/majority/);
    expect(stageEnd(resultOf(all('2C')), labs)[2]).toBe(
      'Next: npm run grade 2C seeds=50, then npm run explore',
    );
    const elsewhere = stageEnd(resultOf(all('2A')), { kind: 'folder', path: 'mine' });
    expect(elsewhere[2]).toContain('npm run grade 2B dir=mine');
  });

  test('is not there while a test is missing or has failed, or for the reference', () => {
    const failed = testOf('failed', { id: '2A/one-vote', stage: '2A' });
    expect(stageEnd(resultOf(all('2A').slice(1)), labs)).toEqual([]);
    expect(stageEnd(resultOf([...all('2A').slice(1), failed]), labs)).toEqual([]);
    expect(stageEnd(resultOf(all('2A')), { kind: 'solution' })).toEqual([]);
  });
});
