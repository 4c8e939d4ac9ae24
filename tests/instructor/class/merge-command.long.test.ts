/** `npm run merge-results`: the parts of a class give the bytes that one run over all of it gives. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ClassRun, Entry } from '../../../grader/instructor/class/entry';
import { JOURNAL, journalText } from '../../../grader/instructor/class/journal';
import { parsePolicy } from '../../../grader/instructor/class/late';
import { writeOutputs } from '../../../grader/instructor/class/outputs';
import { shardOf } from '../../../grader/instructor/class/shard';
import { writeSplit } from '../../../grader/instructor/class/parts-file';
import { parseTimes } from '../../../grader/instructor/class/times';
import { runAt } from '../../support/command';

const TIMES = 'id,submitted_at\ns1,2026-11-25T12:00:00Z\ns2,2026-11-23T12:00:00Z\n';
const POLICY = '{"deadline": "2026-11-24T00:00:00Z", "percentPerDay": 10}';
const RUN: ClassRun = {
  schema: 'raft-lab/class/1',
  assignment: 'raft-2026',
  stage: '2C',
  kitVersion: '0.1.0',
  suiteHash: 'abc',
  seeds: { shown: { '2C/hint': 1 }, hidden: { '2C/hint': 1 } },
  gradedAt: '2026-11-24T08:00:00.000Z',
};

const ENTRIES: readonly Entry[] = Array.from({ length: 24 }, (_, at) => ({
  id: `s${at}`,
  key: { submission: `files ${at}`, suite: 'abc', kit: '0.1.0', seeds: 's', stage: '2C' },
  standing: at === 7 ? 'unreadable' : 'graded',
  ...(at === 7 && { problem: 'not a complete zip' }),
  files: { 'raft.ts': `hash ${at}` },
  ignored: [],
  score: at === 7 ? null : 4 * at,
  maxScore: 100,
  tests: [],
  typeErrors: [],
  remarks: [],
  cost: { wallSeconds: 2, cpuSeconds: 3 },
}));

let home = '';
const at = (...parts: readonly string[]) => path.join(home, ...parts);

/** A folder as grade-class leaves it. */
async function graded(name: string, entries: readonly Entry[], run: ClassRun = RUN): Promise<void> {
  mkdirSync(at(name), { recursive: true });
  writeFileSync(at(name, JOURNAL), journalText({ run, entries }));
  await writeOutputs(at(name), run, entries);
}

const merge = (...words: readonly string[]) => runAt(home, 'merge-results', words);

