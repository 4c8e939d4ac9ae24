/** Describes a run that ended because a rule broke. */
import type { Stage } from '../../contract';
import { timeline } from '../../report/timeline';
import { entryOf } from '../../judge/rules/explanations';
import type { Failure, Todo } from '../../judge/scenarios/run-result';
import type { Broken } from '../../world/sim/broken';
import type { Micros } from '../../world/sim/time';
import type { Trace } from '../../world/sim/trace';

/** Texts of a submission are cut at this length; messages.ts rejects longer ones. */
const TEXT_CHARS_MAX = 5_000;
const TODO_CHARS_MAX = 500;
const TODOS_MAX = 50;

const TODO_LINE = /^(?:Error: )?TODO (2[ABC]) (\S+): (.*)/;

/** The events of a run until a rule broke, and the time of the breach. */
interface Happened {
  readonly clock: { readonly now: Micros };
  readonly trace: Pick<Trace, 'recent'>;
}

/** @returns a list that fills with unwritten places as the run reaches them */
export function listenForTodos(trace: Pick<Trace, 'listen'>): readonly Todo[] {
  const todos: Todo[] = [];
  trace.listen((event) => {
    const todo = event.kind === 'log' && readTodo(event.text);
    if (todo && todos.length < TODOS_MAX) todos.push(todo);
  });
  return todos;
}

/** @param stage the judged stage; unwritten places of later stages explain nothing */
export function failureOf(
  { rule, breach }: Broken,
  { trace, clock }: Happened,
  stage: Stage,
  todos: readonly Todo[],
): Failure {
  const base = {
    rule,
    message: cut(breach.message),
    atMicros: clock.now,
    timeline: timeline(trace.recent(), breach.witness).map((row) => ({
      ...row,
      text: cut(row.text),
    })),
    ...(breach.thrown !== undefined && { thrown: cut(breach.thrown) }),
  };
  const threw = breach.thrown === undefined ? undefined : readTodo(breach.thrown);
  const open = threw ? [threw] : todos.filter(explains(rule, stage));
  return open.length > 0 ? { ...base, rule: 'TODO', todos: open } : base;
}

/** Rules that a missing piece can break, for pieces that affect only a few. */
const BREAKS_ONLY: readonly (readonly [missing: RegExp, broken: RegExp])[] = [
  // Missing fast backup costs time and messages, but does not make a server forget a vote.
  [/^FB\./, /^(V|B|FB|K)\./],
  // Votes for logs that are behind lose entries; elections and all else that a log does stay correct.
  [/^RV\.3$/, /^(RV\.3|S\.[345]|AE\.3|L\.2|V\.[23])$/],
  [/^P\.4$/, /^(P\.4|B\.)/],
];

/** An unwritten place of this stage or an earlier one explains a failure better than the broken rule. */
function explains(broken: string, stage: Stage): (todo: Todo) => boolean {
  return (todo) => {
    if (todo.stage > stage) return false;
    const limits = BREAKS_ONLY.find(([missing]) => missing.test(todo.rule));
    return limits === undefined || limits[1].test(broken);
  };
}

function readTodo(text: string): Todo | undefined {
  const match = TODO_LINE.exec(text);
  if (!match) return undefined;
  const [, stage, rule = '', what = ''] = match;
  // Any code can print such a line, but only the kit's own lines name a rule.
  if (!entryOf(rule)) return undefined;
  return { stage: stage as Stage, rule, what: what.slice(0, TODO_CHARS_MAX) };
}

function cut(text: string): string {
  return text.length > TEXT_CHARS_MAX ? `${text.slice(0, TEXT_CHARS_MAX)} …` : text;
}
