/**
 * `npm run cheats`: plays the corpus of cheats against the grader. Exit codes: 0 none of them worked; 1
 * one gained points, hurt another submission or was not noticed; 2 the command line is wrong; 3 the
 * grader failed.
 */
import { tryTheStackEnd } from '../proof/cheats/stack-end';
import { campaign } from '../proof/cheats/campaign';
import { isPossibleOn } from '../proof/cheats/cheat';
import { CORPUS } from '../proof/cheats/corpus';
import { complaints, outcome, type Played } from '../proof/cheats/cheat-verdict';
import { reader, type Said, type Vocabulary } from '../command/options';
import { print, Refusal, runCommand } from '../command/run-command';
import { turnOf, turnWords } from '../command/turn';
import { plain } from '../report/plain';
import { bundlePrelude } from '../world/realm/bundle';

const VOCABULARY: Vocabulary = {
  command: 'npm run cheats',
  does: 'Runs submissions that try to cheat, and shows the outcome of each.',
  words: [
    { name: 'only', takes: 'PART', does: 'cheats with this in their id' },
    { name: 'quick', does: 'one in five; the choice changes with each commit' },
    { name: 'list', does: 'list the cheats and run nothing' },
  ],
  examples: ['npm run cheats', 'npm run cheats only=loops', 'npm run cheats quick'],
};

const QUICK_ONE_IN = 5;
const COMPLAINT_CHARS_MAX = 600;
const STACK_END = 'escape/stack-end';
const BRINK_SHOWN_MAX = 10;

runCommand(reader(VOCABULARY), cheats);

async function cheats(said: Said): Promise<number> {
  const only = said.one('only') ?? '';
  const possible = CORPUS.filter((cheat) => isPossibleOn(process.platform, cheat));
  const turn = turnOf(said.has('quick') ? QUICK_ONE_IN : 1);
  const chosen = possible
    .filter(({ id }) => id.includes(only))
    .filter((_, i) => i % turn.parts === turn.part - 1);
  if (chosen.length === 0 && only === STACK_END) return (await atTheBrink()) ? 0 : 1;
  if (chosen.length === 0) throw new Refusal(`No cheat has "${only}" in its id.`);
  if (said.has('list'))
    return print(chosen.map(({ id, attempt }) => `${id.padEnd(36)} ${attempt}`).join('\n'));
  const which = said.has('quick') ? `, ${turnWords(turn)}` : '';
  print(`${chosen.length} of ${CORPUS.length} cheats${which}`);
  const startedMs = performance.now();
  let done = 0;
  const played = await campaign(chosen, (one) => {
    done++;
    print(line(one, `${done}/${chosen.length}`));
  });
  const wrong = played.filter((one) => complaints(one).length > 0);
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  print(`${played.length - wrong.length} of ${played.length} had no effect, in ${seconds} s`);
  const brinkHolds = said.has('quick') || !STACK_END.includes(only) || (await atTheBrink());
  return wrong.length === 0 && brinkHolds ? 0 : 1;
}

/** Runs generated code at the end of the stack. Returns whether it found nothing of the host's. */
async function atTheBrink(): Promise<boolean> {
  const { tries, found } = tryTheStackEnd(await bundlePrelude());
  print(
    `${found.length === 0 ? '✓' : '✗'} ${STACK_END}: ${tries} tries at the end of the stack, ${found.length} found something`,
  );
  for (const one of found.slice(0, BRINK_SHOWN_MAX)) print(plain(one, COMPLAINT_CHARS_MAX));
  return found.length === 0;
}

function line(played: Played, count: string): string {
  const { id, attempt } = played.cheat;
  const wrong = complaints(played);
  if (wrong.length === 0) return `✓ ${count.padStart(7)}  ${id.padEnd(36)} ${outcome(played)}`;
  const what = plain(wrong.join('; '), COMPLAINT_CHARS_MAX);
  return `✗ ${count.padStart(7)}  ${id.padEnd(36)} ${what}\n            ${attempt}`;
}
