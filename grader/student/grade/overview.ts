/**
 * What `npm run grade` prints without arguments: the progress so far, and what comes next. It
 * grades nothing and loads little: it reads the results of earlier gradings and the files as they
 * are.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Stage, STAGES } from '../../contract';
import { fileHashes } from '../../runs/grading/file-hashes';
import pc from '../../report/colour';
import { COLUMNS, fold, plain } from '../../report/plain';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import { ABOUT_STAGES } from '../../judge/scenarios/stages';
import { readStages } from '../../command/memory/last-grade';
import { openTodos, type OpenTodo, partOf } from './open-todos';
import { bar, type Score, scoreOf, scoreText, SHORT_BAR_COLUMNS } from './progress';
import type { KeptStage, StageMemory } from '../../command/memory/stage-memory';

const FILES_SHOWN_MAX = 5;
const FILE_CHARS_MAX = 40;
const WHAT_CHARS_MAX = 90;
const LABS = ['labs', 'raft'];

interface Standing {
  readonly stage: Stage;
  readonly state: 'done' | 'in progress' | 'not started';
  readonly score: Score;
  readonly kept: KeptStage | undefined;
  readonly todos: readonly OpenTodo[];
  /** Files that have changed since all its verdicts were given; undefined if there are none. */
  readonly changed: readonly string[] | undefined;
}

/** @param kit the kit's folder */
export function overview(kit: string, nowMs: number): string {
  const folder = path.join(kit, ...LABS);
  if (!existsSync(folder))
    return [
      'There is no folder labs/raft with your code.',
      'To grade another folder: npm run grade 2A dir=PATH',
    ].join('\n');
  const standings = standingsOf(readStages(kit), folder);
  const now = standings.find(({ state }) => state !== 'done');
  return [
    pc.bold('Where you are'),
    ...standings.map(row),
    '',
    ...(now ? nextOf(now, nowMs) : allDone(standings)),
    '',
    ...commandsFor(now?.stage ?? '2C').map(([line, what]) => `  ${line.padEnd(30)}${pc.dim(what)}`),
  ].join('\n');
}

/** The first stage that is not done; the last stage when all are done. */
export function presentStage(kit: string): Stage {
  const standings = standingsOf(readStages(kit), path.join(kit, ...LABS));
  return standings.find(({ state }) => state !== 'done')?.stage ?? '2C';
}

function commandsFor(stage: Stage): readonly (readonly [line: string, what: string])[] {
  return [
    [`npm run grade ${stage}`, `grade a stage: ${STAGES.join(', ')}, or all`],
    [`npm run grade ${stage} only=NAME`, 'one test; add seed=N for one run of it'],
    ['npm run grade list', 'all tests'],
    ['npm run hint', 'a hint on the last failure'],
    [`npm run explore ${stage}`, 'every order of events in a small cluster'],
    ['npm run grade help', 'all options of this command'],
  ];
}

function standingsOf(memory: StageMemory, folder: string): readonly Standing[] {
  const files = fileHashes(folder);
  const todos = openTodos(folder);
  return STAGES.map((stage): Standing => {
    const kept = memory.get(stage);
    const score = scoreOf(stage, memory, todos);
    const open = todos.filter((todo) => todo.stage === stage);
    const isBegun =
      score.passed.length > 0 ||
      score.written > 0 ||
      [...(kept?.tests.values() ?? [])].some(({ status }) => status === 'failed');
    return {
      stage,
      state:
        score.passed.length === score.tests.length
          ? 'done'
          : isBegun
            ? 'in progress'
            : 'not started',
      score,
      kept,
      todos: open,
      changed: kept && changedIn(files, kept.files),
    };
  });
}

type Hashes = Readonly<Record<string, string>>;

function changedIn(now: Hashes, before: Hashes): readonly string[] {
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...names].filter((name) => isGraded(name) && now[name] !== before[name]).sort();
}

/** The student's own tests have no part in a verdict. */
function isGraded(name: string): boolean {
  return !/\.test\.\w+$/.test(name);
}

function row({ stage, state, score, kept, changed }: Standing): string {
  const style = state === 'done' ? pc.green : state === 'in progress' ? pc.yellow : pc.dim;
  const beginning = `  ${stage}  ${ABOUT_STAGES[stage].name.padEnd(12)} ${style(state.padEnd(11))}`;
  const old = changed?.length ? pc.dim(', changed since') : '';
  const far = state === 'done' ? '100 of 100 points' : scoreText(score);
  return `${beginning}  ${bar(score, SHORT_BAR_COLUMNS)}  ${kept || score.written > 0 ? far : 'not graded yet'}${old}`;
}

function nextOf({ stage, kept, todos, changed = [] }: Standing, nowMs: number): string[] {
  const tests = CATALOGUE.filter((test) => stageOf(test) === stage);
  const test = tests.find(({ id }) => kept?.tests.get(id)?.status !== 'passed') ?? tests[0];
  const last = test && kept?.tests.get(test.id);
  const lines: string[] = [];
  if (test) lines.push(...labelled('Next test', `${test.id}: ${test.title}`));
  if (last) {
    const how = last.isRegression
      ? 'it passed before, and failed'
      : last.status === 'todo'
        ? 'it reached code that is not written yet'
        : last.status === 'inconclusive'
          ? 'it was inconclusive'
          : 'it failed';
    const rule = last.rule === undefined ? '' : `, rule ${last.rule}`;
    lines.push(...labelled('', `${how}${rule} (${ago(nowMs - last.gradedAt)})`));
  }
  const [todo] = todos;
  if (todo) {
    lines.push(...labelled('Next TODO', `labs/raft/${plain(todo.file)}:${todo.line}`));
    lines.push(...labelled('', `${todo.rule}${partOf(todo)}: ${plain(todo.what, WHAT_CHARS_MAX)}`));
  }
  if (changed.length > 0) lines.push(...labelled('Changed', namesOf(changed)));
  lines.push(...labelled('Read', `labs/${stage}/README.md`));
  return [...lines, ...labelled('Then', `npm run grade ${stage}`)];
}

function allDone(standings: readonly Standing[]): string[] {
  const changed = standings.flatMap((one) => one.changed ?? []);
  if (changed.length === 0)
    return [
      'All tests of all stages have passed.',
      ...labelled('Then', 'npm run grade all seeds=50'),
      ...labelled('', 'npm run explore'),
    ];
  return [
    'All tests of all stages have passed with an earlier version of your code.',
    ...labelled('Changed', namesOf([...new Set(changed)])),
    ...labelled('Then', 'npm run grade all'),
  ];
}

function namesOf(files: readonly string[]): string {
  const more = files.length - FILES_SHOWN_MAX;
  const shown = files.slice(0, FILES_SHOWN_MAX).map((file) => plain(file, FILE_CHARS_MAX));
  return `since the tests were graded: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const LABEL = 11;

function labelled(label: string, text: string): string[] {
  return fold(text, COLUMNS - 2 - LABEL).map(
    (line, at) => `  ${(at === 0 ? label : '').padEnd(LABEL)}${line}`,
  );
}

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}
