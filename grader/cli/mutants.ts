/**
 * `npm run mutants`: every mutant of the bank must be caught by its own stage, with a rule that explains
 * it. Exit codes: 0 all caught and docs/mutants.md says so; 1 some not, or the page says otherwise; 2 the
 * command line is wrong; 3 the grader itself failed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BANK } from '../proof/mutants/bank';
import { campaign, type Trial } from '../proof/mutants/campaign';
import { LEFT_OUT } from '../proof/mutants/left-out';
import { line, page, summary } from '../proof/mutants/page';
import { complaint, isKilled } from '../proof/mutants/mutant-verdict';
import { fitted } from '../report/plain';
import { parseMutantsArgs } from '../proof/mutants/mutants-args';

const PAGE = path.join(__dirname, '..', '..', 'docs', 'mutants.md');
const TOLD_EVERY_MS = 10_000;

// Ends by way of 'exit', where children and temporary files are seen to.
process.once('SIGINT', () => process.exit(130));

async function main(): Promise<number> {
  const command = parseMutantsArgs(process.argv.slice(2), BANK);
  if (command.kind !== 'mutants') {
    (command.kind === 'help' ? process.stdout : process.stderr).write(`${command.text}\n`);
    return command.kind === 'help' ? 0 : 2;
  }
  const { chosen, seeds, write } = command;
  print(`${chosen.length} of ${BANK.length} mutants`);
  const progress = meter(chosen.length);
  const trials = await campaign(chosen, {
    ...(seeds !== undefined && { seedsOf: () => seeds }),
    onTrial: progress,
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

/** Of a part of the bank, only that part's lines are compared. */
function differs(trials: readonly Trial[]): boolean {
  const present = existsSync(PAGE) ? readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n') : '';
  const lines = new Set(present.split('\n'));
  const wrong = trials.map(line).filter((one) => !lines.has(one));
  const isWhole = trials.length === BANK.length;
  if (wrong.length === 0 && (!isWhole || present === page(trials, LEFT_OUT))) return false;
  print(wrong.map((one) => `docs/mutants.md should say:\n${one}`).join('\n'));
  print('docs/mutants.md is not what was found. To write it anew: npm run mutants write');
  return true;
}

function meter(planned: number): (trial: Trial) => void {
  const startedMs = performance.now();
  let toldMs = startedMs;
  let done = 0;
  let failed = 0;
  return ({ mutant, verdict }) => {
    done++;
    if (!isKilled(verdict)) failed++;
    const nowMs = performance.now();
    const isTerminal = process.stdout.isTTY;
    if (!isTerminal && nowMs - toldMs < TOLD_EVERY_MS && done < planned) return;
    toldMs = nowMs;
    const leftSeconds = Math.round(((nowMs - startedMs) / done) * (planned - done) * 0.001);
    const text = `${done} of ${planned} mutants, ${failed} not caught, about ${leftSeconds} s left (${mutant.id})`;
    if (isTerminal) process.stdout.write(`\r\u001b[2K${text}${done === planned ? '\n' : ''}`);
    else print(text);
  };
}

function print(text: string): void {
  process.stdout.write(`${fitted(text)}\n`);
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
