/** There is one time limit, in jest.config.js. A shorter one would make a busy machine red. */
import fs from 'node:fs';
import path from 'node:path';
import type { Source } from './support/house';

const LIMIT_MS = 300_000;
/** How a test says how long it may take; what stands in the parentheses is that time. */
const SAYINGS = [
  /^jest\.setTimeout\(([\d_]+)\)/gm,
  /^\s*\}, ([\d_]+)\);$/gm,
  /^\s+([\d_]+),\n\s*\);$/gm,
  /^const (?:LONG|TIMEOUT)_MS = ([\d_]+);$/gm,
];

function shortLimits({ file, text }: Source): readonly string[] {
  return SAYINGS.flatMap((saying) => [...text.matchAll(saying)])
    .map(([, number = '']) => Number(number.replaceAll('_', '')))
    .filter((ms) => ms >= 1_000 && ms < LIMIT_MS)
    .map((ms) => `${file} limits a test to ${ms} ms; leave it out, jest.config.js has the limit`);
}

test('no test limits itself to less than all may take', () => {
  const sources = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((file) => ({ file, text: fs.readFileSync(path.join(__dirname, file), 'utf8') }));
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.flatMap(shortLimits)).toEqual([]);
  const config = fs.readFileSync(path.join(__dirname, '..', 'jest.config.js'), 'utf8');
  expect(config).toContain('testTimeout: 300_000,');
});

test.each([
  ['for a file', 'jest.setTimeout(20_000);'],
  ['behind a test', "test('x', () => {\n}, 60_000);"],
  ['as the last argument', "test(\n  'x',\n  run,\n  60_000,\n);"],
  ['by name', 'const LONG_MS = 120_000;'],
])('a shorter one is found: %s', (_name, text) => {
  expect(shortLimits({ file: 'a.test.ts', text })).toHaveLength(1);
});
