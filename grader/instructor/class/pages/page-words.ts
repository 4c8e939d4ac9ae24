/** The sentences on students' pages. HTML and Markdown pages use the same ones. */
import { anchorOf, entryOf } from '../../../judge/rules/explanations';
import type { TestStatus } from '../../../report/result';
import { seconds } from '../../../world/sim/time';
import { type ClassRun, type ClassTest, finalScore, type Row, type Standing } from '../entry';
import { excuseWords } from '../excused';
import { inZone } from '../zone';

interface Label {
  /** Shows the status without colour. */
  readonly sign: string;
  readonly word: string;
}

export const STATUS: Readonly<Record<TestStatus, Label>> = {
  passed: { sign: '✓', word: 'passed' },
  failed: { sign: '✗', word: 'failed' },
  todo: { sign: '○', word: 'to do' },
  inconclusive: { sign: '?', word: 'inconclusive' },
  blocked: { sign: '–', word: 'not run' },
  error: { sign: '!', word: 'no verdict' },
};

export const STANDING: Readonly<Record<Standing, Label>> = {
  graded: { sign: '✓', word: 'graded' },
  unusable: { sign: '✗', word: 'cannot be run' },
  unreadable: { sign: '?', word: 'cannot be read' },
  error: { sign: '!', word: 'grader failed' },
  missing: { sign: '–', word: 'nothing handed in' },
};

/** The headline on the page of a submission that was not graded. */
export const HEADLINE: Readonly<Record<Exclude<Standing, 'graded'>, string>> = {
  unusable: 'Your submission cannot be run.',
  unreadable: 'You have no score yet: your submission could not be opened.',
  error: 'You have no score yet: the grader failed.',
  missing: 'You have no score: nothing was handed in under your name.',
};

export const EXPLANATION: Readonly<Record<Exclude<Standing, 'graded'>, string>> = {
  unusable:
    'No test could start, so there are no points. This says nothing about your Raft. The reason:',
  unreadable:
    'Your instructor knows about it and will check it. Nothing was graded and nothing is lost. The reason:',
  error:
    'The grader failed while it ran your submission; this says nothing about your code. Your instructor knows about it and will run it again; you need not do anything.',
  missing:
    'If you handed something in, tell your instructor: it may be among the submissions that match no person.',
};

/** On the page of a student who is excused. */
export function excusedLine({ excused }: Row): string | undefined {
  return (
    excused && `You are excused from this assignment, so no grade counts (${excuseWords(excused)}).`
  );
}

/** `Stage 2A`, or all of them. */
export function stageWords(stage: ClassRun['stage']): string {
  return stage === 'all' ? 'All stages' : `Stage ${stage}`;
}

export function pointsOf(points: number, maxPoints: number): string {
  return `${number(points)} of ${number(maxPoints)}`;
}

/** At most two decimals. */
export function number(value: number): string {
  return String(Number(value.toFixed(2)));
}

export function count(many: number, one: string, more = `${one}s`): string {
  return `${many} ${many === 1 ? one : more}`;
}

