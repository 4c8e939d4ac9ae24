/** What is written is what its reader wants: by schema where there is one, and by the rules on scores. */
import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { validate } from 'ctrf';
import { validateXML } from 'xmllint-wasm';
import { FORMATS, type FormatName, type Outcome } from '../../../grader/report/formats';
import { DETAILS, HOSTILE_RESULT, MIXED, OUTCOMES, PERFECT, resultOf, testOf } from './samples';

const SCHEMAS = path.join(__dirname, 'schemas');

function written(name: FormatName, outcome: Outcome): string {
  const text = FORMATS.find((format) => format.name === name)?.emit(outcome, DETAILS);
  if (typeof text !== 'string') throw new Error(`${name} wrote nothing`);
  return text;
}

/** The JSON in what was written. */
const JSON_IN: Readonly<Partial<Record<FormatName, (text: string) => string>>> = {
  gradescope: String,
  classroom50: String,
  prairielearn: String,
  exercism: String,
  autolab: (text) => text.trimEnd().split('\n').at(-1) ?? '',
  'github-classroom': (text) => Buffer.from(text, 'base64').toString('utf8'),
};

function parsed(name: FormatName, outcome: Outcome): unknown {
  return JSON.parse((JSON_IN[name] ?? String)(written(name, outcome)));
}

/** What each of these could not be told in. */
const REFUSED = new Set(['classroom50 mixed', 'classroom50 broken']);

const CASES = (Object.keys(JSON_IN) as FormatName[]).flatMap((name) =>
  Object.entries(OUTCOMES)
    .filter(([sample]) => !REFUSED.has(`${name} ${sample}`))
    .map(([sample, outcome]) => [name, sample, outcome] as const),
);

describe('by JSON Schema', () => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const checkOf = (name: string) => {
    const schema = fs.readFileSync(path.join(SCHEMAS, `${name}.json`), 'utf8');
    return ajv.compile(JSON.parse(schema) as object);
  };

  test.each(CASES)('%s is right about "%s"', (name, _sample, outcome) => {
    const check = checkOf(name);
    check(parsed(name, outcome));
    expect(check.errors).toBeNull();
  });

  test.each<[FormatName, object]>([
    ['gradescope', { tests: [{ name: 'a', max_score: 1, output: '', score: '1' }] }],
    ['gradescope', { tests: [{ name: 'a', max_score: 1, output: '', status: 'failed' }] }],
    ['classroom50', { schema: 'classroom50/result/v1', score: 1 }],
    ['prairielearn', { gradable: true, message: 'no score' }],
    ['autolab', { scores: { '2A': null } }],
    ['exercism', { version: 3, status: 'error', tests: [] }],
    ['github-classroom', { version: 1, status: 'failed', max_score: 1, tests: [] }],
  ])('%s can be wrong: %j', (name, wrong) => {
    expect(checkOf(name)(wrong)).toBe(false);
  });
});

describe('CTRF', () => {
  test.each(Object.entries(OUTCOMES))('is right about "%s"', (_sample, outcome) => {
    expect(validate(JSON.parse(written('ctrf', outcome)))).toEqual({ valid: true, errors: [] });
  });

  test('can be wrong', () => {
    expect(validate({ reportFormat: 'CTRF', specVersion: '1.0.0', results: {} }).valid).toBe(false);
  });

  test('counts what is no verdict as other, and what was not run as pending', () => {
    const { results } = JSON.parse(written('ctrf', { kind: 'graded', result: MIXED })) as {
      results: { summary: object };
    };
    expect(results.summary).toMatchObject({
      tests: 7,
      passed: 1,
      failed: 3,
      other: 2,
      pending: 1,
      start: Date.parse(MIXED.startedAt),
      stop: Date.parse(MIXED.startedAt) + 2_345,
    });
  });
});

