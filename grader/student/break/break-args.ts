/** Reads the options of `npm run break`. Pure. */
import { type Stage, STAGES } from '../../contract';
import { type Help, readWords, type Vocabulary } from '../../command/options';
import { stagesCalled } from '../../command/stage-words';
import { findTest } from '../../command/test-names';
import { askBack, LIST_LINE, type UsageProblem } from '../../command/usage-problem';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { entryOf } from '../../judge/rules/explanations';

export const BREAK = 'npm run break';

export type BreakCommand =
  /** Shows the current state, and what to do next. */
  | { readonly kind: 'explain' }
  | { readonly kind: 'ideas' }
  /** Replaces the broken copy with a fresh one. */
  | { readonly kind: 'again' }
  | { readonly kind: 'judge'; readonly stage: Stage; readonly guess: Guess };

/** Which test will catch the fault, and which rule it will name. */
export interface Guess {
  readonly test: string;
  readonly rule: string;
}

const VOCABULARY: Vocabulary = {
  command: BREAK,
  does: 'You put a fault into a copy of your Raft and guess which test catches it.',
  bare: 'STAGE',
  words: [
    { name: 'test', takes: 'NAME', does: 'your guess: the test that will fail' },
    { name: 'rule', takes: 'ID', does: 'your guess: the rule that it will name' },
    { name: 'ideas', does: 'faults to try, by rule' },
    { name: 'again', does: 'make a new copy of your Raft, without the fault' },
  ],
  examples: [
    `${BREAK}                             makes the copy`,
    `${BREAK} 2A test=one-vote rule=RV.2  grades it: which tests fail?`,
    `${BREAK} ideas`,
  ],
};

export function parseBreakArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): BreakCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  if (said.has('ideas')) return { kind: 'ideas' };
  if (said.has('again')) return { kind: 'again' };
  const [word] = said.bare;
  const [name, id] = [said.one('test'), said.one('rule')];
  if (word === undefined && name === undefined && id === undefined) return { kind: 'explain' };
  const [stage, another] = stagesCalled(word ?? '') ?? [];
  if (stage === undefined || another !== undefined)
    return askBack(
      `Which stage should catch it? One of ${STAGES.join(', ')}, with your guess:`,
      `${BREAK} 2A test=one-vote rule=RV.2`,
    );
  if (name === undefined || id === undefined)
    return askBack(
      'Guess first: which test will fail, and which rule will it name?',
      `${BREAK} ${stage} test=NAME rule=ID`,
    );
  const rule = entryOf(id.toUpperCase())?.id;
  if (rule === undefined)
    return askBack(`There is no rule "${id}". All rules:`, 'npm run hint list');
  const test = findTest(name, CATALOGUE, [stage]);
  if (test.kind === 'none') return askBack(`There is no test "${name}". All tests:`, LIST_LINE);
  const ids = test.kind === 'one' ? [test.test.id] : test.tests.map((one) => one.id);
  const [first = ''] = ids;
  if (ids.length > 1)
    return askBack(
      `"${name}" fits several tests: ${ids.join(', ')}. For example:`,
      `${BREAK} ${stage} test=${first.slice(3)} rule=${rule}`,
    );
  return { kind: 'judge', stage, guess: { test: first, rule } };
}
