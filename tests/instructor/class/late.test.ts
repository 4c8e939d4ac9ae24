/** What lateness costs: by examples, and by laws that hold for every policy and every time. */
import { instantOf } from '../../../grader/instructor/class/instant';
import { afterPolicy, type LatePolicy, parsePolicy } from '../../../grader/instructor/class/late';
import { Rng } from '../../../grader/world/sim/rng';

const DEADLINE_MS = Date.parse('2026-11-23T23:59:00Z');
const POLICY: LatePolicy = {
  deadline: '2026-11-23T23:59:00Z',
  graceMinutes: 15,
  percentPerDay: 10,
  capPercent: 50,
  freeDays: 2,
};
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const at = (ms: number) => new Date(DEADLINE_MS + ms).toISOString();

describe('a submission', () => {
  test.each([
    ['a week early', -7 * DAY, 0, 0, 0, 87],
    ['in the last second', 0, 0, 0, 0, 87],
    ['in the last second of the grace', 15 * MINUTE, 0, 0, 0, 87],
    ['just past the grace', 15 * MINUTE + SECOND, 1, 0, 10, 78.3],
    ['a day late to the second', DAY, 1, 0, 10, 78.3],
    ['a day and a second late', DAY + SECOND, 2, 0, 20, 69.6],
    ['a day late, with a free day', DAY, 1, 1, 0, 87],
    ['three days late, with two free days', 3 * DAY, 3, 2, 10, 78.3],
    ['ten days late', 10 * DAY, 10, 0, 50, 43.5],
    ['years late', 2_000 * DAY, 2_000, 0, 50, 43.5],
  ])('%s', (_name, lateMs, daysLate, free, percentOff, score) => {
    expect(afterPolicy(87, at(lateMs), POLICY, free)).toEqual({
      daysLate,
      freeDaysUsed: free,
      percentOff,
      score,
    });
  });

  test('uses no free day that it does not need, and none that it does not have', () => {
    expect(afterPolicy(87, at(DAY), POLICY, 2).freeDaysUsed).toBe(1);
    expect(afterPolicy(87, at(-DAY), POLICY, 2).freeDaysUsed).toBe(0);
    expect(afterPolicy(87, at(5 * DAY), POLICY, -3).freeDaysUsed).toBe(0);
  });

  test('is as late in any time zone', () => {
    const here = afterPolicy(87, '2026-11-25T08:00:00+08:00', POLICY, 0);
    expect(here).toEqual(afterPolicy(87, '2026-11-25T00:00:00Z', POLICY, 0));
    expect(here.daysLate).toBe(2);
  });

  test('is rounded in whole numbers, half a hundredth up', () => {
    const off = (percentPerDay: number, raw: number) =>
      afterPolicy(raw, at(DAY), { ...POLICY, percentPerDay, capPercent: 100 }, 0).score;
    // 1.15 * 100 is 114.99999999999999 in floating point; 100.5 * 0.99 is 99.495.
    expect([off(0, 1.15), off(1, 100.5), off(12.5, 33), off(33.33, 100), off(100, 87)]).toEqual([
      1.15, 99.5, 28.88, 66.67, 0,
    ]);
    // More digits than hundredths never make more of it.
    expect(off(0, 66.6666)).toBe(66.66);
  });
});

describe('for every policy and every time', () => {
  const rng = new Rng(4).fork('late');
  const cases = Array.from({ length: 3_000 }, () => ({
    raw: rng.int(0, 30_000) / 100,
    free: rng.int(0, 4),
    policy: {
      ...POLICY,
      graceMinutes: rng.pick([0, 1, 15, 60, 3_000]),
      percentPerDay: rng.pick([0, 1, 3.33, 10, 12.5, 50, 100]),
      capPercent: rng.pick([0, 10, 33.33, 50, 100]),
    },
    lateMs: rng.int(-3 * 86_400, 12 * 86_400) * SECOND,
    moreMs: rng.int(0, 3 * 86_400) * SECOND,
  }));

  test('later never scores more, nor looks less late', () => {
    for (const { raw, free, policy, lateMs, moreMs } of cases) {
      const [early, late] = [0, moreMs].map((more) =>
        afterPolicy(raw, at(lateMs + more), policy, free),
      );
      expect(late?.score).toBeLessThanOrEqual(early?.score ?? NaN);
      expect(late?.daysLate).toBeGreaterThanOrEqual(early?.daysLate ?? NaN);
    }
  });

  test('a better raw score is never worse after it', () => {
    for (const { raw, free, policy, lateMs } of cases) {
      const of = (points: number) => afterPolicy(points, at(lateMs), policy, free).score;
      expect(of(raw + 1)).toBeGreaterThanOrEqual(of(raw));
    }
  });

  test('the score stays between what the cap leaves and the raw score, in hundredths', () => {
    for (const { raw, free, policy, lateMs } of cases) {
      const { score, percentOff } = afterPolicy(raw, at(lateMs), policy, free);
      const least = Math.round((raw * 100 * (100 - policy.capPercent)) / 100) / 100;
      expect(score).toBeGreaterThanOrEqual(Math.max(0, least - 0.0100001));
      expect(score).toBeLessThanOrEqual(raw);
      expect(percentOff).toBeLessThanOrEqual(policy.capPercent);
      expect(Math.round(score * 100) / 100).toBe(score);
    }
  });

  test('who is not late loses nothing', () => {
    for (const { raw, free, policy, lateMs } of cases)
      if (lateMs <= policy.graceMinutes * MINUTE)
        expect(afterPolicy(raw, at(lateMs), policy, free).score).toBe(raw);
  });
});

