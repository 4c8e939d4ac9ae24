/** A realm is one boot of one server: what it holds dies with it, and all in it is virtual. */
import { boot, lines, programOf, thrown } from './realm-support';

const MS = 1_000;

describe('what a realm holds', () => {
  test('module state dies in a crash: the next boot starts anew', async () => {
    const program = await programOf({
      module: 'let boots = 0; globalThis.kept ??= 0;',
      built: 'console.log(++boots, ++globalThis.kept);',
    });
    expect(lines(boot(program).effects)).toEqual(['1 1']);
    expect(lines(boot(program).effects)).toEqual(['1 1']);
  });

  test('two servers share nothing, not even patched prototypes or registered symbols', async () => {
    const program = await programOf({
      built: `
        console.log(Array.prototype.mark, Object.keys(Symbol.for('shared').constructor).length);
        Array.prototype.mark = 'mine'; Symbol.for('shared').constructor.mark = 1;`,
    });
    const first = boot(program);
    const second = boot(program);
    expect(lines(first.effects)).toEqual(['undefined 0']);
    expect(lines(second.effects)).toEqual(['undefined 0']);
  });

  test('a patched prototype does not reach the prelude: messages leave as they are', async () => {
    const program = await programOf({
      built: `
        Array.prototype.push = Map.prototype.set = Map.prototype.get = String.prototype.slice = () => { throw 1; };
        JSON.stringify = () => '{}'; Promise.prototype.then = () => {};
        peers[1].requestVote({ term: 1 });`,
    });
    const { effects } = boot(program);
    expect(effects).toContainEqual({
      kind: 'send',
      call: 1,
      to: 1,
      method: 'requestVote',
      text: '{"term":1}',
    });
    expect(thrown(effects)).toEqual([]);
  });
});

describe('time and chance', () => {
  test('Date, performance and timers follow virtual time', async () => {
    const program = await programOf({
      built: `
        const t0 = Date.now();
        setTimeout(() => console.log('late', Date.now() - t0, new Date() - t0, performance.now()), 250.9);`,
    });
    const { realm, effects } = boot(program, { at: 7 * MS });
    expect(effects.at(-1)).toEqual({ kind: 'wake', at: 257 * MS });
    expect(lines(realm.wake(257 * MS))).toEqual(['late 250 250 257']);
  });

  test('the real Date cannot be reached, and a server may put another one into its place', async () => {
    const program = await programOf({
      built: `
        const made = [];
        const { get } = Object.getOwnPropertyDescriptor(globalThis, 'Date');
        Object.defineProperty(Function.prototype, 'now', { set() { made.push(this); }, configurable: true });
        made.push(get());
        delete Function.prototype.now;
        made.push(Date, new Date().constructor, new Date(0).constructor, structuredClone(new Date()).constructor);
        console.log(...made.map((Made) => new Made().getTime() - Date.UTC(2026, 0)));
        class Late extends Date {}
        globalThis.Date = Late;
        console.log(Date === Late, new Date() instanceof Late, Object.keys(globalThis).includes('Date'));`,
    });
    expect(lines(boot(program, { at: 3 * MS }).effects)).toEqual([
      '3 3 3 3 3 3',
      'true true false',
    ]);
  });

  test('time does not pass while code runs, and reads the same on every machine', async () => {
    const program = await programOf({
      built:
        'const a = Date.now(); for (let i = 0; i < 1e6; i++); console.log(Date.now() - a, new Date().toISOString(), new Date().getTimezoneOffset());',
    });
    expect(lines(boot(program, { at: 1_500 * MS }).effects)).toEqual([
      expect.stringMatching(/^0 2026-01-01T00:00:01\.500Z /),
    ]);
  });

  test('timers run one by one in the order of time, then of setting', async () => {
    const program = await programOf({
      built: `
        setTimeout(() => console.log('b'), 10); setTimeout(() => console.log('c'), 10); setTimeout(() => console.log('a'), 9);
        clearTimeout(setTimeout(() => console.log('never'), 5)); setImmediate(() => console.log('now'));
        const every = setInterval(() => { console.log('tick'); clearInterval(every); }, 11);`,
    });
    const { realm, effects } = boot(program);
    const said: string[] = [];
    let wake = effects.findLast((effect) => effect.kind === 'wake')?.at;
    while (wake !== undefined) {
      const batch = realm.wake(wake);
      expect(lines(batch).length).toBeLessThanOrEqual(1);
      said.push(...lines(batch));
      wake = batch.findLast((effect) => effect.kind === 'wake')?.at;
    }
    expect(said).toEqual(['now', 'a', 'b', 'c', 'tick']);
  });

  test('Math.random depends on the seed alone', async () => {
    const program = await programOf({
      built: 'console.log(Math.random(), Math.random(), Math.random());',
    });
    const draw = (seed: number) => lines(boot(program, { seed }).effects)[0];
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
    for (const number of (draw(3) ?? '').split(' ').map(Number)) {
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(1);
    }
  });

  test('microtasks are run before the event ends, in order', async () => {
    const program = await programOf({
      requestVote: `
        queueMicrotask(() => console.log('1'));
        Promise.resolve().then(() => console.log('2')).then(() => console.log('3'));
        console.log('0');
        return { term: 1, voteGranted: true };`,
    });
    const { realm } = boot(program);
    expect(lines(realm.deliver(5, 4, 'requestVote', '{"term":1}'))).toEqual(['0', '1', '2', '3']);
  });
});

