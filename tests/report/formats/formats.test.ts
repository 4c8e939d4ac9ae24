/**
 * Every format, byte by byte: what is written for each of the samples stands in golden/. To rewrite those
 * files after a change that is meant: UPDATE_GOLDEN=1 npx jest tests/report/formats
 */
import fs from 'node:fs';
import path from 'node:path';
import { FORMATS, type Outcome } from '../../../grader/report/formats';
import { githubAnnotations } from '../../../grader/report/formats/github';
import { testLine } from '../../../grader/report/terminal';
import { DETAILS, DIGEST, HIDDEN_SEEDS, OUTCOMES } from './samples';

const GOLDEN = path.join(__dirname, 'golden');
const IS_UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** The file, and what goes to the output. */
function written(name: string, outcome: Outcome): string {
  const format = FORMATS.find((one) => one.name === name);
  if (!format) throw new Error(name);
  const text = format.emit(outcome, DETAILS);
  const file = typeof text === 'string' ? text : `REFUSED: ${text.why}\n`;
  return file + (format.log ? `\n--- output ---\n${format.log(outcome, DETAILS)}` : '');
}

const CASES = FORMATS.flatMap(({ name }) =>
  Object.entries(OUTCOMES).map(([sample, outcome]) => [name, sample, outcome] as const),
);

describe('what is written', () => {
  test.each(CASES)('as %s of the outcome "%s" is the golden file', (name, sample, outcome) => {
    const file = path.join(GOLDEN, `${sample}.${name}.golden`);
    const text = written(name, outcome);
    if (IS_UPDATE) fs.writeFileSync(file, text);
    expect(text).toBe(fs.readFileSync(file, 'utf8'));
  });

  test('has a golden file for each, and no others', () => {
    const names = CASES.map(([name, sample]) => `${sample}.${name}.golden`);
    expect(fs.readdirSync(GOLDEN).sort()).toEqual([...names].sort());
  });

  test.each(CASES)('as %s of "%s" tells no hidden seed and no digest', (name, _sample, outcome) => {
    const text = written(name, outcome);
    const decoded = text + Buffer.from(text, 'base64').toString('utf8');
    for (const secret of [...HIDDEN_SEEDS, DIGEST]) expect(decoded).not.toContain(secret);
  });

  test('tells a shown seed, so that the test before can fail', () => {
    const { mixed } = OUTCOMES;
    if (!mixed) throw new Error('no sample');
    expect(written('gradescope', mixed)).toContain('seed=3');
  });

  test.each(CASES)('as %s of "%s" is well-formed, unseen-free and short', (name, _s, outcome) => {
    const raw = written(name, outcome);
    const text = name === 'github-classroom' ? Buffer.from(raw, 'base64').toString('utf8') : raw;
    // As JSON writes them.
    const escapes = /(?<!\\)(\\\\)*\\(u(00[01]|d[89a-f])|[bfrt])/i;
    expect(text.startsWith('{') ? text : '').not.toMatch(escapes);
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ufeff]/);
    expect(text).not.toMatch(/\p{Surrogate}/u);
    expect(text.length).toBeLessThan(100_000);
  });

  test.each(CASES)('as %s of "%s" says the same when it is made again', (name, _s, outcome) => {
    expect(written(name, outcome)).toBe(written(name, structuredClone(outcome)));
  });
});

describe('hidden runs', () => {
  const { mixed } = OUTCOMES;
  test.each(['gradescope', 'junit', 'github', 'ctrf', 'autolab'])('are counted in %s', (name) => {
    if (!mixed) throw new Error('no sample');
    const text = written(name, mixed);
    expect(text).toContain('2 of these runs were on hidden seeds, and 1 of those failed.');
    expect(text).toContain('a hidden seed   at 14.203 s');
    expect(text).toContain('npm run grade 2C only=churn seeds=100');
  });
});

describe('the terminal', () => {
  test('tells no hidden seed either, should a hidden run ever get there', () => {
    const outcome = OUTCOMES['mixed'];
    if (outcome?.kind !== 'graded') throw new Error('no sample');
    const churn = outcome.result.tests.find(({ id }) => id === '2C/churn');
    if (!churn) throw new Error('no test');
    expect(testLine(churn, 10)).toContain('1 of 5 seeds, first: a hidden seed');
  });
});

describe("GitHub's annotations", () => {
  const lines = (sample: string): readonly string[] => {
    const outcome = OUTCOMES[sample];
    if (!outcome) throw new Error(sample);
    return githubAnnotations(outcome, DETAILS)
      .trimEnd()
      .split(/\r\n|\r|\n/);
  };

  test.each(Object.keys(OUTCOMES))('of "%s" are commands of ours and nothing else', (sample) => {
    for (const line of lines(sample)) expect(line).toMatch(/^::(error|warning|notice) [a-z]+=/);
    expect(lines(sample).length).toBeLessThanOrEqual(5);
  });

  test('are the first failure of each stage, one word on the grader, and the total', () => {
    expect(lines('mixed').map((line) => line.split('::')[1])).toEqual([
      'error file=labs/raft/raft.ts,line=60,title=2B/basic-agree%3A not written yet%3A TODO L.2',
      'error file=labs/raft/election.ts,line=41,title=2C/figure-8%3A failed on 2 of 5 seeds%2C rule P.2',
      'warning title=The grader failed',
      'notice title=Raft',
    ]);
    expect(lines('mixed').at(-1)).toContain('2C: 0 of 50 points');
  });

  test('keep a file name in its place', () => {
    const [first = ''] = lines('hostile');
    const properties = /^::error (.*?)::/.exec(first)?.[1] ?? '';
    expect(properties.split(',').map((one) => one.split('=')[0])).toEqual([
      'file',
      'line',
      'title',
    ]);
  });
});

describe("GitHub's summary", () => {
  const summary = (outcome: Outcome): string =>
    written('github', outcome).split('\n--- output')[0] ?? '';

  test('shows text of a submission in fences alone', () => {
    for (const sample of ['hostile', 'unusable']) {
      const outcome = OUTCOMES[sample];
      if (!outcome) throw new Error(sample);
      let fence = '';
      const outside = summary(outcome)
        .split('\n')
        .filter((line) => {
          const mark = /^`{3,}/.exec(line)?.[0] ?? '';
          const isMark = fence === '' ? mark !== '' : line === fence;
          if (isMark) fence = fence === '' ? mark : '';
          return !isMark && fence === '';
        });
      expect(fence).toBe('');
      expect(outside.join('\n')).not.toMatch(/<script|<img|onerror|calc|everyone|Big/);
    }
  });

  test('stays under the limit, however many fail', () => {
    const outcome = OUTCOMES['hostile'];
    if (outcome?.kind !== 'graded') throw new Error('no sample');
    const [test] = outcome.result.tests;
    if (!test) throw new Error('no test');
    const tests = Array.from({ length: 600 }, (_, i) => ({ ...test, id: `2C/test-${i}` }));
    const text = summary({ kind: 'graded', result: { ...outcome.result, tests } });
    expect(Buffer.byteLength(text)).toBeLessThan(600 * 1_024);
    expect(text).toMatch(/\d+ more are not shown here/);
  });
});
