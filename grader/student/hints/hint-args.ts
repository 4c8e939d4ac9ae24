/** Reads the options of `npm run hint`. Pure. */
import { type Stage, STAGES } from '../../contract';
import { type Subject, SUBJECTS, subjectOf } from '.';
import type { Step } from './ladder';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { COLUMNS, fold } from '../../report/plain';
import { stagesCalled } from '../../command/stage-words';
import { nearest } from '../../command/nearest';
import { findTest, nameOf, splitTestName } from '../../command/test-names';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import { type Help, readWords, type Vocabulary, wholeNumber } from '../../command/options';

export const HINT = 'npm run hint';

/** What the student wants a hint on. */
export type Asked =
  | { readonly kind: 'subject'; readonly subject: Subject }
  /** The latest failure in these stages. */
  | { readonly kind: 'stages'; readonly stages: readonly Stage[]; readonly word: string };

export type HintCommand =
  | { readonly kind: 'hint'; readonly asked: Asked; readonly step: Step | undefined }
  /** Forgets the progress in one ladder, or in all. */
  | { readonly kind: 'forget'; readonly subject: Subject | undefined };

const VOCABULARY: Vocabulary = {
  command: HINT,
  does: 'Gives a hint in three steps: where to look, what to reread, what to do.',
  bare: 'STAGE, TEST or RULE',
  words: [
    { name: 'step', takes: 'N', does: 'show step 1, 2 or 3, instead of the next one' },
    { name: 'forget', does: 'forget which steps you have seen, and start again' },
  ],
  examples: [
    `${HINT} 2C             on the first failure of your last grading of 2C`,
    `${HINT} figure-8       on a test`,
    `${HINT} P.2            on a rule of docs/figure-2.md`,
    `${HINT} P.2 step=1     the first step again`,
    `${HINT} list           all rules`,
    `${HINT} forget         all hints start again with step 1`,
  ],
};

/** All rules that have hints, in the order of docs/figure-2.md. */
function listing(): Help {
  const rules = SUBJECTS.filter(({ kind }) => kind === 'rule');
  const width = Math.max(...rules.map(({ id }) => id.length));
  const rows = rules.flatMap(({ id, title }) =>
    fold(title, COLUMNS - width - 4).map(
      (line, at) => `  ${(at === 0 ? id : '').padEnd(width)}  ${line}`,
    ),
  );
  const text = [
    `For a hint: ${HINT} RULE. Tests have hints, too: npm run grade list`,
    '',
    ...rows,
  ].join('\n');
  return { kind: 'help', text };
}

export function parseHintArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): HintCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const [word, another] = said.bare;
  if (word?.toLowerCase() === 'list' && another === undefined) return listing();
  if (word !== undefined && another !== undefined)
    return askBack('One hint at a time. Did you mean:', `${HINT} ${word}`, `${HINT} ${another}`);
  const asked = askedFor(word);
  if (asked.kind === 'problem') return asked;
  const step = wholeNumber(said, 'step', { least: 1, most: 3 });
  if (typeof step === 'object') return step;
  if (!said.has('forget')) return { kind: 'hint', asked, step: step as Step | undefined };
  if (step !== undefined)
    return askBack('Forget all steps of a hint, or show one:', `${HINT} forget`);
  return { kind: 'forget', subject: asked.kind === 'subject' ? asked.subject : undefined };
}

function askedFor(word: string | undefined): Asked | UsageProblem {
  if (word === undefined) return { kind: 'stages', stages: STAGES, word: '' };
  const stages = stagesCalled(word);
  if (stages !== undefined) return { kind: 'stages', stages, word };
  const rule = ruleCalled(word);
  if (rule !== undefined) return { kind: 'subject', subject: rule };
  const test = findTest(word, CATALOGUE, undefined);
  if (test.kind === 'several') {
    const [first] = test.tests;
    const ids = test.tests.map(({ id }) => id).join(', ');
    return askBack(
      `"${word}" fits several tests: ${ids}\nFor example:`,
      `${HINT} ${first?.id ?? ''}`,
    );
  }
  const subject = test.kind === 'one' ? subjectOf(test.test.id) : undefined;
  return subject === undefined ? unknown(word) : { kind: 'subject', subject };
}

/** `P.2`, `p2` or `docs/figure-2.md#p2`. */
function ruleCalled(word: string): Subject | undefined {
  const name = plainRule(word.replace(/^.*#/, ''));
  return SUBJECTS.find(({ kind, id }) => kind === 'rule' && plainRule(id) === name);
}

function plainRule(word: string): string {
  return word.toLowerCase().replace('.', '');
}

function unknown(word: string): UsageProblem {
  const rules = SUBJECTS.filter(({ kind }) => kind === 'rule').map(({ id }) => id);
  const [, letters] = /^([a-z]{1,3})\.?\d+$/i.exec(word) ?? [];
  const family = rules.filter((id) => id.split('.')[0] === letters?.toUpperCase());
  if (family[0] !== undefined)
    return askBack(
      `There is no rule ${word}. There are ${family.sort().join(', ')}. For example:`,
      `${HINT} ${family[0]}`,
    );
  const { name } = splitTestName(word);
  const meant = nearest(name, [...CATALOGUE.map(nameOf), ...rules, ...STAGES]);
  if (meant !== undefined)
    return askBack(
      `There is no stage, test or rule "${word}". Did you mean ${meant}?`,
      `${HINT} ${meant}`,
    );
  return askBack(
    `There is no stage, test or rule "${word}". Stages are ${STAGES.join(', ')}, docs/figure-2.md lists the rules, and this lists all tests:`,
    'npm run grade list',
  );
}
