/** Tar archives, packed or not: names, sizes and types that honest tools write, and those of forgers. */
import { gzipSync } from 'node:zlib';
import { MemoryBytes } from '../../../grader/instructor/class/intake/bytes';
import { tarItems } from '../../../grader/instructor/class/intake/tar';
import { below, forgedTar, octal, RAFT, tarGzOf, tarOf } from '../../support/archives';
import { Desk, handedAlone, names, whyIgnored } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

const open = (content: Buffer, name = 'ada.tar.gz') => handedAlone(desk, name, content);
const END = Buffer.alloc(1024);

const RAFT_TAR = Object.entries(RAFT).map(([name, content]) =>
  forgedTar(name, '0', octal(content.length), String(content)),
);

function tar(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, END]);
}

function pax(record: string): Buffer {
  const length = [...Array(200).keys()].find((n) => `${n} ${record}\n`.length === n) ?? 0;
  const text = `${length} ${record}\n`;
  return forgedTar('pax', 'x', octal(text.length), text);
}

describe('an honest tar', () => {
  test.each(['ada.tar.gz', 'ada.tgz', 'ada.tar'])('called %s gives its files', async (name) => {
    const content = name === 'ada.tar' ? await tarOf(RAFT) : await tarGzOf(RAFT);
    const one = await open(content, name);
    expect(one.id).toBe('ada');
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(one.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
  });

  test('is known by its content, not by its name', async () => {
    expect(names(await open(await tarGzOf(RAFT), 'ada.zip'))).toEqual(['persister.ts', 'raft.ts']);
  });

  test('may begin its names with ./', async () => {
    expect(names(await open(await tarGzOf(below('./labs/raft'))))).toHaveLength(2);
  });

  test('may have names over 100 characters, and such as are not ASCII', async () => {
    const long = `${'deep/'.repeat(30)}raft`;
    expect(names(await open(await tarGzOf(below(long))))).toEqual(['persister.ts', 'raft.ts']);
    expect(names(await open(await tarGzOf({ ...RAFT, 'größe.ts': '' })))).toContain('größe.ts');
  });

  test('may have the long names of GNU', async () => {
    const name = `${'a'.repeat(120)}/raft.ts\0`;
    const one = await open(
      tar(forgedTar('@', 'L', octal(name.length), name), forgedTar('cut', '0', octal(1), 'x')),
    );
    expect(names(one)).toEqual(['raft.ts']);
  });

  test('may end without its two empty blocks', async () => {
    expect(names(await open(Buffer.concat(RAFT_TAR)))).toEqual(['persister.ts', 'raft.ts']);
  });

  test('may be a big one with node_modules, of which nothing is kept', async () => {
    const packages = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`node_modules/p${i}/index.js`, `${i};`.repeat(20_000)]),
    );
    const one = await open(await tarGzOf({ ...packages, ...below('labs/raft') }));
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(one.ignored).toEqual([
      { path: 'node_modules/', why: 'packages cannot be used (60 files)' },
    ]);
  });
});

