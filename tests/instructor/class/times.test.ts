/** The instructor's list of times is read as it is exported, and what is wrong is told with its line. */
import { parseTimes } from '../../../grader/instructor/class/times';

const ADA = ['ada', { submittedAt: '2026-11-23T23:59:00Z', freeDaysUsed: 0, line: 2 }] as const;

describe('a list of times', () => {
  test.each([
    ['as in the handbook', 'id,submitted_at\nada,2026-11-23T23:59:00Z\n'],
    [
      'in another order, with other columns',
      'Mark,submitted_at,Group,id\n7,2026-11-23T23:59:00Z,"a, b",ada',
    ],
    ['with a byte order mark and CRLF', '\ufeffid,submitted_at\r\nada,2026-11-23T23:59:00Z\r\n'],
    ['with capitals and spaces', 'ID , Submitted At\n ada , 2026-11-23T23:59:00Z \n\n'],
    ['separated by semicolons', 'id;submitted_at;mark\nada;2026-11-23T23:59:00Z;7,5\n'],
    [
      'with free days that are not filled in',
      'id,submitted_at,free_days_used\nada,2026-11-23T23:59:00Z,\n',
    ],
  ])('is read: %s', (_name, text) => {
    expect(parseTimes(text)).toEqual(new Map([ADA]));
  });

  test('knows free days that were used before', () => {
    const times = parseTimes('id,free_days_used,submitted_at\nbob,2,2026-11-23 18:59:00 -0500\n');
    expect(times).toEqual(
      new Map([['bob', { submittedAt: '2026-11-23T18:59:00-05:00', freeDaysUsed: 2, line: 2 }]]),
    );
  });

  test('may hold free days alone, where the platform knows the times', () => {
    const used = new Map([['bob', { freeDaysUsed: 2, line: 3 }]]);
    expect(parseTimes('id,free_days_used\nada,0\nbob,2\n')).toEqual(used);
    expect(parseTimes('id,submitted_at,free_days_used\nada,,\nbob,,2\n')).toEqual(used);
  });

  test("takes a time without a zone for one of the course's", () => {
    expect(parseTimes('id,submitted_at\nada,2026-11-23 23:59\n', 'Europe/Berlin')).toEqual(
      new Map([['ada', { submittedAt: '2026-11-23T23:59:00+01:00', freeDaysUsed: 0, line: 2 }]]),
    );
  });

  test('leaves out who handed nothing in', () => {
    const times = parseTimes('id,submitted_at\nada,2026-11-23T23:59:00Z\nbob,\n');
    expect(times).toEqual(new Map([ADA]));
  });

  test('may hold ids that other programs stumble over', () => {
    const times = parseTimes(
      'id,submitted_at\n__proto__,2026-11-23T23:59:00Z\n"a, ""b""",2026-11-23T23:59:00Z',
    );
    expect('problem' in times ? times : [...times.keys()]).toEqual(['__proto__', 'a, "b"']);
  });

  test.each([
    ['nothing', '', 'has no column id'],
    ['no column of times', 'id,time\nada,2026', 'has no column submitted_at'],
    ['two columns of times', 'id,submitted_at,Submitted At\n', 'two columns submitted_at'],
    [
      'a time without a zone',
      'id,submitted_at\n"a\nb",2026-11-23T23:59:00Z\nc,2026-11-23T23:59:00',
      'line 4: "2026-11-23T23:59:00" has no time zone',
    ],
    [
      'an id twice',
      'id,submitted_at\nada,2026-11-23T23:59:00Z\n\nada,',
      'line 4: "ada" is in line 2 already',
    ],
    ['no id', 'id,submitted_at\n,2026-11-23T23:59:00Z', 'line 2: the id is missing'],
    [
      'half a free day',
      'id,submitted_at,free_days_used\nada,2026-11-23T23:59:00Z,0.5',
      'line 2: free_days_used is a whole number up to 366, not "0.5"',
    ],
    [
      'a short line',
      'id,submitted_at\nada',
      'not CSV: Invalid Record Length: expect 2, got 1 on line 2',
    ],
    ['a quote that is not closed', 'id,submitted_at\n"ada,2026', 'not CSV: Quote Not Closed'],
  ])('is refused: %s', (_name, text, why) => {
    expect(parseTimes(text)).toEqual({ problem: expect.stringContaining(why) as string });
  });
});
