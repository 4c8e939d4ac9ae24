/** Zips: what honest ones give, and that forged ones harm nobody. */
import { deflateRawSync } from 'node:zlib';
import { below, forgedZip, RAFT, UNIX_LINK, UNIX_PIPE, zipOf } from '../../support/archives';
import { Desk, handedAlone, names, whyIgnored } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

const HONEST = Object.entries(RAFT).map(([name, content]) => ({ name, content }));
const open = (zip: Buffer) => handedAlone(desk, 'ada.zip', zip);

/** A central directory and nothing else, with one more figure of eight bytes. */
function zip64At(offset: bigint): Buffer {
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07');
  locator.writeBigUInt64LE(offset, 8);
  return Buffer.concat([Buffer.from('PK\x03\x04'), locator, forgedZip([])]);
}

describe('an honest zip', () => {
  test('gives its files, byte for byte and in order', async () => {
    const one = await open(await zipOf({ ...RAFT, 'log.ts': 'export {};\r\n' }));
    expect(one.problem).toBeUndefined();
    expect(names(one)).toEqual(['log.ts', 'persister.ts', 'raft.ts']);
    expect(one.files.get('log.ts')?.toString()).toBe('export {};\r\n');
  });

  test('may hold empty files, marks of byte order and UTF-16: the bundler speaks of them', async () => {
    const wide = Buffer.from('\ufeffexport {};', 'utf16le');
    const one = await open(await zipOf({ ...RAFT, 'a.ts': '', 'b.ts': '\ufeffx', 'c.ts': wide }));
    expect(one.files.get('a.ts')).toHaveLength(0);
    expect(one.files.get('c.ts')).toEqual(wide);
  });

  test('may be stored without packing', async () => {
    const one = await open(forgedZip(HONEST.map((entry) => ({ ...entry, method: 0 }))));
    expect(one.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
  });

  test('may have backslashes for slashes, as old Windows tools write them', async () => {
    const entries = HONEST.map((entry) => ({ ...entry, name: `labs\\raft\\${entry.name}` }));
    expect(names(await open(forgedZip(entries)))).toEqual(['persister.ts', 'raft.ts']);
  });

  test.each([
    ['slashes of both kinds', 'raft-lab-kit/labs\\raft\\'],
    ['a drive', 'C:\\Users\\ada\\raft\\'],
    ['the root of a disk', '/home/ada/raft/'],
    ['300 characters', `${'x'.repeat(100)}/${'y'.repeat(100)}/${'z'.repeat(100)}/`],
    ['a space at the end', 'my raft /'],
    ['what Windows cannot write', 'raft: final?/'],
    ['what cannot be seen', 'raft\u200b/'],
  ])('may have %s in the folders above, which are thrown away', async (_, above) => {
    const entries = HONEST.map((entry) => ({ ...entry, name: `${above}${entry.name}` }));
    expect(names(await open(forgedZip(entries)))).toEqual(['persister.ts', 'raft.ts']);
  });

  test('may have bytes before and behind it, as unzip lets it', async () => {
    const zip = forgedZip(HONEST);
    const noise = Buffer.from('#!/bin/sh\nexit\n');
    for (const bytes of [
      Buffer.concat([noise, zip]),
      Buffer.concat([zip, noise]),
      Buffer.concat([noise, zip, noise]),
    ])
      expect(names(await open(bytes))).toEqual(['persister.ts', 'raft.ts']);
  });

  test('may write UTF-8 without saying so; names come out composed', async () => {
    const decomposed = Buffer.from('cafe\u0301.ts');
    const one = await open(forgedZip([...HONEST, { name: decomposed, flags: 0 }]));
    expect(names(one)).toContain('caf\u00e9.ts');
  });

  test('with what macOS adds gives the sources and folds the rest', async () => {
    const resources = below('__MACOSX', { '._raft.ts': 'x', '._persister.ts': 'y' });
    const one = await open(await zipOf({ ...RAFT, ...resources, '.DS_Store': 'z' }));
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(whyIgnored(one, '__MACOSX/')).toContain('(2 files)');
    expect(whyIgnored(one, '.DS_Store')).toBe('hidden');
  });
});

describe('a single bad entry costs nobody the rest', () => {
  test.each([
    ['that climbs out', '../../../etc/cron.d/evil.ts', 'leads out of its folder'],
    ['that climbs out in the middle', 'a/../../evil.ts', 'leads out of its folder'],
    ['from the root', '/etc/evil.ts', 'root of a disk'],
    ['from the root of Windows', '\\\\server\\share/evil.ts', 'root of a disk'],
    ['with a drive', 'C:/evil.ts', 'drive letter'],
    ['with slashes of both kinds', 'a\\..\\..\\b/evil.ts', 'leads out of its folder'],
    ['with a zero', 'evil.ts\0.txt', 'invisible characters'],
    ['with a code for terminals', '\u001b[2Jevil.ts', 'invisible characters'],
    ['that is written backwards', 'evil\u202est.ts', 'invisible characters'],
    ['that is a stream of NTFS', 'raft.ts:evil.ts', 'some systems do not allow'],
    ['that ends in a dot', 'evil.ts./x.ts', 'dot or a space'],
    ['with an empty part', 'a//evil.ts', 'empty part'],
    ['as deep as a well', `x/${'a/'.repeat(32_000)}evil.ts`, 'characters long'],
    ['as long as a page', `${'a'.repeat(60_000)}.ts`, 'characters long'],
  ])('%s', async (_, name, why) => {
    const one = await open(forgedZip([...HONEST, { name, content: 'evil' }]));
    expect(one.problem).toBeUndefined();
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(one.ignored).toHaveLength(1);
    expect(one.ignored[0]?.why).toContain(why);
    expect(one.ignored[0]?.path.length).toBeLessThan(400);
  });

  test('or a thousand, as deep as wells, whatever work each part of a path makes', async () => {
    const wells = Array.from({ length: 1_000 }, (_, i) => ({
      name: `${'a/'.repeat(32_000)}${i}.ts`,
    }));
    const one = await open(forgedZip([...HONEST, ...wells]));
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
  });

  test('that is a link', async () => {
    const link = { name: 'log.ts', content: '/etc/passwd', attributes: UNIX_LINK };
    const one = await open(forgedZip([...HONEST, link]));
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(whyIgnored(one, 'log.ts')).toContain('links are not followed');
  });

  test('that is a pipe', async () => {
    const one = await open(forgedZip([...HONEST, { name: 'log.ts', attributes: UNIX_PIPE }]));
    expect(whyIgnored(one, 'log.ts')).toBe('no file');
  });

  test('that is locked, packed oddly, damaged or a lie, where it is not needed', async () => {
    const others = [
      { name: 'a.pdf', content: 'a', flags: 0x801 },
      { name: 'b.pdf', content: 'b', method: 99 },
      { name: 'c.pdf', content: 'c', saysCrc: 1 },
      { name: 'd.pdf', content: 'd', saysBytes: 7 },
      { name: 'e.pdf', content: 'e', method: 0, saysBytes: 7 },
    ];
    const one = await open(forgedZip([...HONEST, ...others]));
    expect(one.problem).toBeUndefined();
    expect(one.ignored).toHaveLength(5);
  });

  test('that is too big', async () => {
    const one = await open(await zipOf({ ...RAFT, 'big.ts': 'x'.repeat(1_000_001) }));
    expect(whyIgnored(one, 'big.ts')).toBe('over 1 MB');
  });
});

describe('names that are one name to some system', () => {
  test('by capital letters: the one in small letters stays', async () => {
    const one = await open(
      await zipOf({ 'Raft.ts': 'wrong', ...RAFT, 'Log.ts': 'L', 'log.ts': 'l' }),
    );
    expect(names(one)).toEqual(['log.ts', 'persister.ts', 'raft.ts']);
    expect(whyIgnored(one, 'Log.ts')).toContain('capital letters');
    expect(one.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
  });

  test('twice: the later one counts, as with whoever unpacks it', async () => {
    const first = { name: 'raft.ts', content: 'first' };
    const one = await open(forgedZip([first, ...HONEST]));
    expect(one.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
    expect(whyIgnored(one, 'raft.ts')).toBe('a later file has the same name');
  });

  test('a file that is a folder too cannot be written, and is left out', async () => {
    const one = await open(forgedZip([...HONEST, { name: 'raft.ts/x.ts', content: '1' }]));
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(whyIgnored(one, 'raft.ts/x.ts')).toContain('cannot be a folder too');
  });

  test('Raft.ts alone is taken, so that the bundler can tell how it must be called', async () => {
    const one = await open(await zipOf({ 'Raft.ts': 'x', 'persister.ts': 'y' }));
    expect(names(one)).toEqual(['Raft.ts', 'persister.ts']);
  });
});

describe('a zip that cannot be read is a problem in plain words, and no zero', () => {
  const wholeRaft = { name: 'raft.ts', content: 'x'.repeat(5000) };
  const [persister] = HONEST.slice(1);
  const rest = persister ? [persister] : [];
  const cases: readonly (readonly [string, () => Buffer | Promise<Buffer>, string])[] = [
    ['cut off', async () => (await zipOf(RAFT)).subarray(0, 150), 'is not a complete zip'],
    ['empty', () => Buffer.alloc(0), 'is an empty file'],
    ['with more entries than it has', () => forgedZip(HONEST, 9), 'ends too early'],
    ['with a directory far outside', () => zip64At(2n ** 63n), 'ends too early'],
    [
      'locked',
      () => forgedZip([{ ...wholeRaft, flags: 0x801 }, ...rest]),
      'locked with a password',
    ],
    [
      'locked strongly',
      () => forgedZip([{ ...wholeRaft, flags: 0x841 }]),
      'locked with a password',
    ],
    [
      'packed oddly',
      () => forgedZip([{ ...wholeRaft, method: 14 }, ...rest]),
      'cannot be read here (14)',
    ],
    ['with a wrong checksum', () => forgedZip([{ ...wholeRaft, saysCrc: 1 }]), 'checksum'],
    [
      'with too small a size',
      () => forgedZip([{ ...wholeRaft, saysBytes: 4999 }]),
      'does not have the size',
    ],
    [
      'with too big a size',
      () => forgedZip([{ ...wholeRaft, saysBytes: 5001 }]),
      'does not have the size',
    ],
    [
      'stored with a lie',
      () => forgedZip([{ ...wholeRaft, method: 0, saysBytes: 9 }]),
      'does not have the size',
    ],
    [
      'whose data is no data',
      () => forgedZip([{ ...wholeRaft, method: 0, flags: 0 }]).fill('Z', 37, 3000),
      'checksum',
    ],
    [
      'whose raft.ts is a link',
      () => forgedZip([{ ...wholeRaft, attributes: UNIX_LINK }]),
      'raft.ts that cannot be taken: a link',
    ],
    ['whose raft.ts is a book', () => zipOf({ 'raft.ts': 'x'.repeat(1_000_001) }), 'over 1 MB'],
    [
      'with entries that share data',
      () => forgedZip([...HONEST, { name: 'b.ts', dataOf: 0 }]),
      'share their data',
    ],
    ['with 201 sources', () => zipOf({ ...RAFT, ...many(199) }), 'at most 200'],
    [
      'with 9 MB of sources',
      () => zipOf({ ...RAFT, ...many(9, 'x'.repeat(999_999)) }),
      'over 8 MB',
    ],
    ['without raft.ts', () => zipOf({ 'essay.docx': 'x' }), 'It has essay.docx'],
    ['that is a RAR', () => Buffer.from('Rar!\x1a\x07 and more'), 'RAR archive'],
    ['that is a web page', () => Buffer.from('<!DOCTYPE html><p>Log in'), 'is a web page'],
  ];

  function many(count: number, text = ''): Record<string, string> {
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}.ts`, text]));
  }

  test.each(cases)('%s', async (_, zip, problem) => {
    const one = await open(await zip());
    expect(one.problem).toContain(problem);
    expect(one.problem).toContain('no score was given');
    expect(one.files.size).toBe(0);
  });

  test('one that would unpack to gigabytes is not unpacked', async () => {
    const zeros = { content: Buffer.alloc(20_000_000), name: 'zeros.bin' };
    expect((await open(forgedZip([...HONEST, zeros]))).problem).toContain('zip bomb');
  });

  test('one that hides its gigabytes is unpacked no further than it says', async () => {
    const bomb = deflateRawSync(Buffer.alloc(60_000_000)).subarray(0, 12_000);
    const entry = { name: 'raft.ts', method: 0, content: bomb, saysBytes: 12_000 };
    const zip = forgedZip([entry]);
    // In both places the method becomes "deflated".
    zip.writeUInt16LE(8, 8);
    zip.writeUInt16LE(8, zip.indexOf('PK\x01\x02') + 10);
    const before = process.memoryUsage().arrayBuffers;
    expect((await open(zip)).problem).toContain('does not have the size');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  });
});
