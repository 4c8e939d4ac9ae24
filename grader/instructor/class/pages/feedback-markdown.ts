/** The student's page as Markdown, for an LMS, an issue or a terminal. */
import { plain } from '../../../report/plain';
import { noColours } from '../../../report/colour';
import { columns } from '../../../report/columns';
import { type ClassRun, type ClassTest, finalScore, type Row } from '../entry';
import { block, blocks, code, line, list, type Markdown } from './markdown';
import { atMost, byCodeUnits } from './pieces';
import {
  aboutLine,
  callers,
  count,
  excusedLine,
  EXPLANATION,
  failureLine,
  HEADLINE,
  HIDDEN_FAILURE,
  hiddenLine,
  INCONCLUSIVE,
  isLate,
  nameOf,
  scoreSteps,
  stageWords,
  stepsTitle,
  number,
  placeWords,
  pointsOf,
  readWords,
  replayWords,
  ruleWords,
  runsLine,
  STATUS,
} from './page-words';

/** A comment on GitHub may have 65,536 characters. Further failures are only in the list. */
const FAILURES_CHARS_MAX = 45_000;
const LINES_MAX = 50;
const ROWS_MAX = 60;
const ROW_CHARS_MAX = 200;

export function feedbackMarkdown(run: ClassRun, row: Row): string {
  const page = blocks([
    line`# ${nameOf(row)}`,
    line`${run.assignment}. ${stageWords(run.stage)}`,
    ...scoreParts(row),
    ...problemParts(row),
    ...lateParts(row),
    ...(row.standing === 'graded' ? testParts(row) : []),
    ...fileParts(row),
    line`---`,
    line`${aboutLine(run)}`,
  ]);
  return `${page.toString()}\n`;
}

function scoreParts(row: Row): Markdown[] {
  if (row.excused) return [line`**${excusedLine(row)}**`];
  const score = finalScore(row);
  if (score === null) return [];
  const { tests, maxScore } = row;
  const before = isLate(row) && line` after the late policy, ${number(row.score ?? 0)} before it`;
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return [
    line`**${number(score)} of ${number(maxScore)} points**${before}`,
    ...(tests.length === 0
      ? []
      : [line`${passed} of ${tests.length} tests passed. ${hiddenLine(row)}`]),
  ];
}

function problemParts(row: Row): Markdown[] {
  const { standing, problem } = row;
  if (row.excused && standing === 'missing') return [];
  if (standing === 'graded' || row.part !== undefined)
    return problem === undefined ? [] : [line`${problem}`];
  return [
    line`## ${HEADLINE[standing]}`,
    line`${EXPLANATION[standing]}`,
    // Details of the grader's own failure are only for the instructor.
    ...(standing === 'error' || problem === undefined ? [] : [block(problem)]),
  ];
}

function lateParts(row: Row): Markdown[] {
  const steps = scoreSteps(row);
  if (steps.length === 0) return [];
  return [line`## ${stepsTitle(row)}`, list(steps.map(([name, value]) => line`${name}: ${value}`))];
}

function testParts({ tests }: Row): Markdown[] {
  const of = (wanted: ClassTest['status']) => tests.filter(({ status }) => status === wanted);
  const failed = of('failed');
  const told = [
    ...failed.map((test) => failureMarkdown(test, test === failed[0])),
    ...of('todo').map((test) => failureMarkdown(test, false)),
    ...of('inconclusive').map(inconclusiveMarkdown),
  ];
  const { kept, more } = asManyAsFit(told);
  return [
    line`## Tests`,
    list(tests.map(testLine)),
    ...(told.length === 0 ? [] : [line`## What to fix`]),
    ...kept,
    ...(more === 0 ? [] : [line`And ${count(more, 'more test')}: see the list above.`]),
  ];
}

function testLine(test: ClassTest): Markdown {
  const { id, title, status, points, maxPoints } = test;
  const { sign, word } = STATUS[status];
  const got = status === 'error' ? `? of ${number(maxPoints)}` : pointsOf(points, maxPoints);
  const runs = runsLine(test);
  return line`${sign} ${code(id)} ${title}: **${word}**${runs !== '' && line`, ${runs}`} (${got})`;
}

function asManyAsFit(parts: readonly Markdown[]): {
  readonly kept: readonly Markdown[];
  readonly more: number;
} {
  let chars = 0;
  const kept = parts.filter((part) => (chars += part.toString().length) <= FAILURES_CHARS_MAX);
  return { kept, more: parts.length - kept.length };
}

function failureMarkdown(test: ClassTest, withTimeline: boolean): Markdown {
  const rule = ruleWords(test);
  const place = placeWords(test);
  const { message, codeFrame = '', setting } = test;
  const called = callers(test);
  return blocks([
    line`### ${STATUS[test.status].sign} ${code(test.id)} ${test.title}`,
    test.status === 'failed' &&
      line`${failureLine(test)}${setting !== undefined && line` ${setting}`}`,
    rule &&
      line`**Rule ${rule.id}${rule.title !== '' && line`: ${rule.title}`}**${rule.paper !== '' && line` (${rule.paper})`}`,
    message !== undefined && line`${message}`,
    place !== undefined && line`In ${code(place)}`,
    codeFrame !== '' && block(codeFrame),
    called.length > 0 && list(called.map((one) => code(one))),
    withTimeline && timelineMarkdown(test),
    nextMarkdown(test),
  ]);
}

function timelineMarkdown({ witness = [] }: ClassTest): Markdown | undefined {
  const rows = witness.slice(-ROWS_MAX).map(({ server, text, ...row }) => ({
    ...row,
    // JSON has no undefined, so in the journal it is missing or null.
    server: typeof server === 'number' ? server : undefined,
    text: plain(text, ROW_CHARS_MAX),
  }));
  if (rows.length === 0) return undefined;
  return blocks([
    line`The last events, in virtual time. Those marked » together break the rule.`,
    block(columns(rows, noColours).join('\n')),
  ]);
}

function nextMarkdown(test: ClassTest): Markdown {
  const replay = replayWords(test);
  const read = readWords(test);
  const items = [
    test.hint !== undefined && line`Look at: ${test.hint}`,
    replay &&
      (replay.isHidden
        ? line`${HIDDEN_FAILURE} ${code(replay.line)}`
        : line`Replay: ${code(replay.line)}`),
    read !== undefined && line`Read: ${code(read)}`,
  ];
  return list(items.filter((item) => item !== undefined && item !== false));
}

function inconclusiveMarkdown(test: ClassTest): Markdown {
  return blocks([
    line`### ${STATUS[test.status].sign} ${code(test.id)} ${test.title}`,
    line`${INCONCLUSIVE}`,
    test.unreached && list(test.unreached.map((mark) => line`${mark}`)),
  ]);
}

function fileParts({ files, ignored, typeErrors }: Row): Markdown[] {
  const names = Object.keys(files).sort(byCodeUnits);
  const section = (title: string, items: readonly Markdown[]): Markdown[] => {
    if (items.length === 0) return [];
    const { kept, more } = atMost(items, LINES_MAX);
    return [line`## ${title}`, list(more === 0 ? kept : [...kept, line`and ${more} more`])];
  };
  return [
    ...section(
      'Files taken from your submission',
      names.map((name) => code(name)),
    ),
    ...section(
      'Files of your submission not used',
      ignored.map(({ path, why }) => line`${code(path)} ${why}`),
    ),
    ...section(
      'Errors of the type checker (they cost no points)',
      typeErrors.map(({ message, ...at }) => line`${code(`${at.file}:${at.line}`)} ${message}`),
    ),
  ];
}