describe('JUnit', () => {
  const schema = fs.readFileSync(path.join(SCHEMAS, 'junit.xsd'), 'utf8');
  const errorsOf = async (contents: string) => {
    const { errors } = await validateXML({
      xml: { fileName: 'junit.xml', contents },
      schema,
    });
    return errors.map(({ message }) => message);
  };

  test.each(Object.entries(OUTCOMES))('is right about "%s"', async (_sample, outcome) => {
    expect(await errorsOf(written('junit', outcome))).toEqual([]);
  });

  test('can be wrong', async () => {
    const right = written('junit', { kind: 'graded', result: MIXED });
    expect(await errorsOf(right.replace('<error', '<errror'))).not.toEqual([]);
    expect(await errorsOf(right.replace(' time="2.345"', ''))).not.toEqual([]);
    expect(await errorsOf(right.replace('S3 voted', '\u0001'))).not.toEqual([]);
  });

  test('holds whatever character a message is made of', async () => {
    const all = Array.from({ length: 0x3000 }, (_, i) => String.fromCharCode(i)).join('');
    const odd = String.fromCharCode(0xd800, 0xdfff, 0xfffe, 0xffff, 0xfeff);
    const messages = [...(all.match(/[^]{1,1500}/g) ?? []), odd];
    const [test] = HOSTILE_RESULT.tests;
    if (!test) throw new Error('no test');
    const tests = messages.map((message) => ({ ...test, message, thrown: message }));
    expect(await errorsOf(written('junit', { kind: 'graded', result: resultOf(tests) }))).toEqual(
      [],
    );
  });

  test('says failure, error and skipped as they are meant', () => {
    const text = written('junit', { kind: 'graded', result: MIXED });
    const verdicts = [...text.matchAll(/<testcase name="([^"]*)"[^>]*?(?:\/>|>\n<(\w+))/g)];
    expect(verdicts.map(([, name, verdict = 'passed']) => `${name ?? ''} ${verdict}`)).toEqual([
      'initial-election passed',
      'basic-agree failure',
      'figure-8 failure',
      'churn failure',
      'late-replies skipped',
      'storm skipped',
      'one-way-links error',
    ]);
    expect(text).toContain('tests="7" failures="3" errors="1" skipped="2"');
  });
});

describe('what nobody judged is no zero', () => {
  const mixed: Outcome = { kind: 'graded', result: MIXED };
  const onlyErrors: Outcome = { kind: 'graded', result: resultOf([testOf('error')]) };
  const oneError: Outcome = {
    kind: 'graded',
    result: resultOf([testOf('passed'), testOf('error', { id: '2C/storm' })]),
  };

  test('in Gradescope: the test has no score, and the total is of the others', () => {
    const { score, tests, output } = parsed('gradescope', oneError) as {
      score: number;
      tests: readonly object[];
      output: string;
    };
    expect(score).toBe(10);
    expect(tests[0]).toHaveProperty('score', 10);
    expect(tests[1]).not.toHaveProperty('score');
    expect(tests[1]).not.toHaveProperty('status');
    expect(output).toContain('says nothing about your code');
  });

  test('in Gradescope: no score at all if there is no verdict at all', () => {
    for (const outcome of [onlyErrors, OUTCOMES['broken'] ?? onlyErrors])
      expect(JSON.stringify(parsed('gradescope', outcome))).not.toContain('"score"');
  });

  test('in Gradescope: tests add up by themselves where all have a score', () => {
    expect(parsed('gradescope', { kind: 'graded', result: PERFECT })).not.toHaveProperty('score');
  });

  test('in Autolab: the stage stays open', () => {
    expect(parsed('autolab', mixed)).toEqual({ scores: { '2A': 10, '2B': 0 } });
    expect(parsed('autolab', onlyErrors)).toEqual({ scores: {} });
  });

  test('in PrairieLearn: not gradable', () => {
    expect(parsed('prairielearn', mixed)).toHaveProperty('gradable', false);
  });

  test('in Classroom 50: nothing is written, and it is said why', () => {
    const format = FORMATS.find(({ name }) => name === 'classroom50');
    for (const outcome of [mixed, onlyErrors, OUTCOMES['broken'] ?? mixed])
      expect(format?.emit(outcome, DETAILS)).toMatchObject({ kind: 'refusal' });
  });

  test('code that cannot be run is a zero', () => {
    const unusable = OUTCOMES['unusable'] ?? mixed;
    expect(parsed('gradescope', unusable)).toMatchObject({ score: 0, tests: [] });
    expect(parsed('autolab', unusable)).toEqual({ scores: { '2C': 0 } });
    expect(parsed('classroom50', unusable)).toMatchObject({ score: 0, 'max-score': 100 });
  });
});
