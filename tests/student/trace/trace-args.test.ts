/** What people type behind `npm run trace`, and what becomes of it; and which pager is taken. */
import { beginningAt, pagerOf } from '../../../grader/student/trace/pager';
import { parseTraceArgs } from '../../../grader/student/trace/trace-args';

const parsed = (line: string) => parseTraceArgs(line.split(' ').filter(Boolean), {});

describe('npm run trace', () => {
  const run = { kind: 'run', test: '2C/persist-1', seed: 3, target: { kind: 'labs' } };

  test.each([
    ['a Replay line', '2C only=persist-1 seed=3', run],
    ['a test by its id', '2C/persist-1 seed=3', run],
    [
      'another folder',
      '2C/persist-1 seed=3 dir=/a',
      { ...run, target: { kind: 'folder', path: '/a' } },
    ],
    ['nothing', '', { kind: 'last', stages: ['2A', '2B', '2C'], target: { kind: 'labs' } }],
    ['a stage', '2b', { kind: 'last', stages: ['2B'], target: { kind: 'labs' } }],
    [
      'a file',
      'scenario=a.json solution',
      { kind: 'scenario', file: 'a.json', target: { kind: 'solution' } },
    ],
  ])('understands %s', (_name, line, wish) => {
    expect(parsed(line)).toMatchObject({ kind: 'trace', wish });
  });

  test('understands every seed that a grading has', () => {
    expect(parsed('2C/persist-1 seed=2147483647')).toMatchObject({ wish: { seed: 2147483647 } });
    expect(parsed('2C/persist-1 seed=2147483648')).toMatchObject({ kind: 'problem' });
  });

  test('understands a cry for help that is misspelt', () => {
    const said = parsed('hlep');
    expect(said.kind === 'problem' && said.message).toContain('Did you mean "help"?');
  });

  test('understands what is to be shown', () => {
    expect(
      parsed('figure-8-unreliable all from=0.3 to=500ms servers=0,S2 find=vote last=9'),
    ).toMatchObject({
      isEvery: true,
      choice: {
        from: 300_000,
        to: 500_000,
        servers: [0, 2],
        find: 'vote',
        last: 9,
        isAround: false,
      },
    });
  });

  test.each([
    ['a test that is not there', 'persist-9', 'Did you mean persist-1'],
    ['two tests', 'persist-1 persist-2', 'One run at a time'],
    ['a time that is none', '2C from=soon', 'from is a time'],
    ['times the wrong way round', '2C from=2 to=1', 'later than'],
    ['a server that cannot be', '2C server=9', 'no server "9"'],
    ['a word that is not known', '2C arround', 'Did you mean'],
    ['a seed with no test', 'seed=4', 'Which test?'],
    ['a folder with no test', 'dir=a', 'Only gradings of labs/raft are remembered.'],
    ['a folder with no test, with a line to paste', 'dir=a', '2C/figure-8 seed=1 dir=a'],
    ['a test beside a file', '2C/persist-1 scenario=a.json', 'describes the whole run'],
  ])('asks back about %s', (_name, line, message) => {
    expect(parsed(line)).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('a pager', () => {
  const of = (env: object, more: object = {}) =>
    pagerOf({ env: { ...env }, isTerminal: true, platform: 'linux', ...more });

  test.each([
    ['less where nothing is said', of({}), ['less']],
    ["the person's own, with its words", of({ PAGER: 'most -s' }), ['most', '-s']],
    ['none for whoever wants none', of({ PAGER: 'cat' }), undefined],
    ['none in a pipe', of({ PAGER: 'less' }, { isTerminal: false }), undefined],
    ['none on a terminal that cannot move its cursor', of({ TERM: 'dumb' }), undefined],
    ['none on Windows, which has no less', of({}, { platform: 'win32' }), undefined],
  ])('is %s', (_name, found, wanted) => {
    expect(found).toEqual(wanted);
  });
});

test.each([
  ['some lines down', 30, ['less', '+31g']],
  ['where the text is shorter than what goes before', -3, ['less']],
  ['nowhere', undefined, ['less']],
])('less begins %s', (_name, line, words) => {
  expect(beginningAt(line, ['less'])).toEqual(words);
  expect(beginningAt(line, ['most'])).toEqual(['most']);
});
