/** docs/security.md says what holds and which test shows it: each claim names one, and each of them is there. */
import fs from 'node:fs';
import path from 'node:path';
import { CORPUS } from '../../grader/proof/cheats/corpus';

const ROOT = path.join(__dirname, '..', '..');
const PAGE = fs
  .readFileSync(path.join(ROOT, 'docs', 'security.md'), 'utf8')
  .replaceAll('\r\n', '\n');

const section = (title: string) =>
  new RegExp(`^## ${title}\n([^]*?)(?=^## |(?![^]))`, 'm').exec(PAGE)?.[1] ?? '';
const paragraphs = (text: string) => text.split(/\n\n+/).filter((one) => one.trim() !== '');
const testsNamed = (text: string) =>
  [...text.matchAll(/`(tests\/[^`]+)`/g)].map(([, file = '']) => file);

const CLAIMS = [
  ...paragraphs(section('How it is arranged')).filter((one) => one.startsWith('**')),
  ...paragraphs(section('Seeds and the secret')),
  ...paragraphs(section('What is defended')).slice(0, 1),
];

test('there is something to look at', () => {
  expect(CLAIMS.length).toBeGreaterThan(12);
  expect(testsNamed(PAGE).length).toBeGreaterThan(20);
});

test('each claim names the test that shows it', () => {
  expect(CLAIMS.filter((claim) => testsNamed(claim).length === 0)).toEqual([]);
});

test('each test that is named is there, and tests something', () => {
  const missing = testsNamed(PAGE).filter((file) => {
    const place = path.join(ROOT, ...file.split('/'));
    return !fs.existsSync(place) || !/\b(?:test|describe)\b/.test(fs.readFileSync(place, 'utf8'));
  });
  expect(missing).toEqual([]);
});

test('each area of the corpus of cheats has its row, and each row its cheats', () => {
  const rows = section('What is defended')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const named = rows.flatMap((row) =>
    [...row.matchAll(/`([a-z]+)\/` *\|/g)].map(([, area]) => area),
  );
  const areas = new Set(CORPUS.map(({ id }) => id.split('/')[0]));
  expect([...named].sort()).toEqual([...areas].sort());
});