/** Every file of a folder, by name. */
function contents(name: string): ReadonlyMap<string, string> {
  const names = readdirSync(at(name), { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((file) => statSync(at(name, file)).isFile());
  return new Map(files.map((file) => [file, readFileSync(at(name, file), 'utf8')]));
}

beforeAll(async () => {
  home = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'merge-'));
  for (const part of [1, 2, 3, 4]) {
    await graded(
      `part-${part}`,
      ENTRIES.filter(({ id }) => shardOf(id, 4) === part),
    );
    writeSplit(at(`part-${part}`), { of: 4, have: [part] });
  }
  writeFileSync(at('times.csv'), TIMES);
  writeFileSync(at('late.json'), POLICY);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('npm run merge-results', () => {
  test('writes what one run would have written, in any order, late policy and all', async () => {
    const sorted = [...ENTRIES].sort((a, b) => (a.id < b.id ? -1 : 1));
    mkdirSync(at('whole'));
    writeFileSync(at('whole', JOURNAL), journalText({ run: RUN, entries: sorted }));
    const [times, policy] = [parseTimes(TIMES), parsePolicy(POLICY)];
    if ('problem' in times || 'problem' in policy) throw new Error('the fixture is wrong');
    await writeOutputs(at('whole'), RUN, ENTRIES, { times, policy });

    const late = ['times=times.csv', 'late=late.json'];
    const parts = ['part-3', 'part-1', 'part-4', 'part-2', 'part-3'];
    const { status, out, err } = merge(...parts, 'out=all', 'expect=24', ...late);
    expect([status, err]).toEqual([1, '']);
    expect(out).toContain('24 submissions, 23 with a score.\n');
    expect(out).toContain('Without a score until you check them:\n! s7  unreadable');
    expect(contents('all')).toEqual(contents('whole'));
    expect(contents('all').get('results.json')).toContain('"daysLate": 2');

    // Again, and into one of the parts.
    expect(merge('all', 'part-2', 'out=all', ...late).status).toBe(1);
    expect(contents('all')).toEqual(contents('whole'));
  });

  test('keeps what the parts left out, and refuses to forget a list that changed their points', async () => {
    const policy = parsePolicy(POLICY);
    if ('problem' in policy) throw new Error(policy.problem);
    const leftOut = [{ path: 'notes.txt', why: 'not an archive' }];
    for (const [name, entries] of [
      ['late-1', ENTRIES.slice(0, 2)],
      ['late-2', ENTRIES.slice(2, 4)],
    ] as const) {
      await graded(name, entries);
      await writeOutputs(at(name), RUN, entries, { policy, leftOut });
    }
    const forgotten = merge('late-1', 'late-2', 'out=late');
    expect([forgotten.status, forgotten.err.replace(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringContaining(
        'late-1 was graded with a late policy, and without it no work would be late. Add late=',
      ),
    ]);
    const { status } = merge('late-1', 'late-2', 'out=late', 'times=times.csv', 'late=late.json');
    expect(status).toBe(0);
    expect(
      contents('late')
        .get('results.json')
        ?.match(/notes\.txt/g),
    ).toHaveLength(1);
    expect(contents('late').get('index.html')).toContain('notes.txt');
  });

  test('says when there are too few with an exit code of its own', async () => {
    await graded('few', ENTRIES.slice(0, 3));
    const { status, out } = merge('few', 'out=fewer', 'expect=24');
    expect([status, out]).toEqual([
      4,
      expect.stringMatching(/✗ There should be 24: is a part missing\?/),
    ]);
  });

  test('names the parts that were forgotten, until they are merged as well', () => {
    const { status, out } = merge('part-1', 'part-3', 'out=some');
    expect([status, out]).toEqual([
      4,
      expect.stringContaining('✗ Of 4 parts, these are missing: 2, 4. Merge them as well.'),
    ]);
    const rest = merge('some', 'part-4', 'part-2', 'out=some');
    expect([rest.status, rest.out]).toEqual([1, expect.not.stringContaining('missing')]);
    expect(contents('some').has('parts.json')).toBe(false);
  });

  test('takes a part that did not end only if that is wished', () => {
    mkdirSync(at('torn'));
    const text = journalText({ run: RUN, entries: ENTRIES.slice(0, 3) });
    writeFileSync(at('torn', JOURNAL), text.slice(0, -40));
    const refused = merge('torn', 'part-1', 'out=a');
    expect([refused.status, refused.err]).toEqual([
      2,
      expect.stringContaining('torn was not graded to its end'),
    ]);
    const taken = merge('torn', 'out=a', 'partial');
    expect([taken.status, taken.out]).toEqual([0, expect.stringContaining('torn: 2 taken')]);
  });

  test('leaves out what a later run no longer graded, and tells it', async () => {
    await graded('later', ENTRIES.slice(0, 2));
    writeFileSync(at('later', JOURNAL), journalText({ run: RUN, entries: ENTRIES.slice(0, 3) }));
    const { status, out } = merge('later', 'out=b');
    expect([status, out]).toEqual([
      0,
      expect.stringMatching(/later: 1 not in its results.json, left out \(s2\)/),
    ]);
  });

  test('refuses parts of different runs, contradictions and the loss of results', async () => {
    await graded('other', [], { ...RUN, suiteHash: 'def' });
    expect(merge('part-1', 'other', 'out=c')).toMatchObject({
      status: 2,
      err: expect.stringMatching(
        /differ in the grader \(hash of its code\):\s+abc and def/,
      ) as string,
    });
    const [first] = ENTRIES;
    if (first) await graded('twice', [{ ...first, score: 99 }]);
    const part = `part-${shardOf('s0', 4)}`;
    expect(merge(part, 'twice', 'out=c').err).toContain(
      '"s0" has two results (0 of 100 and 99 of 100)',
    );
    expect(merge('twice', `out=${part}`).err).toContain(
      `${part} has results that the merged ones lack`,
    );
    expect(merge('nowhere', 'out=c').err).toContain('nowhere holds no graded class');
    expect(merge('part-1').err).toContain('Name the folders');
  });
});
