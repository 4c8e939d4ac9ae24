/**
 * GitHub Actions: the summary of a step, in Markdown, and the annotations of a run. Text of a
 * submission appears only in code fences, where nothing is Markdown, and after the `::` of a command
 * that the kit writes.
 */
import { forStudents, line, type ShownResult, type ShownTest } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { brief, story, summaryLines, totals } from './story';

interface GithubDetails {
  /** The student's folder, relative to the repository's root, with `/`. */
  readonly folder: string;
}

/** GitHub discards a step's summary above 1 MiB, and other programs may write to the same file. */
const SUMMARY_BYTES_MAX = 512 * 1_024;
const ANNOTATION_CHARS_MAX = 800;
const SIGNS = {
  passed: '✅',
  failed: '❌',
  todo: '⬜',
  inconclusive: '❔',
  blocked: '⏸️',
  error: '⚠️',
};

export function githubSummary(outcome: Outcome, { folder }: GithubDetails): string {
  const shown = forStudents(outcome);
  return shown.kind === 'graded' ? graded(shown.result, folder) : notGraded(shown);
}

function graded(result: ShownResult, folder: string): string {
  const head = [
    `## Raft ${title(result.stage)}: ${result.score} of ${result.maxScore} points`,
    summaryLines(result)
      .map((said) => `- ${inline(said)}`)
      .join('\n'),
    table(result.tests),
  ];
  const stories = result.tests
    .filter(({ status }) => status !== 'passed' && status !== 'blocked')
    .map((test) => details(`${test.id}: ${brief(test)}`, story(test, folder)));
  const foot = `Kit ${result.kitVersion}, suite ${result.suiteHash.slice(0, 12)}.`;
  return `${fitting(head.join('\n\n'), stories, foot).join('\n\n')}\n`;
}

/** As many stories as fit; the first failures say most. */
function fitting(head: string, stories: readonly string[], foot: string): readonly string[] {
  const kept: string[] = [];
  let room = SUMMARY_BYTES_MAX - bytes(head) - bytes(foot) - 200;
  for (const one of stories) {
    room -= bytes(one) + 2;
    if (room < 0) break;
    kept.push(one);
  }
  const left = stories.length - kept.length;
  const more = left === 0 ? [] : [`${left} more are not shown here; the log has all of them.`];
  return [head, ...kept, ...more, foot];
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function title(stage: string): string {
  return stage === 'all' ? 'lab' : stage;
}

function table(tests: readonly ShownTest[]): string {
  const rows = tests.map((test) => {
    const points = test.status === 'error' ? '?' : String(test.points);
    const cells = [`${SIGNS[test.status]} ${inline(test.id)}`, `${points}/${test.maxPoints}`];
    return `| ${[...cells, inline(brief(test))].join(' | ')} |`;
  });
  return ['| test | points | result |', '| --- | ---: | --- |', ...rows].join('\n');
}

function details(summary: string, text: string): string {
  return `<details><summary>${inline(summary)}</summary>\n\n${fenced(text)}\n\n</details>`;
}

/** The fence is longer than any run of backticks in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Replaces characters with a meaning in Markdown or HTML by character references. */
function inline(text: string): string {
  return text.replace(/[&<>"'`*_~[\]()#!|\\@$]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function notGraded({ kind, stage, message }: NotGraded): string {
  const head =
    kind === 'unusable'
      ? 'The code cannot be run, so nothing was graded.'
      : 'The grader itself failed; this says nothing about the code.';
  return `## Raft ${title(stage)}: not graded\n\n${head}\n\n${fenced(message)}\n`;
}

/**
 * The lines that make annotations: the first failure of each stage and one notice, because GitHub shows
 * only about ten of each kind.
 */
export function githubAnnotations(outcome: Outcome, { folder }: GithubDetails): string {
  const shown = forStudents(outcome);
  const commands = shown.kind === 'graded' ? annotations(shown.result, folder) : [problem(shown)];
  return commands.map((command) => `${command}\n`).join('');
}

function annotations(result: ShownResult, folder: string): readonly string[] {
  const firsts = totals(result).flatMap(({ tests }) =>
    tests.filter(({ status }) => status === 'failed' || status === 'todo').slice(0, 1),
  );
  const errors = result.tests.filter(({ status }) => status === 'error');
  const total = totals(result).map(
    ({ stage, points, maxPoints }) => `${stage}: ${points} of ${maxPoints} points`,
  );
  const partial = result.complete ? [] : ['stopped before the end'];
  return [
    ...firsts.map((test) => first(test, folder)),
    ...(errors.length === 0
      ? []
      : [
          command('warning', { title: 'The grader failed' }, [
            `In ${errors.length === 1 ? 'one test' : `${errors.length} tests`} the grader itself failed; this says nothing about the code.`,
          ]),
        ]),
    command('notice', { title: 'Raft' }, [[...total, ...partial].join(', ')]),
  ];
}

function first(test: ShownTest, folder: string): string {
  const { id, place, message = '', hint, replay } = test;
  const at = place && { file: `${folder}/${place.file}`, line: String(place.line) };
  const says = test.status === 'todo' ? `TODO ${test.rule ?? ''}: ${message}` : message;
  return command('error', { ...at, title: `${id}: ${brief(test)}` }, [
    says,
    ...(hint === undefined ? [] : [`Look at: ${hint}`]),
    ...(replay === undefined ? [] : [`Replay: ${replay}`]),
  ]);
}

function problem({ kind, message }: NotGraded): string {
  const title = kind === 'unusable' ? 'The code cannot be run' : 'The grader failed';
  return command(kind === 'unusable' ? 'error' : 'warning', { title }, [message]);
}

function command(
  kind: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string>>,
  lines: readonly string[],
): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  const text = lines
    .flatMap((said) => said.split('\n'))
    .map((said) => line(said, ANNOTATION_CHARS_MAX))
    .join('\n');
  return `::${kind} ${written.join(',')}::${data(text.slice(0, 4 * ANNOTATION_CHARS_MAX))}`;
}

/** Escapes as GitHub's own toolkit does. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