describe('the disk inside a realm', () => {
  test('reads what a boot finds, and its own writes, as copies', async () => {
    const program = await programOf({
      built: `
        const old = disk.read('old'); console.log(String.fromCharCode(...old), disk.read('none'));
        const bytes = new Uint8Array([1, 2]); disk.write('new', bytes); bytes[0] = 9;
        const back = disk.read('new'); console.log(back[0]); back[0] = 7; console.log(disk.read('new')[0]);
        disk.rename('new', 'old'); console.log(disk.read('new'), disk.read('old').length);`,
    });
    const { realm, effects } = boot(program, { files: { old: 'abc' } });
    expect(lines(effects)).toEqual(['abc undefined', '1', '1', 'undefined 2']);
    const write = effects.find(
      (effect) => effect.kind === 'disk' && effect.operation.op === 'write',
    );
    const content =
      write?.kind === 'disk' && write.operation.op === 'write' && write.operation.content;
    expect(content && realm.fetch(content.id)).toBe('\u0001\u0002');
  });

  test.each([
    ['content that is no Uint8Array', "disk.write('a', [1, 2])", /must be a Uint8Array/],
    [
      'content that only looks like one',
      "disk.write('a', Object.create(Uint8Array.prototype))",
      /must be a Uint8Array/,
    ],
    ['sync of a file that is not there', "disk.sync('a')", /there is no file "a"/],
    ['rename of a file that is not there', "disk.rename('a', 'b')", /there is no file "a"/],
  ])('%s is refused in words', async (_name, call, words) => {
    const program = await programOf({ built: call });
    expect(thrown(boot(program).effects)[0]).toMatch(words);
  });
});

test.each(['a/b', '', '.', '..', 'a\\0', 'x'.repeat(256), 'é'.repeat(128), '\\ud800'])(
  'a file that is to be called "%s" is refused in words',
  async (name) => {
    const program = await programOf({ built: `disk.write('${name}', new Uint8Array(0))` });
    expect(thrown(boot(program).effects)[0]).toMatch(/file name has 1 to 255 bytes/);
  },
);