describe('a single bad entry costs nobody the rest', () => {
  test.each([
    ['a symbolic link', '2', 'links are not followed'],
    ['a hard link', '1', 'links are not followed'],
    ['a device', '3', 'no file'],
    ['a block device', '4', 'no file'],
    ['a pipe', '6', 'no file'],
    ['a sparse file of GNU', 'S', 'no file'],
  ])('%s', async (_, type, why) => {
    const one = await open(tar(forgedTar('log.ts', type, octal(0)), ...RAFT_TAR));
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(whyIgnored(one, 'log.ts')).toContain(why);
  });

  test.each(['../evil.ts', '/etc/evil.ts', 'a/../../evil.ts', 'C:/evil.ts', 'a\\evil.ts'])(
    'the name %s',
    async (name) => {
      const one = await open(await tarGzOf(RAFT, [[{ name }, 'evil']]));
      expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
      expect(whyIgnored(one, name)).toContain('its name');
    },
  );

  test('a name that only a record of pax leads astray', async () => {
    const evil = forgedTar('log.ts', '0', octal(4), 'evil');
    const one = await open(tar(...RAFT_TAR, pax('path=../../evil.ts'), evil));
    expect(whyIgnored(one, '../../evil.ts')).toContain('leads out');
  });

  test('records of pax that make no sense are passed over', async () => {
    const records = ['-5 a=b\n', '999999 path=x\n', 'no number\n', '0 path=y\n', '', ' \n'];
    const odd = records.map((text) => forgedTar('pax', 'x', octal(text.length), text));
    expect(names(await open(tar(...odd, ...RAFT_TAR)))).toHaveLength(2);
  });

  test('a file that was added again counts as it is the last time', async () => {
    const later = forgedTar('raft.ts', '0', octal(5), 'later');
    expect((await open(tar(...RAFT_TAR, later))).files.get('raft.ts')?.toString()).toBe('later');
  });
});

describe('a tar that cannot be read is a problem in plain words, and no zero', () => {
  const huge = Buffer.concat([Buffer.from([0x80]), Buffer.alloc(11, 0xff)]);
  const cases: readonly (readonly [string, () => Buffer | Promise<Buffer>, string])[] = [
    ['cut off', async () => (await tarGzOf(RAFT)).subarray(0, 120), 'cut off'],
    ['cut off, not packed', async () => (await tarOf(RAFT)).subarray(0, 520), 'cut off'],
    ['damaged', async () => (await tarGzOf(RAFT)).fill(0x55, 20, 60), 'damaged'],
    ['with a wrong checksum', async () => (await tarOf(RAFT)).fill('Q', 0, 1), 'damaged'],
    ['that is no tar', () => gzipSync('export class Raft {}'.repeat(90)), 'not a tar archive'],
    ['with a size beyond numbers', () => tar(forgedTar('a.ts', '0', huge)), 'an impossible size'],
    [
      'with a size beyond its end',
      () => tar(forgedTar('a.bin', '0', octal(9_999_999))),
      'too early',
    ],
    [
      'with an endless name',
      () => tar(forgedTar('@', 'L', octal(70_000), 'a'.repeat(70_000))),
      'longer than any file name',
    ],
    ['with an absurd size in pax', () => tar(pax('size=-1'), ...RAFT_TAR), 'an impossible size'],
    ['whose raft.ts is a link', () => tar(forgedTar('raft.ts', '2', octal(0))), 'a link'],
    ['of bzip2', () => Buffer.from(`BZh9${'x'.repeat(600)}`), 'bzip2 archive'],
    ['that is nothing', () => Buffer.alloc(2048), 'is empty'],
    ['that is a short text', () => Buffer.from('hello'), 'neither a zip nor a tar'],
  ];

  test.each(cases)('%s', async (_, content, problem) => {
    const one = await open(await content());
    expect(one.problem).toContain(problem);
    expect(one.problem).toContain('no score was given');
  });

  test('a bomb of gzip is read no further than a few megabytes', async () => {
    const bomb = gzipSync(
      Buffer.concat([forgedTar('a.bin', '0', octal(40_000_000)), Buffer.alloc(40_000_000)]),
    );
    expect((await open(bomb)).problem).toContain('is an archive bomb');
  });

  test('records about no file count as entries do: they cost as much to read', async () => {
    const records = Array.from({ length: 21 }, () => forgedTar('pax', 'x', octal(0)));
    const read = tarItems(new MemoryBytes(tar(...records, ...RAFT_TAR)), 10, () => true);
    await expect(read).rejects.toThrow('holds more than 10 entries');
    const half = tar(...records.slice(0, 10), ...RAFT_TAR);
    expect(await tarItems(new MemoryBytes(half), 10, () => true)).toHaveLength(2);
  });
});
