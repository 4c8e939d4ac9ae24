/** What a server's code knows from Node behaves here as it does there. */
import { format } from 'node:util';
import { boot, lines, programOf, thrown } from './realm-support';

const EURO = [0xe2, 0x82, 0xac];
const MARKED = [0xef, 0xbb, 0xbf, 0x61, 0xc3, 0xa9];

const said = async (built: string) => lines(boot(await programOf({ built })).effects);

describe('TextDecoder', () => {
  test.each([
    ['fatal, whole', EURO, { fatal: true }],
    ['a mark', MARKED, {}],
    ['a mark that is wanted', MARKED, { ignoreBOM: true }],
  ])('%s', async (_name, bytes, options) => {
    const [text] = await said(
      `console.log(JSON.stringify(new TextDecoder('utf-8', ${JSON.stringify(options)}).decode(new Uint8Array(${JSON.stringify(bytes)}))));`,
    );
    expect(text).toBe(
      JSON.stringify(new TextDecoder('utf-8', options).decode(new Uint8Array(bytes))),
    );
  });

  test('with fatal throws for malformed bytes, and not for a replacement character', async () => {
    expect(
      await said(`
        const decoder = new TextDecoder('utf-8', { fatal: true });
        for (const bytes of [[97, 0xe2, 0x82], [0xff], [0xef, 0xbf, 0xbd]])
          try { console.log(decoder.decode(new Uint8Array(bytes)).length); } catch (error) { console.log(error instanceof TypeError); }`),
    ).toEqual(['true', 'true', '1']);
  });

  test('takes every kind of view, and refuses a stream instead of ignoring it', async () => {
    const { effects } = boot(
      await programOf({
        built: `
          const { buffer } = new Uint8Array([120, 97, 98, 99, 120]);
          const decoder = new TextDecoder();
          console.log(decoder.decode(new DataView(buffer, 1, 3)), decoder.decode(new Int8Array(buffer, 1, 3)), decoder.decode(buffer));
          decoder.decode(new Uint8Array(1), { stream: true });`,
      }),
    );
    expect(lines(effects)).toEqual(['abc abc xabcx']);
    expect(thrown(effects)[0]).toMatch(/TypeError: TextDecoder\.decode has no streams here/);
  });
});

test.each(['abc', 'aé漢🦊z', '\ud800a', ''])('encodeInto(%j) as in Node', async (text) => {
  const sizes = [0, 1, 2, 3, 5, 6, 20];
  const expected = sizes.map((size) => {
    const bytes = new Uint8Array(size);
    const { read, written } = new TextEncoder().encodeInto(text, bytes);
    return `${read} ${written} ${bytes.join()}`;
  });
  expect(
    await said(`
      for (const size of ${JSON.stringify(sizes)}) {
        const bytes = new Uint8Array(size);
        const { read, written } = new TextEncoder().encodeInto(${JSON.stringify(text)}, bytes);
        console.log(read + ' ' + written + ' ' + bytes.join());
      }`),
  ).toEqual(expected);
});

test('clear functions take the number of a timer as text', async () => {
  const { realm } = boot(
    await programOf({
      built: `
        const timers = { [setTimeout(() => console.log('rang'), 5)]: true };
        for (const id in timers) clearTimeout(id);
        clearInterval('x');`,
    }),
  );
  expect(lines(realm.wake(5_000))).toEqual([]);
});

test('structuredClone copies typed arrays of all kinds, buffers, errors and patterns', async () => {
  expect(
    await said(`
      const { floats, words, buffer, error, pattern } = structuredClone({
        floats: new Float64Array([0.5, 1e300]), words: new Uint32Array([4294967295]),
        buffer: new Uint8Array([7, 8]).buffer, error: new RangeError('far'), pattern: /a+/gi,
      });
      console.log(floats[1], floats instanceof Float64Array, words[0], new Uint8Array(buffer)[1]);
      console.log(String(error), error instanceof Error, error.stack.startsWith('RangeError: far'), String(pattern), 'bAA'.match(pattern)[0]);
      try { structuredClone(Promise.resolve()); } catch (error) { console.log(error instanceof TypeError); }`),
  ).toEqual(['1e+300 true 4294967295 8', 'RangeError: far true true /a+/gi AA', 'true']);
});

test('the symbols for `using` are there', async () => {
  expect(await said('console.log(typeof Symbol.dispose, typeof Symbol.asyncDispose);')).toEqual([
    'symbol symbol',
  ]);
});

describe('the console', () => {
  test.each([
    ['%s leads term %d', 'S1', 3, 'now'],
    ['%d %i %f %%', '7.5', '7.5', '7.5', 'x'],
    ['%d', 'no number'],
    ['%j|%s', { a: 1 }],
    ['100% of %s', 'it'],
    ['%', 1],
    ['plain', 'two', 3],
    ['only %s'],
  ] as const)('prints %j as in Node', async (...values) => {
    expect(await said(`console.log(...${JSON.stringify(values)});`)).toEqual([format(...values)]);
  });

  test('has the methods that Node has', async () => {
    const ours = await said(`
      console.dir([1], { depth: 0 });
      console.table([1]);
      console.group('group');
      console.groupEnd();
      console.count(); console.count('x'); console.count(); console.countReset(); console.count();
      console.time('t'); console.timeLog('t', 'more'); console.timeEnd('t'); console.timeEnd('t');
      console.clear();`);
    expect(ours).toEqual([
      ...['[ 1 ]', '[ 1 ]', 'group', 'default: 1', 'x: 1', 'default: 2', 'default: 1'],
      ...['t: 0 ms more', 't: 0 ms'],
    ]);
  });
});
