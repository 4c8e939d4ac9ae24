/**
 * A schedule as the text of a file, one step on each line. The same schedule always gives the same
 * text.
 */
import type { MessageFate, Schedule, Step } from './schedule';

export function scheduleText(schedule: Schedule): string {
  const { schema, title, stage, servers, seed, until, breaks, expects, steps, messages } = schedule;
  const about = { schema, title, stage, servers, seed, until, breaks, expects };
  const lines = Object.entries(about).flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${JSON.stringify(name)}: ${inLine(value)},`],
  );
  return [
    '{',
    ...lines,
    `  "steps": ${list(steps.map(ordered))},`,
    `  "messages": ${list(messages.map(orderedFate))}`,
    '}',
    '',
  ].join('\n');
}

/** Puts the time and the action before the other fields. */
function ordered(step: Step): object {
  const { at, do: deed, ...rest } = step;
  return { at, do: deed, ...rest };
}

function orderedFate({ from, to, number, ...rest }: MessageFate): object {
  return { from, to, number, ...rest };
}

function list(items: readonly object[]): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `    ${inLine(item)}`).join(',\n')}\n  ]`;
}

/** JSON with spaces, as people write it. */
function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).flatMap(([name, part]) =>
    part === undefined ? [] : [`${JSON.stringify(name)}: ${inLine(part)}`],
  );
  return `{ ${parts.join(', ')} }`;
}
