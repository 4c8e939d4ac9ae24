/** Text that comes out of a submission is shown so that it can do no harm and still be read. */
import { codeFrame, Sources } from '../../grader/report/place';
import { fold, plain } from '../../grader/report/plain';

describe('a code frame', () => {
  test('shows where a line begins that is too long, and what is at the place', () => {
    const text = `while (isWaiting) { ${'x(); '.repeat(40)}last(); }`;
    const [line = '', mark = ''] = codeFrame(text, 1, text.indexOf('last') + 1).split('\n');
    expect(line).toMatch(/^> 1 \| while \(isWaiting\) \{ .*….*last\(\); \}$/);
    expect(line.length).toBeLessThanOrEqual(78);
    expect(mark.indexOf('^')).toBe(line.indexOf('last'));
  });

  test('shows two lines on either side, and the column', () => {
    expect(codeFrame('a\nb\nc\nd\ne\nf\ng\n', 4, 1)).toBe(
      ['  2 | b', '  3 | c', '> 4 | d', '    | ^', '  5 | e', '  6 | f'].join('\n'),
    );
  });

  test('keeps the mark under its column behind tabs', () => {
    const [line = '', mark = ''] = codeFrame('\t\tthrow up;', 1, 9).split('\n');
    expect(line[mark.indexOf('^')]).toBe('u');
  });

  test('does not mind the line ends of Windows', () => {
    expect(codeFrame('one\r\ntwo\r\n', 2, 1)).toBe(
      ['  1 | one', '> 2 | two', '    | ^', '  3 |'].join('\n'),
    );
  });

  test('shows the part of a long line that matters', () => {
    const text = `${'x'.repeat(5_000)}HERE${'y'.repeat(5_000)}`;
    const [line = '', mark = ''] = codeFrame(text, 1, 5_001).split('\n');
    expect(line.length).toBeLessThanOrEqual(98);
    expect(line.slice(mark.indexOf('^')).startsWith('HERE')).toBe(true);
    expect(line).toMatch(/\| x+…x+HEREy+…$/);
  });

  test('shows escape codes instead of obeying them', () => {
    expect(codeFrame('"\u001b[2J"', 1, 1)).toContain('"\\u001b[2J"');
  });

  test('of a line that is not there is empty, and no error', () => {
    expect(codeFrame('one', 7, 3)).toBe('');
  });
});

describe('text', () => {
  test.each([
    ['one line of several', 'a\nb\tc', 'a b c'],
    ['no escape codes', '\u001b[31m\u0007', '\\u001b[31m\\u0007'],
    ['no change of direction', 'a\u202Eb\u2066', 'a\\u202eb\\u2066'],
    ['letters of all kinds', 'čaj 茶 🍵', 'čaj 茶 🍵'],
  ])('is made plain: %s', (_name, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test('is cut where it is too long', () => {
    expect(plain('abcdef', 3)).toBe('abc …');
  });

  test('is folded at spaces, and within a word that is too wide', () => {
    expect(fold('aa bb ccccccccc d', 5)).toEqual(['aa bb', 'ccccc', 'cccc', 'd']);
    expect(fold('', 5)).toEqual(['']);
  });
});

test('a stack that was made up is no way to bring the grader down', () => {
  const map = {
    version: 3,
    sources: ['raft.ts'],
    sourcesContent: ['x'],
    names: [],
    mappings: 'AAAA',
  };
  const sources = new Sources(JSON.stringify(map), 'submission.js');
  const stack = ['0:0', '1:0', '99999999999999999999:1', '1:99999999999999999999', '1:1'].map(
    (at) => `    at f (submission.js:${at})`,
  );
  const frames = sources.frames(`Error: x\n${stack.join('\n')}`);
  expect(frames.map(({ file, line }) => `${file}:${line}`)).toEqual(['raft.ts:1', 'raft.ts:1']);
});

describe('a source that matches at every place', () => {
  const places = 40_000;
  const text = '\n//.requestVote('.repeat(places);
  const map = { version: 3, sources: ['raft.ts'], sourcesContent: [text], names: [], mappings: '' };
  const sources = new Sources(JSON.stringify(map), 'submission.js');

  test('is searched only as far as the answer needs', () => {
    expect(sources.findOnly(/\.requestVote\(/g)).toBeUndefined();
    for (const what of ['', '\n', 'requestVote'])
      for (let again = 0; again < 100; again++) expect(sources.find(what)?.line).toBeLessThan(3);
  });
});