test.each([
  'state~',
  'raft state',
  'état 状態 😀',
  '"a"\\n[b]',
  'x'.repeat(255),
  '...',
  '__proto__',
])('a file may be called %s, and is found again under that name', async (name) => {
  const text = `\`${name}\``;
  const program = await programOf({
    built: `disk.write(${text}, new Uint8Array([1])); disk.sync(${text});
        disk.rename(${text}, 'other'); disk.rename('other', ${text}); console.log(disk.read(${text}).length);
        disk.remove(${text});`,
  });
  const { effects } = boot(program);
  expect(lines(effects)).toEqual(['1']);
  const called = name.replace('\\n', '\n');
  expect(effects.flatMap((one) => (one.kind === 'disk' ? [one.operation] : []))).toMatchObject([
    { op: 'write', file: called, content: { length: 1 } },
    { op: 'sync', file: called },
    { op: 'rename', file: called, to: 'other' },
    { op: 'rename', file: 'other', to: called },
    { op: 'remove', file: called },
  ]);
});

describe('text and clones', () => {
  const SAMPLES = [
    '',
    'plain',
    'é ü ß',
    '漢字',
    '🦊 and 𝄞',
    'a\u0000b',
    '\ud800 alone',
    'alone \udc00',
    '\ufeffbom',
  ];

  test('TextEncoder and TextDecoder agree with the platform', async () => {
    const program = await programOf({
      built: `for (const s of ${JSON.stringify(SAMPLES)}) {
        const bytes = new TextEncoder().encode(s);
        const again = new TextDecoder().decode(bytes.buffer);
        console.log(JSON.stringify([...bytes]), JSON.stringify(new TextDecoder().decode(bytes)), again.length); }`,
    });
    const expected = SAMPLES.map((sample) => {
      const bytes = new TextEncoder().encode(sample);
      const text = new TextDecoder().decode(bytes);
      return `${JSON.stringify([...bytes])} ${JSON.stringify(text)} ${text.length}`;
    });
    expect(lines(boot(program).effects)).toEqual(expected);
  });

  test('texts that resemble the one before are encoded anew where they differ', async () => {
    const a = JSON.stringify({ term: 9, log: 'abc'.repeat(200) });
    const texts = [
      a,
      a,
      a.replace('9', '10'),
      a.slice(0, 400),
      a.slice(0, 300) + 'x' + a.slice(300),
      a.slice(100, 300) + a.slice(290, 500),
      'abc'.repeat(100),
      'abc'.repeat(101),
      `${a}é`,
      a.replace('9', '€'),
      'abc'.repeat(101),
    ];
    const program = await programOf({
      built: `let old;
        for (const s of ${JSON.stringify(texts)}) {
          const bytes = new TextEncoder().encode(s);
          console.log(bytes.reduce((sum, byte) => (sum * 31 + byte) % 1000003, 7));
          // What a server does to its own arrays does not show in the next one.
          bytes.fill(64);
          if (old) new TextDecoder().decode(old);
          old?.fill(64);
          old = new TextEncoder().encode(s); }`,
    });
    const sumOf = (bytes: Uint8Array) =>
      bytes.reduce((sum, byte) => (sum * 31 + byte) % 1000003, 7);
    const expected = texts.map((text) => String(sumOf(new TextEncoder().encode(text))));
    expect(lines(boot(program).effects)).toEqual(expected);
  });

  test('malformed bytes become replacement characters, as on the platform', async () => {
    const samples = [
      [0xff],
      [0xc3],
      [0xe2, 0x82],
      [0xf0, 0x9f, 0x92],
      [0x61, 0x80, 0x62],
      [0xed, 0xa0, 0x80],
      [0xc0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
    ];
    const program = await programOf({
      built: `for (const b of ${JSON.stringify(samples)}) console.log(JSON.stringify(new TextDecoder().decode(new Uint8Array(b))));`,
    });
    const expected = samples.map((bytes) =>
      JSON.stringify(new TextDecoder().decode(new Uint8Array(bytes))),
    );
    expect(lines(boot(program).effects)).toEqual(expected);
  });

  test('TextDecoder refuses every other encoding, instead of ignoring its name', async () => {
    const program = await programOf({
      built: `
        for (const label of ['utf-8', 'UTF8', undefined])
          console.log(new TextDecoder(label).decode(new Uint8Array([104])));
        new TextDecoder('latin1');`,
    });
    const { effects } = boot(program);
    expect(lines(effects)).toEqual(['h', 'h', 'h']);
    expect(thrown(effects)[0]).toMatch(
      /RangeError: TextDecoder knows only utf-8 here, not "latin1"/,
    );
  });

  test('structuredClone copies deeply, keeps cycles, and refuses functions', async () => {
    const program = await programOf({
      built: `
        const a = { list: [1, { b: 2 }], map: new Map([['k', new Set([1])]]), bytes: new Uint8Array([5]) }; a.self = a;
        const c = structuredClone(a); a.list[1].b = 3; a.bytes[0] = 6; a.map.get('k').add(2);
        console.log(c.list[1].b, c.bytes[0], c.map.get('k').size, c.self === c, c !== a);
        structuredClone(() => 0);`,
    });
    const { effects } = boot(program);
    expect(lines(effects)).toEqual(['2 5 1 true true']);
    expect(thrown(effects)[0]).toMatch(/a function cannot be cloned/);
  });

  test('console shows values on one line and its output is bounded', async () => {
    const program = await programOf({
      built: `
        console.log('a', 1, { b: [1, 'x'], c: new Map([[1, 2]]) }, new Uint8Array(3), undefined, null);
        console.log('x'.repeat(1e6)); for (let i = 0; i < 5000; i++) console.log(i);`,
    });
    const said = lines(boot(program).effects);
    expect(said[0]).toBe('a 1 { b: [ 1, "x" ], c: Map { 1 => 2 } } Uint8Array(3) undefined null');
    expect(said[1]?.length).toBeLessThan(1_100);
    expect(said.length).toBe(1_001);
    expect(said.at(-1)).toMatch(/cut after 1000 lines/);
  });
});

describe('what is thrown becomes an effect of the event', () => {
  test.each([
    ['an Error', "throw new Error('oh')", 'requestVote: Error: oh'],
    [
      'a string',
      "throw 'oh'",
      'requestVote: Error: oh was thrown (no Error object, so there is no line number)',
    ],
    [
      'null',
      'throw null',
      'requestVote: Error: null was thrown (no Error object, so there is no line number)',
    ],
    [
      'an error that lies',
      "const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { throw 1; } }); throw e",
      'requestVote: Error: something was thrown that cannot be shown',
    ],
    [
      'a stack overflow',
      'const f = () => f(); f()',
      'requestVote: RangeError: Maximum call stack size exceeded',
    ],
    [
      'a rejected promise',
      "return Promise.reject(new TypeError('late'))",
      'requestVote: TypeError: late',
    ],
    [
      'a microtask',
      "queueMicrotask(() => { throw new Error('m') }); return { term: 1, voteGranted: false }",
      'queueMicrotask: Error: m',
    ],
  ])('%s', async (_name, body, expected) => {
    const program = await programOf({ requestVote: body });
    const { realm } = boot(program);
    expect(thrown(realm.deliver(1, 2, 'requestVote', '{}'))).toEqual([expected]);
  });

  test('a stack names the line of the bundle', async () => {
    const program = await programOf({ requestVote: "\n\n throw new Error('here')" });
    const { realm } = boot(program);
    const effect = realm.deliver(1, 2, 'requestVote', '{}').find(({ kind }) => kind === 'threw');
    expect(effect).toMatchObject({
      text: expect.stringMatching(/at .*submission\.js:\d+:\d+/) as string,
    });
  });

  test.each([
    ['nothing', 'return undefined', 'requestVote answered with undefined instead of a reply'],
    ['a function', 'return () => 1', 'requestVote answered with a function instead of a reply'],
  ])('a reply of %s is a breach of the contract', async (_name, body, expected) => {
    const program = await programOf({ requestVote: body });
    const { realm } = boot(program);
    expect(realm.deliver(1, 2, 'requestVote', '{}')).toContainEqual({
      kind: 'breach',
      text: expected,
    });
  });
});
