/** The course file: what it says reaches the commands, and what is wrong in it is told with its place. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseCourse } from '../../../grader/instructor/class/course/course';
import { type Scheme, weighed } from '../../../grader/instructor/class/course/scheme';
import { SAFETY_RULES } from '../../../grader/judge/rules/safety';
import { outputOptions } from '../../../grader/instructor/class/class-lists';
import { finalScore } from '../../../grader/instructor/class/entry';
import { finished } from '../../../grader/instructor/class/finish';
import { parseGradeClass } from '../../../grader/instructor/class/grade-class-args';
import { Naming } from '../../../grader/instructor/class/people/naming';
import { feedbackHtml } from '../../../grader/instructor/class/pages/feedback-html';
import { feedbackMarkdown } from '../../../grader/instructor/class/pages/feedback-markdown';
import { resultsCsv } from '../../../grader/instructor/class/tables/results-csv';
import { parseGradescope } from '../../../grader/instructor/release/gradescope-args';
import { parseRelease } from '../../../grader/instructor/release/release-args';
import { namedIds } from '../../../grader/judge/rules/explanations';
import { failedTest, passedTest, rowOf, RUN, todoTest, ungraded } from '../../support/class-rows';

const ROOT = path.join(__dirname, '..', '..', '..');
const EXAMPLE = readFileSync(path.join(ROOT, 'docs', 'course.json'), 'utf8');

let home: string;
let file: string;
beforeAll(() => {
  home = mkdtempSync(path.join(realpathSync(tmpdir()), 'course-'));
  file = path.join(home, 'course.json');
  writeFileSync(file, EXAMPLE);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const course = () => `course=${file}`;
const inHome = (...names: readonly string[]) =>
  path.relative(process.env['INIT_CWD'] ?? process.cwd(), path.join(home, ...names));

describe('a command with course= and assignment=', () => {
  test('grades what the assignment says, where it says', () => {
    expect(parseGradeClass([course(), 'assignment=raft-1'], {})).toMatchObject({
      kind: 'grade-class',
      submissions: inHome('raft-1', 'submissions'),
      out: inHome('raft-1', 'results'),
      stage: '2A',
      assignment: 'raft-1',
      secret: inHome('secret.txt'),
      from: 'moodle',
      lists: { roster: inHome('roster.csv'), zone: 'Europe/Berlin' },
    });
    expect(
      parseGradeClass(['hand-ins', 'out=r', course(), 'assignment=raft-all'], {}),
    ).toMatchObject({ submissions: 'hand-ins', stage: 'all', hidden: 5, out: 'r' });
  });

  test('is overridden by what is typed', () => {
    const words = ['x', 'out=elsewhere', 'stage=2B', 'roster=other.csv', 'attempts=every'];
    expect(parseGradeClass([...words, course(), 'assignment=raft-2'], {})).toMatchObject({
      ...{ submissions: 'x', out: 'elsewhere', stage: '2B', assignment: 'raft-2' },
      lists: { roster: 'other.csv', attempts: 'every' },
    });
    const open = ['public-only', course(), 'assignment=raft-1'];
    expect(parseGradeClass(open, {})).toMatchObject({ publicOnly: true });
  });

  test.each([
    ['raft-2', '2C', 'raft-2 for 2B, and not for 2C'],
    ['raft-all', '2A', 'raft-all for all, and not for 2A'],
  ])('does not grade %s in stage %s, for which it has no points', (name, stage, why) => {
    const words = ['x', 'out=r', course(), `assignment=${name}`, `stage=${stage}`];
    const { message = '' } = parseGradeClass(words, {}) as { message?: string };
    expect(message.replaceAll(/\s+/g, ' ')).toContain(`gives points to ${why}`);
  });

  test('is asked back for a name that is missing or wrong, and told those that there are', () => {
    const messageOf = (...words: readonly string[]) =>
      (parseGradeClass(words, {}) as { message?: string }).message;
    expect(messageOf(course())).toContain('Which assignment?');
    expect(messageOf(course(), 'assignment=raft-3')).toMatch(
      /no assignment "raft-3"\.\s+Did\s+you\s+mean\s+"raft-[12]"\?/,
    );
    expect(messageOf('course=nowhere.json')).toContain('nowhere.json cannot be read (ENOENT)');
  });

  test('works for a release and for Gradescope', () => {
    expect(parseRelease(['out=../x', course(), 'assignment=raft-2'], {})).toMatchObject({
      through: '2A',
    });
    expect(parseGradescope(['out=x.zip', course(), 'assignment=raft-all'], {})).toMatchObject({
      ...{ stage: 'all', hidden: 5, assignment: 'raft-all' },
      secret: inHome('secret.txt'),
    });
  });

  test('has the late policy of the course and the deadline of the assignment, in its zone', () => {
    const command = parseGradeClass(['roster=', course(), 'assignment=raft-1'].slice(1), {});
    if (command.kind !== 'grade-class') throw new Error(JSON.stringify(command));
    const { assignment } = command.lists;
    const options = outputOptions({ ...(assignment && { assignment }) }, 'out');
    expect(options.policy).toEqual({
      deadline: '2026-10-22T23:59:00+02:00',
      ...{ graceMinutes: 15, percentPerDay: 10, capPercent: 50, freeDays: 2 },
      zone: 'Europe/Berlin',
    });
    expect(options.scheme).toMatchObject({ points: 10, weights: { '2A': 1 } });
  });
});

test('a deadline without a late policy, or the other way round, is told', () => {
  const told = (from: RegExp, to: string) => {
    const read = parseCourse(EXAMPLE.replace(from, to));
    const assignment = 'problem' in read ? undefined : read.get('raft-1');
    const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(outputOptions({ ...(assignment && { assignment }) }, 'out').policy).toBeUndefined();
      return said.mock.calls.map(([text]) => String(text).replaceAll(/\s+/g, ' ')).join('');
    } finally {
      said.mockRestore();
    }
  };
  expect(told(/"deadline": "2026-10[^,]*,/, '')).toContain(
    'raft-1 has no deadline: nobody is late',
  );
  expect(told(/"late": \{[^}]*\},/, '')).toContain('do not show who is late');
});

describe('a course file', () => {
  const problemIn = (text: string) => {
    const read = parseCourse(text);
    return 'problem' in read ? read.problem : undefined;
  };
  const broken = (from: string, to: string) => {
    expect(EXAMPLE).toContain(from);
    return problemIn(EXAMPLE.replace(from, to));
  };

  test('is the example of the docs', () => {
    expect(problemIn(EXAMPLE)).toBeUndefined();
  });

  test.each([
    ['a comma too few', '"stages": { "2A": 1 },', '"stages": { "2A": 1 }', /^13:7: it is not JSON/],
    [
      'a slip in a name',
      '"deadline": "2026-11',
      '"dedline": "2026-11',
      /^22:7: raft-2 has no "dedline"\. It has stages, points, deadline/,
    ],
    ['no stages', '"stages": { "2B": 1 },', '', /^19:5: raft-2 needs "stages"/],
    [
      'two stages',
      '{ "2A": 30, "2B": 40, "2C": 30 }',
      '{ "2A": 30, "2B": 40 }',
      /^28:7: an assignment grades one stage, or all of 2A, 2B, 2C/,
    ],
    [
      'a stage that does not exist',
      '{ "2B": 1 }',
      '{ "2D": 1 }',
      /^20:19: stages has no "2D"\. It has 2A, 2B, 2C/,
    ],
    [
      'points as text',
      '"points": 20',
      '"points": "20"',
      /^29:7: points must be a number, and is "20"/,
    ],
    ['a negative weight', '"2A": 30', '"2A": -30', /^28:19: 2A must be more than 0, and is -30/],
    ['a zone', 'Europe/Berlin', 'Berlin', /^4:3: zone is a name such as Europe\/Berlin/],
    ['a platform', '"moodle"', '"modle"', /^7:3: from is one of moodle, canvas/],
    [
      'a day that does not exist',
      '2026-12-03T23:59',
      '2026-11-31T23:59',
      /^30:7: "2026-11-31T23:59" does not exist/,
    ],
    ['a rule', '"safety"', '["S.9"]', /there is no rule "S\.9"\. docs\/figure-2\.md lists them/],
    [
      'a late policy',
      '"percentPerDay": 10',
      '"percentPerDay": 101',
      /^8:\d+: percentPerDay must be at most 100/,
    ],
    [
      'a name of an assignment',
      '"raft-2"',
      '"raft/2"',
      /^19:5: "raft\/2" is not a valid name for an assignment/,
    ],
    ['the same name twice', '"raft-2"', '"raft-1"', /^19:5: the name "raft-1" appears twice/],
  ])('with %s wrong says where and what', (_name, from, to, expected) => {
    expect(broken(from, to)).toMatch(expected);
  });

  test('that is something else is told so', () => {
    expect(problemIn('')).toMatch(/^1:1: it is not JSON/);
    expect(problemIn('[]')).toMatch(/^1:1: the course must be an object/);
    expect(problemIn('{ "assignments": {} }')).toMatch(/^1:3: assignments must not be empty/);
    expect(problemIn(`{ "assignments": { "a": { "stages": { "2A": 1 } } } // yes\n}`)).toMatch(
      /^1:53: it is not JSON/,
    );
    expect(problemIn('{\n  "course": "a",\n}')).toMatch(/^3:1: it is not JSON/);
  });

  test('calls rules of safety what the kit has', () => {
    expect(namedIds()).toEqual(expect.arrayContaining([...SAFETY_RULES]));
  });
});

describe('points of an assignment', () => {
  const scheme: Scheme = {
    weights: { '2A': 30, '2B': 40, '2C': 30 },
    points: 20,
    caps: [{ percent: 70, rules: SAFETY_RULES }],
  };
  const test2 = (stage: '2A' | '2B' | '2C', points: number, over = {}) =>
    passedTest({ id: `${stage}/x`, stage, points, maxPoints: 10, ...over });

  test('weigh the stages and are scaled, whatever points their tests have', () => {
    const half = rowOf({ tests: [test2('2A', 10), test2('2B', 5), test2('2C', 0)] });
    expect(weighed(half, scheme)).toMatchObject({ score: 10, maxScore: 20 });
    const all = rowOf({ tests: [test2('2A', 10), test2('2B', 10), test2('2C', 10)] });
    expect(weighed(all, scheme)).toMatchObject({ score: 20, weighed: { score: 30 } });
    const one = rowOf({ tests: [test2('2A', 1)] });
    expect(weighed(one, { weights: { '2A': 3 }, points: 7, caps: [] }).score).toBe(0.7);
  });

  test('are capped where a rule of safety broke, and only there', () => {
    const with2A = (over: object) =>
      weighed(
        rowOf({
          tests: [
            test2('2A', 9, { maxPoints: 9 }),
            failedTest({ stage: '2A', maxPoints: 1, ...over }),
          ],
        }),
        { ...scheme, weights: { '2A': 1 } },
      );
    expect(with2A({ rule: 'P.2' })).toMatchObject({
      score: 14,
      weighed: { cap: { percent: 70, rules: ['P.2'] } },
    });
    expect(with2A({ rule: 'B.1' })).toMatchObject({ score: 18 });
    expect(with2A({ rule: 'P.2', status: 'todo' })).toMatchObject({ score: 18 });
    // Who has less anyhow loses nothing more.
    const low = rowOf({ tests: [test2('2A', 5), failedTest({ stage: '2A', maxPoints: 5 })] });
    expect(weighed(low, { ...scheme, weights: { '2A': 1 } }).weighed?.cap).toBeUndefined();
  });

  test('leave who has no score without one, and a zero a zero', () => {
    expect(weighed(ungraded('unreadable'), scheme)).toMatchObject({ score: null, maxScore: 20 });
    expect(weighed(ungraded('unusable'), scheme)).toMatchObject({ score: 0, maxScore: 20 });
  });

  test('come before lateness and changes by hand, and the page shows each step', () => {
    const lists = {
      scheme: { ...scheme, weights: { '2C': 1 } },
      policy: {
        deadline: '2026-10-01T12:00:00Z',
        ...{ graceMinutes: 0, percentPerDay: 10, capPercent: 50, freeDays: 0 },
      },
      overrides: [
        {
          ...{ id: 'alice', line: 2 },
          score: { kind: 'change', value: 1 } as const,
          reason: 'bonus',
          by: 'ta',
        },
      ],
    };
    const tests = [
      test2('2C', 9, { maxPoints: 9 }),
      failedTest({ maxPoints: 1 }),
      todoTest({ maxPoints: 0 }),
    ];
    const row = finished(
      rowOf({ tests, maxScore: 10, submittedAt: '2026-10-01T13:00:00Z' }),
      { person: undefined, group: [], naming: new Naming([]) },
      lists,
    );
    // 18 of 20 by the tests, 14 because P.2 broke, 12.6 after a day, 13.6 with the bonus.
    expect(finalScore(row)).toBe(13.6);
    for (const page of [feedbackHtml(RUN, row), feedbackMarkdown(RUN, row)]) {
      for (const step of ['9 of 10', 'At most 70 %', 'P.2 broke', '14 of 20', '13.6 of 20'])
        expect(page).toContain(step);
    }
    expect(resultsCsv(RUN, [row])).toContain('points of the tests,of,capped at percent,because of');
  });
});
