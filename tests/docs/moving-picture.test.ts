/** The moving picture of the README shows what the programs print, and brings nothing along. */
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const read = (...parts: readonly string[]) => fs.readFileSync(path.join(ROOT, ...parts), 'utf8');
const SVG = read('docs', 'images', 'from-failure-to-fix.svg');
const BYTES_MAX = 2_000_000;

const text = (xml: string) =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
/** The lines of a scene. */
function scene(number: number): readonly string[] {
  const part = SVG.split('<g class="s s')[number] ?? '';
  return [...part.matchAll(/<text (?!class="step")[^>]*>([^<]*)<\/text>/g)].map(([, line]) =>
    text(line ?? ''),
  );
}

test('its failure is that of docs/debugging.md, which a long test compares with a real run', () => {
  const page = read('docs', 'debugging.md').split('\n');
  const [command, ...lines] = scene(1);
  expect(command).toBe('$ npm run grade 2C');
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) expect(page).toContain(line);
});

test('its fix is the line of the reference', () => {
  const line = scene(3).find((one) => one.startsWith('+'));
  expect(read('solutions', 'raft', 'election.ts')).toContain(line?.slice(2));
});

test('it is small, loads nothing, and stands still for those who want that', () => {
  expect(Buffer.byteLength(SVG)).toBeLessThan(BYTES_MAX);
  expect(SVG).not.toMatch(/<script|javascript:|href="(?!data:)/);
  expect(SVG).toContain('prefers-reduced-motion');
});
