/**
 * A sequence diagram in Mermaid's language, which GitHub and many forums draw. A message is an arrow at
 * the moment at which it arrives or is lost.
 */
import { plain } from '../../../report/plain';
import { tell } from '../../../report/tell';
import type { TraceEvent } from '../../../world/sim/trace';
import type { Exported } from './exported';

/** GitHub draws up to 50,000 characters, but people read far fewer lines. */
const LINES_MAX = 150;
const TEXT_CHARS_MAX = 120;
/** How many lines follow the last event that breaks the rule. */
const LINES_AFTER = 5;

export function mermaid({ title, servers, puppets, events, verdict }: Exported): string {
  const witness = new Set(verdict?.witness);
  /** The content of each message, from the event with which it was sent. */
  const said = new Map<string, string>();
  const drawn: { readonly line: string; readonly isWitness: boolean }[] = [];
  for (const event of events) {
    keep(event, said);
    const line = lineOf(event, said, witness.has(event.order));
    if (line !== undefined) drawn.push({ line, isWitness: witness.has(event.order) });
  }
  const last = drawn.findLastIndex(({ isWitness }) => isWitness);
  const to = last === -1 ? drawn.length : Math.min(drawn.length, last + 1 + LINES_AFTER);
  const from = Math.max(0, to - LINES_MAX);
  const rows = drawn
    .slice(from, to)
    .flatMap(({ line, isWitness }) =>
      isWitness ? ['rect rgb(255, 215, 205)', `  ${line}`, 'end'] : [line],
    );
  const names = Array.from({ length: servers }, (_, id) => id);
  return [
    `${escaped(title)}${verdict ? `: rule ${escaped(verdict.rule)}, ${escaped(verdict.title)}` : ''}`,
    '',
    '```mermaid',
    'sequenceDiagram',
    ...names.map((id) => `  participant S${id}${puppets.includes(id) ? ` as S${id} (test)` : ''}`),
    ...(from > 0 ? [`  Note over S0: ${from} earlier lines are left out`] : []),
    ...rows.map((row) => `  ${row}`),
    '```',
  ].join('\n');
}

/** Remembers the content of a message, which is drawn only when it arrives. */
function keep(event: TraceEvent, said: Map<string, string>): void {
  if (event.kind !== 'send' && event.kind !== 'reply') return;
  said.set(`${event.kind} ${event.call}`, wordsOf(event));
}

function lineOf(
  event: TraceEvent,
  said: ReadonlyMap<string, string>,
  isWitness: boolean,
): string | undefined {
  const time = `${(event.at / 1_000_000).toFixed(3)} s`;
  switch (event.kind) {
    case 'deliver':
      return `S${event.from}->>S${event.to}: ${time} ${said.get(`send ${event.call}`) ?? event.method}`;
    case 'return':
      return event.reply === undefined
        ? undefined
        : `S${event.to}-->>S${event.from}: ${time} ${said.get(`reply ${event.call}`) ?? 'replies'}`;
    case 'lost': {
      const [from, to] = event.leg === 'reply' ? [event.to, event.from] : [event.from, event.to];
      return `S${from}-xS${to}: ${time} ${event.method} ${event.leg} is lost`;
    }
    case 'send':
      return isWitness ? `Note over S${event.from}: ${time} ${wordsOf(event)}` : undefined;
    case 'reply':
      return isWitness ? `Note over S${event.to}: ${time} ${wordsOf(event)}` : undefined;
    case 'note':
      return `Note over S0: ${time} ${escaped(event.text)}`;
    case 'disk':
      if (event.operation.op !== 'sync' && !isWitness) return undefined;
      return `Note over S${event.server}: ${time} ${wordsOf(event)}`;
    default:
      return `Note over S${event.server}: ${time} ${wordsOf(event)}`;
  }
}

function wordsOf(event: TraceEvent): string {
  return escaped(tell(event)?.text ?? event.kind);
}

/**
 * Characters with a meaning in Mermaid or HTML become entities, because the text comes from a
 * student.
 */
function escaped(text: string): string {
  const short = plain(text, TEXT_CHARS_MAX);
  return short.replace(/[#;<>%&"`{}|\\]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
