/** The limits that contract.ts tells are those that the code has. */
import fs from 'node:fs';
import path from 'node:path';
import { CATALOGUE } from '../grader/judge/scenarios/catalogue';
import { HEAP_MB_MAX, USUAL } from '../grader/runs/pool/limits';

const ROOT = path.join(__dirname, '..');
const CONTRACT = textOf('grader/contract.ts')
  .replace(/\n \* ?/g, ' ')
  .replace(/ {2,}/g, ' ');

function textOf(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8').replaceAll('\r\n', '\n');
}

/** The number that a constant has in a file from which nothing can be imported here. */
function constant(file: string, name: string): number {
  const found = new RegExp(`const ${name}\\b[^=]*= ([^;]+);`).exec(textOf(file))?.[1] ?? '';
  const [base = '', power = '1', minus = '0'] =
    /^([\d_]+)(?: \*\* (\d+))?(?: - (\d+))?$/.exec(found)?.slice(1) ?? [];
  const shift = /^1 << (\d+)$/.exec(found)?.[1];
  if (shift !== undefined) return 2 ** Number(shift);
  return Number(base.replaceAll('_', '')) ** Number(power) - Number(minus);
}

const grouped = (limit: number) => limit.toLocaleString('en-US');
const chars = constant('grader/world/realm/prelude/outbox.ts', 'CHARS_MAX');
const virtualConsole = 'grader/world/realm/prelude/console.ts';
const elections = 'grader/judge/scenarios/2A';

test.each([
  [`${grouped(constant('grader/world/realm/own-files.ts', 'FILE_BYTES_MAX'))} bytes each`],
  [`${Math.floor(chars / 2 ** 20)} million characters in messages`],
  [`${USUAL.silentCpuSeconds} seconds of processor time; a whole run has ${USUAL.runCpuSeconds}`],
  [`${HEAP_MB_MAX} megabytes`],
  [`${grouped(constant(virtualConsole, 'LINES_PER_BOOT_MAX'))} lines for each boot`],
  [`cut after ${grouped(constant(virtualConsole, 'LINE_CHARS_MAX'))} characters`],
  [`1 to ${grouped(constant('grader/world/realm/prelude/timers.ts', 'DELAY_MS_MAX'))} ms`],
  [
    `at most ${grouped(constant('grader/world/cluster/flood.ts', 'REQUESTS_PER_SECOND_MAX'))} RPCs, and ${grouped(constant('grader/world/cluster/flood.ts', 'TIMERS_PER_SECOND_MAX'))} of its timers`,
  ],
  [`0 to ${grouped(Number.MAX_SAFE_INTEGER)}`],
  [`1 to ${constant('grader/world/realm/prelude/disk.ts', 'FILE_NAME_BYTES_MAX')} bytes in UTF-8`],
  [`at most ${constant('grader/judge/rules/litter.ts', 'FILES_MAX')} that a server has written`],
  [
    `at most ${grouped(constant('grader/judge/scenarios/2C/persister-growth.ts', 'DISK_BYTES_MAX'))} bytes`,
  ],
  [
    `or ${grouped(constant('grader/world/cluster/agreement.ts', 'IN_ALL_LOSSY_MS'))} if messages get lost`,
  ],
  [
    `up to ${grouped(constant('grader/judge/scenarios/2B/lagging-follower.ts', 'LARGEST_CHARS'))} characters`,
  ],
  [
    `up to ${1_000 / constant('grader/judge/scenarios/2B/dead-peer.ts', 'EVERY_MS')} a second for seconds`,
  ],
  [`answers within ${grouped(constant('grader/judge/scenarios/directed.ts', 'ANSWER_MS'))}`],
  [
    `starts an election within ${grouped(constant('grader/judge/scenarios/directed.ts', 'ELECTION_MS'))}`,
  ],
  [`handles a reply within ${constant(`${elections}/old-votes.ts`, 'COUNTED_MS')}`],
  [`not within ${constant(`${elections}/moments.ts`, 'JUST_NOW_MS')} of its previous one`],
  [`over at least ${constant(`${elections}/random-timeouts.ts`, 'SPREAD_MS_MIN')}`],
  [`all others within ${constant('grader/judge/scenarios/directed.ts', 'ALL_ASKED_MS')}`],
  [`each of them within ${constant(`${elections}/first-heartbeat.ts`, 'AT_ONCE_MS')}`],
  [`at least every ${constant(`${elections}/heartbeats.ts`, 'GAP_MS_MAX')}`],
  [`at most ${constant(`${elections}/heartbeats.ts`, 'PER_SECOND_MAX')} times a second`],
  [
    `at most ${grouped(constant('grader/judge/scenarios/2B/count.ts', 'UNREACHED_PER_SECOND_MAX'))} a second`,
  ],
  [
    `apply a command within ${grouped(constant('grader/world/cluster/agreement.ts', 'ONE_TRY_MS'))}`,
  ],
  [`applied within ${grouped(constant('grader/judge/scenarios/2B/steps.ts', 'APPLY_MS'))}`],
])('the contract says "%s", as the code does', (words) => {
  expect(CONTRACT).toContain(words);
});

test('the contract says how many servers a cluster of a test has', () => {
  const sizes = CATALOGUE.flatMap(({ servers }) => servers);
  const words = `The clusters in the tests have ${Math.min(...sizes)} to ${Math.max(...sizes)} servers.`;
  expect(CONTRACT).toContain(words);
});

test('the contract says what is not there: no entry of a leader of its own, and which faults', () => {
  expect(CONTRACT).toContain('A leader appends no entries of its own');
  expect(CONTRACT).toContain('No test has any of these: a disk that fails');
});
