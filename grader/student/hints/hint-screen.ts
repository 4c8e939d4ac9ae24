/** The layout of a hint: at most 80 columns, without colour when piped. */
import { ladderOf, ruleOf, sharedWith, type Subject, testOf } from '.';
import { LAST_STEP, type Step, STEP_NAMES, stepOf } from './ladder';
import pc from '../../report/colour';
import { COLUMNS, fold } from '../../report/plain';
import { anchorOf } from '../../judge/rules/explanations';
import { HINT } from './hint-args';

const INDENT = '  ';

interface Shown {
  readonly subject: Subject;
  readonly step: Step;
  /** The command for the next step or, after the last step, for what follows the ladder. */
  readonly next: string | undefined;
}

export function hintScreen({ subject, step, next }: Shown): string {
  const rule = sharedWith(subject, step);
  const what = subject.kind === 'rule' ? `rule ${subject.id}` : subject.id;
  return [
    ...fold(`Hint on ${what}: ${subject.title}`, COLUMNS).map((line) => pc.bold(line)),
    pc.dim(
      `Step ${step} of ${LAST_STEP}: ${STEP_NAMES[step]}${rule === undefined ? '' : `, the same as for rule ${rule}`}`,
    ),
    '',
    ...fold(stepOf(ladderOf(subject), step), COLUMNS - INDENT.length).map(
      (line) => `${INDENT}${line}`,
    ),
    '',
    ...(step < LAST_STEP ? [`The next step:  ${next ?? ''}`] : afterLast(subject, next)),
  ].join('\n');
}

/** Wraps a short message, such as what failed. */
export function told(text: string): string {
  return fold(text, COLUMNS).join('\n');
}

function afterLast(subject: Subject, next: string | undefined): string[] {
  const rule = ruleOf(subject);
  const id = subject.kind === 'test' ? subject.id : testOf(rule)?.id;
  const [stage = '', name = ''] = id?.split('/') ?? [];
  const rows: (readonly [line: string, what: string])[] = [];
  if (next !== undefined) rows.push([next, 'hints on the test itself']);
  rows.push([anchorOf(rule), 'the rule in full']);
  if (id !== undefined) {
    const what = subject.kind === 'test' ? 'its report and timeline' : 'a test of this rule';
    rows.push([`npm run grade ${stage} only=${name}`, what]);
    rows.push([`labs/${stage}/README.md`, 'the common mistakes of this stage']);
    rows.push([`npm run explore ${stage}`, 'the shortest way to break a rule']);
  }
  rows.push([`${HINT} ${subject.id} step=1`, 'the first step again']);
  const width = Math.max(...rows.map(([line]) => line.length));
  return [
    'That was the last step. Other tools:',
    ...rows.map(([line, what]) => `${INDENT}${line.padEnd(width)}${INDENT}${pc.dim(what)}`),
  ];
}
