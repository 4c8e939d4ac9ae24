/** Answers `npm run hint`: chooses the subject and the step, and remembers what was seen. */
import { type Subject, subjectOf } from '.';
import { LAST_STEP, type Step } from './ladder';
import { lastFailure, type LastGrade } from '../../command/memory/first-failure';
import { forgotten, isWorkedOff, nextStep, NOTHING_SEEN, type Progress, seen } from './progress';
import pc from '../../report/colour';
import { HINT, type Asked, type HintCommand } from './hint-args';
import type { HintMemory } from './hint-memory';
import { hintScreen, told } from './hint-screen';

export interface Answer {
  /** 2 if the arguments make no sense, or if there is no failure to hint at. */
  readonly exit: 0 | 2;
  readonly text: string;
}

export function answer(command: HintCommand, memory: HintMemory, nowMs: number): Answer {
  return command.kind === 'forget' ? forget(command.subject, memory) : hint(command, memory, nowMs);
}

function forget(subject: Subject | undefined, memory: HintMemory): Answer {
  const rest = subject === undefined ? NOTHING_SEEN : forgotten(memory.read().progress, subject.id);
  const problem = memory.write(rest);
  if (problem !== undefined) return { exit: 2, text: told(`Nothing was forgotten: ${problem}.`) };
  const what = subject === undefined ? 'All hints start' : `The hints on ${subject.id} start`;
  return { exit: 0, text: `${what} with step 1 again.` };
}

type Hint = Extract<HintCommand, { readonly kind: 'hint' }>;

function hint({ asked, step: wanted }: Hint, memory: HintMemory, nowMs: number): Answer {
  const { progress, problem } = memory.read();
  const choice = chosen(asked, progress, wanted, memory, nowMs);
  if ('exit' in choice) return choice;
  const { subject, words, preface } = choice;
  const step = wanted ?? nextStep(progress, subject.id);
  const unwritten = memory.write(seen(progress, subject.id, step));
  // If a step cannot be remembered or was requested out of order, the next command names its step.
  const byNumber = `${HINT} ${subject.id} step=${step + 1}`;
  const isInTurn = unwritten === undefined && wanted === undefined;
  const next = step === LAST_STEP ? choice.after : isInTurn ? words : byNumber;
  const parts = [
    ...preface.map(told),
    ...notes(problem, unwritten).map((note) => pc.yellow(told(note))),
    hintScreen({ subject, step, next }),
  ];
  return { exit: 0, text: parts.join('\n\n') };
}

function notes(unread: string | undefined, unwritten: string | undefined): string[] {
  if (unwritten !== undefined)
    return [
      `${unwritten}, so the command cannot remember which steps you have seen: ask for steps by number.`,
    ];
  return unread === undefined ? [] : [`${unread}, so all hints start with step 1 again.`];
}

interface Choice {
  readonly subject: Subject;
  /** The command that asks for the same subject again. */
  readonly words: string;
  readonly preface: readonly string[];
  /** The command that continues after the last step. */
  readonly after?: string;
}

function chosen(
  asked: Asked,
  progress: Progress,
  wanted: Step | undefined,
  memory: HintMemory,
  nowMs: number,
): Choice | Answer {
  if (asked.kind === 'subject') {
    const { subject } = asked;
    return { subject, words: `${HINT} ${subject.id}`, preface: [] };
  }
  const grade: LastGrade = lastFailure(memory.lastGrade(), memory.stages(), asked.stages);
  if (grade.kind !== 'failed') return nothingFailed(grade.kind, asked.word);
  const { isTodo, startedAt } = grade;
  const test = subjectOf(grade.test);
  if (!test) return nothingFailed('none', asked.word);
  const named = subjectOf(grade.rule ?? '');
  const rule = named?.kind === 'rule' ? named : undefined;
  const words = asked.word === '' ? HINT : `${HINT} ${asked.word}`;
  const when = startedAt === undefined ? '' : ` (${ago(nowMs - startedAt)})`;
  const how = isTodo ? 'reached code that is not written yet' : 'failed';
  const broken = rule === undefined ? '' : `, rule ${rule.id}`;
  const preface = [`In your last run of labs/raft${when}, ${test.id} ${how}${broken}.`];
  if (rule === undefined) return { subject: test, words, preface };
  // Hints on the rule come first. When all were seen, the test has hints of its own.
  const isOnTest =
    isWorkedOff(progress, rule.id) && (wanted === undefined || progress.has(test.id));
  return isOnTest
    ? { subject: test, words, preface: [...preface, goesOver(rule.id, test.id)] }
    : { subject: rule, words, preface, after: words };
}

/** Printed when all hints on the rule were seen and hints on the test begin. */
export function goesOver(rule: string, test: string): string {
  return `Those were all hints on rule ${rule}. The next ones are on the test ${test}, and may be about something else:`;
}

function nothingFailed(kind: 'none' | 'passed' | 'unjudged', word: string): Answer {
  const stage = word === '' ? '' : ` ${word}`;
  const lines = [`  npm run grade${stage}`, `  ${HINT} figure-8`, `  ${HINT} P.2`];
  switch (kind) {
    case 'none':
      return {
        exit: 2,
        text: [
          told(
            `No grading of labs/raft${stage === '' ? '' : ` for${stage}`} is remembered. Grade first,`,
          ),
          'or name a test or a rule:',
          ...lines,
        ].join('\n'),
      };
    case 'unjudged':
      return {
        exit: 2,
        text: [
          told(
            'In your last run of labs/raft nothing failed, but not every test has a verdict. Grade again,',
          ),
          'or name a test or a rule:',
          ...lines,
        ].join('\n'),
      };
    case 'passed':
      return {
        exit: 0,
        text: told(
          `In your last run of${stage === '' ? ' labs/raft' : stage} every test that ran passed. For a hint on a test or a rule: ${HINT} figure-8, ${HINT} P.2`,
        ),
      };
  }
}

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}