describe('a time', () => {
  test.each([
    ['2026-11-23T23:59:00Z', '2026-11-23T23:59:00Z', DEADLINE_MS],
    ['2026-11-23T23:59Z', '2026-11-23T23:59:00Z', DEADLINE_MS],
    ['2026-11-23T18:59:00-05:00', '2026-11-23T18:59:00-05:00', DEADLINE_MS],
    ['2026-11-23 18:59:00 -0500', '2026-11-23T18:59:00-05:00', DEADLINE_MS],
    ['2026-11-24T05:44:00.250+05:45', '2026-11-24T05:44:00.250+05:45', DEADLINE_MS + 250],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z', Date.parse('2024-02-29T00:00:00Z')],
  ])('is read: %s', (text, iso, ms) => {
    expect(instantOf(text)).toEqual({ iso, ms });
  });

  test('without a zone is refused, and the text says what to add', () => {
    const problem = expect.stringContaining('has no time zone') as string;
    expect(instantOf('2026-11-23T23:59:00')).toEqual({ problem });
    expect(instantOf('2026-11-23 23:59')).toEqual({ problem });
  });

  test.each([
    ['a day that no calendar has', '2026-02-30T00:00:00Z', 'does not exist'],
    ['an hour that no clock has', '2026-02-03T24:00:00Z', 'does not exist'],
    ['a zone that no country has', '2026-02-03T00:00:00+23:00', 'does not exist'],
    ['a date alone', '2026-11-23', 'is not a time like'],
    ['what may be March or November', '11/03/2026 11:59 PM', 'is not a time like'],
    ['nothing', '', 'is not a time like'],
  ])('is refused: %s', (_name, text, why) => {
    expect(instantOf(text)).toEqual({ problem: expect.stringContaining(why) as string });
  });
});

describe('a late policy', () => {
  const parse = (policy: object) => parsePolicy(JSON.stringify(policy));

  test('is read, with what is left out', () => {
    expect(parse(POLICY)).toEqual(POLICY);
    expect(parse({ deadline: POLICY.deadline, percentPerDay: 12.5 })).toEqual({
      deadline: POLICY.deadline,
      graceMinutes: 0,
      percentPerDay: 12.5,
      capPercent: 100,
      freeDays: 0,
    });
  });

  test("takes a deadline without a zone for one of the course's, unless it names another", () => {
    const local = { deadline: '2026-11-23T23:59:00', percentPerDay: 10 };
    const deadlineOf = (more: object) =>
      parsePolicy(JSON.stringify({ ...local, ...more }), 'Europe/Berlin');
    expect(deadlineOf({})).toMatchObject({ deadline: '2026-11-23T23:59:00+01:00' });
    expect(deadlineOf({ zone: 'America/New_York' })).toMatchObject({
      deadline: '2026-11-23T23:59:00-05:00',
    });
  });

  test.each([
    ['no JSON', '{ deadline', 'is not valid JSON'],
    ['a list', '[]', 'is not a JSON object'],
    ['no deadline', '{"percentPerDay": 10}', 'needs a deadline'],
    ['a deadline without a zone', '{"deadline": "2026-11-23T23:59:00"}', 'has no time zone'],
    ['no rate', `{"deadline": "${POLICY.deadline}"}`, 'needs percentPerDay'],
    ['a slip', JSON.stringify({ ...POLICY, gracePeriod: 3 }), 'has no "gracePeriod"'],
    [
      'too much',
      JSON.stringify({ ...POLICY, capPercent: 101 }),
      'from 0.01 to 100 (per cent), not 101',
    ],
    [
      'a limit of nothing',
      JSON.stringify({ ...POLICY, capPercent: 0 }),
      'With a capPercent of 0, nobody would lose points for being late.',
    ],
    ['a text', JSON.stringify({ ...POLICY, percentPerDay: '10' }), 'not "10"'],
    ['a part of a day', JSON.stringify({ ...POLICY, freeDays: 1.5 }), 'a whole number'],
    ['a third', JSON.stringify({ ...POLICY, percentPerDay: 100 / 3 }), 'two decimals'],
    ['less than nothing', JSON.stringify({ ...POLICY, graceMinutes: -1 }), 'from 0'],
  ])('is refused: %s', (_name, text, why) => {
    expect(parsePolicy(text)).toEqual({ problem: expect.stringContaining(why) as string });
  });
});
