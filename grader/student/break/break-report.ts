/**
 * What `npm run break` prints: how to play, or which test and rule caught the fault, beside the
 * guess.
 */
import { type Stage, STAGES } from '../../contract';
import type { StageMemory } from '../../command/memory/stage-memory';
import { entryOf } from '../../judge/rules/explanations';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import pc from '../../report/colour';
import { isUnwell } from '../../report/focus';
import { COLUMNS, fitted, fold, plain } from '../../report/plain';
import type { TestResult } from '../../report/result';
import { BREAK, type Guess } from './break-args';
import { type Change, COPY } from './broken-copy';
import { IDEAS } from './ideas';

/** More changed lines than a single fault needs. */
const LINES_MANY = 6;

/** Stages whose tests have all passed. Only a working Raft can be broken. */
export function stagesPassed(memory: StageMemory): readonly Stage[] {
  return STAGES.filter((stage) =>
    CATALOGUE.every(
      (test) =>
        stageOf(test) !== stage || memory.get(stage)?.tests.get(test.id)?.status === 'passed',
    ),
  );
}

export function ideas(): string {
  return STAGES.flatMap((stage) => [
    pc.bold(stage),
    ...IDEAS.filter((idea) => idea.stage === stage).map(
      ({ rule, fault }) => `  ${rule.padEnd(6)} ${fault}`,
    ),
  ]).join('\n');
}

export function howToPlay(stage: Stage): string {
  return [
    ...told('Break your own Raft: it shows what each test is for.'),
    `  1. Put one small fault into the copy in ${COPY}.`,
    '     For ideas: npm run break ideas',
    '  2. Guess which test will fail, and which rule it will name.',
    `  3. ${BREAK} ${stage} test=NAME rule=ID`,
    `To start again with a new copy: ${BREAK} again`,
  ].join('\n');
}

export function changesText(changes: readonly Change[]): string {
  const lines = changes.reduce((sum, change) => sum + change.lines, 0);
  const files = changes.map(({ file }) => plain(file, 60)).join(', ');
  const text = `Your fault: ${lines} ${lines === 1 ? 'line' : 'lines'} in ${files}.`;
  const much = ' A smaller fault teaches more: change one line.';
  return told(lines > LINES_MANY ? text + much : text).join('\n');
}

export function verdict(stage: Stage, { test, rule }: Guess, tests: readonly TestResult[]): string {
  const caught = tests.filter(isUnwell);
  if (caught.length === 0)
    return told(
      `No test of ${stage} caught it. If it really is a fault, a later stage may catch it, or more seeds: npm run grade all dir=${COPY} seeds=20`,
    ).join('\n');
  const width = Math.max(...caught.map(({ id }) => id.length));
  const rows = caught.map((one) =>
    fitted(
      `  ${one.id.padEnd(width)}  ${one.rule ?? one.status} ${entryOf(one.rule ?? '')?.title ?? ''}`,
    ),
  );
  const isTest = caught.some(({ id }) => id === test);
  const isRule = caught.some((one) => one.rule === rule);
  const isBoth = caught.some((one) => one.id === test && one.rule === rule);
  return [
    `${caught.length} of ${tests.length} tests of ${stage} caught it:`,
    ...rows,
    '',
    ...told(guessText(test, rule, { isTest, isRule, isBoth })).map((line) =>
      isBoth ? pc.green(line) : line,
    ),
    '',
    'To see how the first one noticed:',
    `  ${seeLine(caught[0])}`,
  ].join('\n');
}

function guessText(
  test: string,
  rule: string,
  { isTest, isRule, isBoth }: Readonly<Record<'isTest' | 'isRule' | 'isBoth', boolean>>,
): string {
  if (isBoth) return `You guessed ${test} and ${rule}: right.`;
  if (isTest && isRule)
    return `You guessed ${test} and ${rule}. The test caught it, but another test named that rule.`;
  if (isTest) return `You guessed ${test} and ${rule}. The test is right; it named another rule.`;
  if (isRule) return `You guessed ${test} and ${rule}. The rule is right; other tests named it.`;
  return `You guessed ${test} and ${rule}. Neither is right: why?`;
}

function seeLine(test: TestResult | undefined): string {
  const [stage = '', name = ''] = test?.id.split('/') ?? [];
  return `npm run grade ${stage} only=${name} seed=${test?.failingSeed ?? 1} dir=${COPY}`;
}

function told(text: string): readonly string[] {
  return fold(text, COLUMNS);
}
