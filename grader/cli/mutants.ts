/**
 * `npm run mutants`: every mutant of the bank must be caught by its own stage, with a rule that
 * explains it. Exit codes: 0 all are caught and docs/mutants.md is up to date; 1 one is not caught, or
 * the page differs; 2 the command line is wrong; 3 the grader itself failed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BANK } from '../proof/mutants/bank';
import { campaign, type Trial } from '../proof/mutants/campaign';
import { forReal } from '../proof/mutants/for-real';
import { LEFT_OUT } from '../proof/mutants/left-out';
import { line, page, summary } from '../proof/mutants/page';
import { complaint, isKilled } from '../proof/mutants/mutant-verdict';
import { type MutantsCommand, parseMutantsArgs, QUICK_SLICES } from '../proof/mutants/mutants-args';
import { Meter } from '../command/meter';
import { KIT } from '../command/place';
import { print, runCommand } from '../command/run-command';
import { turnOf, turnWords } from '../command/turn';

const PAGE = path.join(KIT, 'docs', 'mutants.md');

const turn = turnOf(QUICK_SLICES);

runCommand((argv, env) => parseMutantsArgs(argv, env, BANK, turn.part), mutants);

async function mutants(command: MutantsCommand): Promise<number> {
  const { chosen, seeds, write, isQuick, liveSeconds } = command;
  const which = isQuick ? `, ${turnWords(turn)}` : '';
  print(`${chosen.length} of ${BANK.length} mutants${which}`);
  if (liveSeconds !== undefined) return (await forReal(chosen, liveSeconds, print)) ? 0 : 1;
  const meter = new Meter(chosen.length, 'mutants', 'not caught');
  const trials = await campaign(chosen, {
    ...(seeds !== undefined && { seedsOf: () => seeds }),
    onTrial: ({ mutant, verdict }) => {
      meter.step(!isKilled(verdict), ` (${mutant.id})`);
    },
  });
  for (const trial of trials) {
    const text = complaint(trial.mutant, trial.verdict);
    if (text !== undefined) print(`✗ ${text}`);
  }
  print(summary(trials));
  const isStale = seeds === undefined && (write ? written(trials) : differs(trials));
  return trials.every(({ verdict }) => isKilled(verdict)) && !isStale ? 0 : 1;
}

function written(trials: readonly Trial[]): false {
  writeFileSync(PAGE, page(trials, LEFT_OUT));
  print('Wrote docs/mutants.md');
  return false;
}

/** When only a part of the bank ran, compares only that part's lines. */
function differs(trials: readonly Trial[]): boolean {
  const present = existsSync(PAGE) ? readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n') : '';
  const lines = new Set(present.split('\n'));
  const wrong = trials.map(line).filter((one) => !lines.has(one));
  const isWhole = trials.length === BANK.length;
  if (wrong.length === 0 && (!isWhole || present === page(trials, LEFT_OUT))) return false;
  print(wrong.map((one) => `docs/mutants.md should say:\n${one}`).join('\n'));
  print('docs/mutants.md differs from these results. To write it again: npm run mutants write');
  return true;
}
