/** Wrong words, a wrong set-up, and who reads the output: exit codes and what goes where. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bareOfManners, gradeEach, inMethod } from '../../support/bad-raft';
import { grade, type Graded, QUICK } from '../../support/submission';

const LONG_MS = 300_000;
const FAILING = inMethod('requestVote', 'throw new Error("no");');

describe('words that cannot be understood are asked back', () => {
  const wrong = { edits: {}, base: 'nothing', code: 2 } as const;
  gradeEach([
    {
      ...wrong,
      name: 'an unknown stage',
      words: ['2D'],
      says: ['There is no stage "2D"', 'The stages are 2A, 2B, 2C'],
    },
    {
      ...wrong,
      name: 'an unknown test, and the nearest name',
      words: ['2A', 'only=initial-elektion'],
      says: ['There is no test "initial-elektion". Did you mean initial-election?'],
    },
    {
      ...wrong,
      name: 'an unknown flag, and the nearest name',
      words: ['2A', '--sed=3'],
      says: ['There is no flag "--sed=3". Did you mean --seed?', 'npm run grade 2A seed=3'],
    },
    {
      ...wrong,
      name: 'a seed that is no number',
      words: ['2A', 'seed=one'],
      says: ['seed needs a whole number from 0 to 2147483647, but got "one".'],
    },
  ]);
});

describe('a machine on which nothing can be graded', () => {
  const setUp = { edits: {}, code: 2 } as const;
  gradeEach([
    {
      ...setUp,
      name: 'TMPDIR that is no folder',
      // tsx wants to keep something there, too.
      env: { TMPDIR: __filename, TSX_DISABLE_CACHE: '1' },
      says: ['The grader cannot write its temporary files (ENOTDIR) to', 'set TMPDIR to a folder'],
    },
    {
      ...setUp,
      name: 'TMPDIR that is not there, seen before anything is loaded',
      env: { TMPDIR: path.join(os.tmpdir(), 'no', 'such', 'folder') },
      nodeFlags: ['--require', './grader/cli/set-up.cjs'],
      says: ['There is no place for temporary files', 'Set TMPDIR to a folder that exists'],
    },
  ]);

  const full = fs.existsSync('/dev/full') ? test : test.skip;
  full('a disk that is full when the report is written', async () => {
    const stdout = fs.openSync('/dev/full', 'w');
    const { code, err, left } = await grade({}, { stdout });
    fs.closeSync(stdout);
    expect(err).toMatch(/^The report cannot be written: ENOSPC/);
    expect({ code, left, lines: err.trim().split('\n').length }).toEqual({
      code: 2,
      left: [],
      lines: 1,
    });
  });
});

describe('for programs', () => {
  const json = (graded: Graded): unknown => JSON.parse(graded.out);

  test.concurrent(
    'json is one document on stdout, also when tests fail',
    async () => {
      const graded = await grade(FAILING, { words: [...QUICK, 'json'] });
      expect(graded.code).toBe(1);
      expect(graded.err).toBe('');
      expect(json(graded)).toMatchObject({
        schema: 'raft-lab/result/1',
        status: 'failed',
        complete: true,
        score: 0,
        maxScore: 16,
        tests: [
          {
            id: '2A/initial-election',
            status: 'failed',
            points: 0,
            failingSeed: 1,
            rule: 'K.2',
            place: { file: 'raft.ts', line: 6 },
          },
        ],
      });
    },
    LONG_MS,
  );

  test.concurrent(
    'json says nothing on stdout when the folder cannot be graded',
    async () => {
      const graded = await grade({}, { base: 'nothing', words: [...QUICK, 'json'] });
      expect({ code: graded.code, out: graded.out }).toEqual({ code: 2, out: '' });
      expect(graded.err).toContain('holds no TypeScript file');
    },
    LONG_MS,
  );

  test.concurrent(
    'the same folder is graded the same twice, but for the time that it took',
    async () => {
      const options = { words: ['2A', 'seeds=2', 'json'] };
      const [one, two] = await Promise.all([grade(FAILING, options), grade(FAILING, options)]);
      // The folder itself is another one each time.
      const timeless = ({ out }: Graded) =>
        out
          .replace(/"(startedAt|durationMs)": .*/g, '"$1": …')
          .replace(/bad-input-\w+/g, 'bad-input')
          .split('\n');
      expect(timeless(one)).toEqual(timeless(two));
      expect(timeless(one).length).toBeGreaterThan(100);
    },
    LONG_MS,
  );
});

describe('colours', () => {
  const ESCAPE = '\u001b[';

  test.concurrent(
    'are left out of a pipe, and whenever NO_COLOR is set',
    async () => {
      const [piped, forced, refused] = await Promise.all([
        grade({}),
        grade({}, { env: { FORCE_COLOR: '1' } }),
        grade({}, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }),
      ]);
      expect(bareOfManners(piped)).toEqual([]);
      expect(forced.out).toContain(ESCAPE);
      expect(refused.out).not.toContain(ESCAPE);
    },
    LONG_MS,
  );
});
