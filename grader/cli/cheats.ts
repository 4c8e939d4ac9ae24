/**
 * `npm run cheats`: plays the corpus of cheats against the grader. Exit codes: 0 the grader stood all of
 * them; 1 one gained, hurt another or was not seen; 2 the command line is wrong; 3 the grader failed.
 */
import { campaign } from '../proof/cheats/campaign';
import { isPossibleOn } from '../proof/cheats/cheat';
import { CORPUS } from '../proof/cheats/corpus';
import { complaints, outcome, type Played } from '../proof/cheats/cheat-verdict';
import { fitted, plain } from '../report/plain';
import { readWords, type Vocabulary } from '../command/options';

const VOCABULARY: Vocabulary = {
  command: 'npm run cheats',
  does: 'Plays submissions that try to cheat, and says what came of each.',
  words: [
    { name: 'only', takes: 'PART', does: 'cheats with this in their id' },
    { name: 'quick', does: 'one in five, and none that is hard on the bundler' },
    { name: 'list', does: 'says what there is, and plays nothing' },
  ],
  examples: ['npm run cheats', 'npm run cheats only=loops', 'npm run cheats quick'],
};

const QUICK_ONE_IN = 5;
const COMPLAINT_CHARS_MAX = 600;

// Ends by way of 'exit', where children and temporary files are seen to.
process.once('SIGINT', () => process.exit(130));

async function main(): Promise<number> {
  const said = readWords(VOCABULARY, process.argv.slice(2), process.env);
  if (said.kind === 'help') return print(said.text, 0);
  if (said.kind === 'problem') return complain(said.message);
  const only = said.one('only') ?? '';
  const possible = CORPUS.filter((cheat) => isPossibleOn(process.platform, cheat));
  const chosen = possible
    .filter(({ id }) => id.includes(only))
    .filter(
      (cheat, i) =>
        !said.has('quick') || (i % QUICK_ONE_IN === 0 && !cheat.id.startsWith('bundling/')),
    );
  if (chosen.length === 0) return complain(`No cheat has "${only}" in its id.`);
  if (said.has('list'))
    return print(chosen.map(({ id, attempt }) => `${id.padEnd(36)} ${attempt}`).join('\n'), 0);
  print(`${chosen.length} of ${CORPUS.length} cheats`, 0);
  const startedMs = performance.now();
  let done = 0;
  const played = await campaign(chosen, (one) => {
    done++;
    print(line(one, `${done}/${chosen.length}`), 0);
  });
  const wrong = played.filter((one) => complaints(one).length > 0);
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  print(`${played.length - wrong.length} of ${played.length} came to nothing, in ${seconds} s`, 0);
  return wrong.length === 0 ? 0 : 1;
}

function line(played: Played, count: string): string {
  const { id, attempt } = played.cheat;
  const wrong = complaints(played);
  if (wrong.length === 0) return `✓ ${count.padStart(7)}  ${id.padEnd(36)} ${outcome(played)}`;
  const what = plain(wrong.join('; '), COMPLAINT_CHARS_MAX);
  return `✗ ${count.padStart(7)}  ${id.padEnd(36)} ${what}\n            ${attempt}`;
}

function print(text: string, exit: number): number {
  process.stdout.write(`${fitted(text)}\n`);
  return exit;
}

function complain(text: string): number {
  process.stderr.write(`${fitted(text)}\n`);
  return 2;
}

main().then(
  (exit) => {
    process.exitCode = exit;
  },
  (thrown: unknown) => {
    process.stderr.write(
      `${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`,
    );
    process.exitCode = 3;
  },
);
