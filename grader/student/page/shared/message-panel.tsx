/** The selected message: sender and receiver, its fields, the reply, and its effects. */
import type { ComponentChildren } from 'preact';
import type { LogEntry } from '../../../contract';
import type { Arrow, CallView } from '../../story/messages';
import { clockTime, REASONS, sentence, words } from '../../story/story-words';
import type { Desk } from './desk';

interface MessagePanelProps {
  readonly desk: Desk;
  /** Actions on the message, such as buttons. */
  readonly actions?: (call: CallView, arrow: Arrow | undefined) => ComponentChildren;
}

const NAMES: Readonly<Record<string, string>> = {
  requestVote: 'RequestVote',
  appendEntries: 'AppendEntries',
};
const ENTRIES_SHOWN = 6;
const VALUE_CHARS_MAX = 300;

export function MessagePanel({ desk, actions }: MessagePanelProps) {
  const call = desk.selectedCall.value;
  const event = desk.event.value;
  return (
    <section class="panel message" aria-labelledby="message-title">
      <header class="panel-head">
        <h2 id="message-title">{call ? 'Message' : 'Event'}</h2>
      </header>
      {call ? (
        <Message desk={desk} call={call} {...(actions && { actions })} />
      ) : event ? (
        <p class="event-words">{sentence(event)}</p>
      ) : (
        <p class="dim">Nothing has happened yet.</p>
      )}
      {!call && (
        <p class="dim hint">
          Click an arrow to see what the message says, or step with <kbd>←</kbd> <kbd>→</kbd>.
        </p>
      )}
    </section>
  );
}

function Message({
  desk,
  call,
  actions,
}: {
  readonly desk: Desk;
  readonly call: CallView;
  readonly actions?: MessagePanelProps['actions'];
}) {
  const { from, to, method, kind, args, arrows, silentAt } = call;
  const selected = desk.selection.value?.arrow;
  const { receiver, sender } = desk.story.effectsOf(call);
  const name = NAMES[method] ?? method;
  return (
    <>
      <h3 class={`message-name is-${kind}`}>
        {name}{' '}
        <span class="way">
          S{from} → S{to}
        </span>
        {kind === 'heartbeat' && <span class="tag">heartbeat</span>}
      </h3>
      <ol class="legs">
        {arrows.map((arrow, i) => (
          <li key={i} class={arrow === selected ? 'leg is-selected' : 'leg'}>
            <Leg desk={desk} arrow={arrow} />
          </li>
        ))}
        {silentAt !== undefined && (
          <li class="leg">
            S{from} learns at {clockTime(silentAt)} that there is no answer
          </li>
        )}
      </ol>
      <Fields title="Request" values={args} />
      {arrows
        .filter(({ leg }) => leg === 'reply')
        .slice(0, 2)
        .map((arrow, i) =>
          arrow.reply === undefined ? null : <Fields key={i} title="Reply" values={arrow.reply} />,
        )}
      <Deeds desk={desk} title={`What S${to} did with it`} indexes={receiver} />
      <Deeds desk={desk} title={`What S${from} did with the answer`} indexes={sender} />
      {actions && <div class="actions">{actions(call, selected)}</div>}
    </>
  );
}

function Leg({ desk, arrow }: { readonly desk: Desk; readonly arrow: Arrow }) {
  const { leg, copy, sentAt, end } = arrow;
  const what = copy === 0 ? leg : `${leg}, ${copy + 1}nd copy`;
  return (
    <button type="button" class="leg-button" onClick={() => desk.selectArrow(arrow)}>
      <b>{what}</b> left {clockTime(sentAt, 6)}, <Ending arrow={arrow} sentAt={sentAt} end={end} />
    </button>
  );
}

function Ending({ end, sentAt }: Pick<Arrow, 'end' | 'sentAt'> & { readonly arrow: Arrow }) {
  switch (end.fate) {
    case 'under way':
      return <>still in flight at the end</>;
    case 'arrived':
      return (
        <>
          arrived {clockTime(end.at, 6)} (after {((end.at - sentAt) / 1_000).toFixed(2)} ms)
        </>
      );
    case 'lost':
      return (
        <span class="is-lost">
          ✕ lost {clockTime(end.at, 6)}: {REASONS[end.reason]}
        </span>
      );
    case 'unheard':
      return <>arrived when the caller no longer waited for it</>;
  }
}

function Fields({ title, values }: { readonly title: string; readonly values: unknown }) {
  if (typeof values !== 'object' || values === null) return null;
  return (
    <table class="fields">
      <caption>{title}</caption>
      <tbody>
        {Object.entries(values as Readonly<Record<string, unknown>>).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name.slice(0, 60)}</th>
            <td>{name === 'entries' ? <Entries value={value} args={values} /> : textOf(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Entries({ value, args }: { readonly value: unknown; readonly args: object }) {
  const entries = value as readonly LogEntry[];
  if (entries.length === 0) return <span class="dim">none: a heartbeat</span>;
  const first = ((args as { prevLogIndex?: number }).prevLogIndex ?? 0) + 1;
  return (
    <ul class="sent-entries">
      {entries.slice(0, ENTRIES_SHOWN).map(({ term, command }, i) => (
        <li key={i}>
          {first + i}: term {term}, <q>{command.slice(0, VALUE_CHARS_MAX)}</q>
        </li>
      ))}
      {entries.length > ENTRIES_SHOWN && (
        <li class="dim">
          and {entries.length - ENTRIES_SHOWN} more, up to {first + entries.length - 1}
        </li>
      )}
    </ul>
  );
}

function Deeds({
  desk,
  title,
  indexes,
}: {
  readonly desk: Desk;
  readonly title: string;
  readonly indexes: readonly number[];
}) {
  if (indexes.length === 0) return null;
  return (
    <div class="deeds">
      <h4>{title}</h4>
      <ul>
        {indexes.map((index) => {
          const event = desk.story.events[index];
          return event ? (
            <li key={index}>
              <button type="button" class="deed" onClick={() => desk.moveTo(index)}>
                {words(event)}
              </button>
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
}