/** `2026-11-03 14:05 UTC`; other text is unchanged. */
export function moment(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The text beside a test's status in the list. */
export function runsLine(test: ClassTest): string {
  const { status, seedsRun, seedsFailed } = test;
  switch (status) {
    case 'passed':
      return count(seedsRun, 'run');
    case 'failed':
    case 'todo':
      return seedsRun === 1 ? 'in its one run' : `in ${seedsFailed} of ${seedsRun} runs`;
    case 'inconclusive':
      return `nothing broke in ${count(seedsRun, 'run')}, but the test's situation did not occur`;
    case 'blocked':
      return seedsRun === 0 ? '' : `stopped after ${count(seedsRun, 'run')}`;
    case 'error':
      return 'the grader failed here, not you';
  }
}

/** How often the test failed, at which seed and time. */
export function failureLine(test: ClassTest): string {
  const { seedsRun, seedsFailed, seedsLeftOut, hidden, atMs = 0 } = test;
  const often =
    seedsRun === 1 ? 'Failed in its one run' : `Failed in ${seedsFailed} of ${seedsRun} runs`;
  const shownRun = seedsRun - (hidden?.run ?? 0);
  const shownFailed = seedsFailed - (hidden?.failed ?? 0);
  const split =
    hidden && hidden.run > 0 && shownRun > 0
      ? ` (public: ${shownFailed} of ${shownRun}; hidden: ${hidden.failed} of ${hidden.run})`
      : '';
  const left = seedsLeftOut
    ? ` ${count(seedsLeftOut, 'run')} left out, because this one had to be stopped.`
    : '';
  const first = seedsFailed === 1 ? 'It broke' : 'The first broke';
  return `${often}${split}. ${first} at ${seconds(atMs * 1_000)} of virtual time.${left}`;
}

interface RuleWords {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
}

export function ruleWords({ rule }: ClassTest): RuleWords | undefined {
  if (rule === undefined) return undefined;
  const entry = entryOf(rule);
  return { id: rule, title: entry?.title ?? '', paper: entry?.paper ?? '' };
}

/** The section of the docs that explains the rule. */
export function readWords({ read, rule }: ClassTest): string | undefined {
  return read ?? (rule === undefined ? undefined : anchorOf(rule));
}

export function placeWords({ place }: ClassTest): string | undefined {
  return place && `${place.file}:${place.line}`;
}

const CALLERS_MAX = 4;

/** The calls that led to the line in the code frame. */
export function callers({ thrown = '' }: ClassTest): readonly string[] {
  return thrown
    .split('\n')
    .slice(2, 2 + CALLERS_MAX)
    .map((frame) => `called ${frame.trim()}`);
}

export const HIDDEN_FAILURE =
  'The runs that failed were on hidden seeds, so no line replays them. They test the same rules as the public ones; run more seeds to see the failure:';

/** A command that replays the failing run or, if its seed is hidden, many others. */
export function replayWords(
  test: ClassTest,
): { readonly line: string; readonly isHidden: boolean } | undefined {
  const { replay, hidden, id, stage, seedsFailed } = test;
  // Public seeds run first, so if the first failure is hidden, all are.
  const isHidden = hidden !== undefined && hidden.failed > 0 && hidden.failed === seedsFailed;
  if (!isHidden) return replay === undefined ? undefined : { line: replay, isHidden };
  const name = id.slice(id.indexOf('/') + 1);
  return { line: `npm run grade ${stage} only=${name} seeds=50`, isHidden };
}

/** The number of hidden runs, and how many passed. */
export function hiddenLine({ tests }: Row): string | undefined {
  const sum = (of: (test: ClassTest) => number) => tests.reduce((all, test) => all + of(test), 0);
  const all = sum(({ seedsRun }) => seedsRun);
  const run = sum(({ hidden }) => hidden?.run ?? 0);
  if (all === 0) return undefined;
  if (run === 0) return `${count(all, 'run')} in total, all on public seeds.`;
  const failed = sum(({ hidden }) => hidden?.failed ?? 0);
  return `${count(all, 'run')} in total, of which ${run} ${run === 1 ? 'was' : 'were'} hidden: the same tests and the same rules on seeds that are not published. Of the hidden runs, ${failed === 0 ? 'none' : failed} failed.`;
}

/** The name on a page: the person's, else the submission's. */
export function nameOf({ id, person }: Row): string {
  return person === undefined || person.name === '' ? id : person.name;
}

export function isLate({ lateness }: Row): boolean {
  return lateness !== undefined && lateness.daysLate > 0;
}

/** How the final score was computed: name and value of each step. */
export function scoreSteps(row: Row): readonly (readonly [string, string])[] {
  const { decision, maxScore, weighed } = row;
  const steps = lateSteps(row);
  const counted = finalScore(row);
  if (counted === null || (steps.length === 0 && !decision && !weighed)) return [];
  return [
    ...weighedSteps(row),
    ...(steps.length > 0 || weighed ? steps : beforeSteps(row)),
    ...(decision ? [[`Changed by ${decision.by}`, decision.reason] as const] : []),
    ['What counts', pointsOf(counted, maxScore)],
  ];
}

/** Title of the section with these steps. */
export function stepsTitle(row: Row): string {
  if (isLate(row)) return 'Handed in late';
  return row.decision ? 'Changed by hand' : 'How the score was computed';
}

function weighedSteps({ weighed, score, maxScore }: Row): readonly (readonly [string, string])[] {
  if (!weighed || score === null) return [];
  const { weights, cap } = weighed;
  return [
    ['Points of the tests', pointsOf(weighed.score, weighed.maxScore)],
    ...(weights === '' ? [] : [['Weights of the stages', weights] as const]),
    ...(cap
      ? [[`At most ${number(cap.percent)} %`, `${cap.rules.join(', ')} broke`] as const]
      : []),
    ['In points of the assignment', pointsOf(score, maxScore)],
  ];
}

function beforeSteps({ score, maxScore }: Row): readonly (readonly [string, string])[] {
  return [['Points of the tests', score === null ? 'none' : pointsOf(score, maxScore)]];
}

function lateSteps(row: Row): readonly (readonly [string, string])[] {
  const { lateness, score, submittedAt, maxScore, due } = row;
  if (!lateness || score === null || !isLate(row)) return [];
  const { daysLate, freeDaysUsed, percentOff } = lateness;
  const time = (text: string) => momentIn(text, due?.zone);
  return [
    ['Points before lateness', pointsOf(score, maxScore)],
    ...(due === undefined
      ? []
      : [[due.isExtended ? 'Your own deadline' : 'Deadline', time(due.deadline)] as const]),
    ...(submittedAt === undefined ? [] : [['Handed in', time(submittedAt)] as const]),
    ['Late', `${count(daysLate, 'day')} begun`],
    ['Free late days used', String(freeDaysUsed)],
    ['Taken off', `${number(percentOff)} %`],
    ...(due === undefined ? [] : [['The policy', due.policy] as const]),
    ...(row.decision ? [['After lateness', pointsOf(lateness.score, maxScore)] as const] : []),
  ];
}

/** The time in the course's zone. */
function momentIn(time: string, zone: string | undefined): string {
  const ms = Date.parse(time);
  if (zone === undefined || Number.isNaN(ms)) return moment(time);
  return `${inZone(ms, zone)} (${zone})`;
}

export function aboutLine(run: ClassRun): string {
  return `Raft Lab Kit ${run.kitVersion}. Graded ${moment(run.gradedAt)}.`;
}

export const INCONCLUSIVE =
  'No rule broke, but the situation that the test needs did not occur in any run. A server that passes the other tests reaches it: fix those first. If this remains, tell your instructor.';
