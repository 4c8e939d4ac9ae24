/** The student's code behind the event at the cursor: the line, who called it, and a link to the editor. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CodePlace } from '../../../runs/replay/code';
import type { Behind } from '../../story/in-code';
import type { Desk } from './desk';
import { heed } from './heed';

const LINES_AROUND = 7;

export function SourcePane({ desk }: { readonly desk: Desk }) {
  heed(desk.version);
  const chosen = useSignal(0);
  const cursor = desk.cursor.value;
  useEffect(() => {
    chosen.value = 0;
  }, [cursor]);
  const { story } = desk;
  if (!story.inCode.isKnown) return null;
  const behind = story.behind(cursor);
  const places = behind ? [...behind.calls, ...(behind.cause?.calls ?? [])] : [];
  const place = places[chosen.value] ?? places[0];
  const link = place && story.inCode.editorLink(place);
  return (
    <section class="panel source" aria-labelledby="source-title">
      <header class="panel-head">
        <h2 id="source-title">Your code</h2>
        {place && (
          <span class="source-file">
            {nameOf(place)}
            {link !== undefined && (
              <>
                {' '}
                <a href={link}>Open in VS Code</a>
              </>
            )}
          </span>
        )}
      </header>
      {behind && place ? (
        <div class="source-body">
          <Calls behind={behind} chosen={chosen.value} onChoose={(i) => (chosen.value = i)} />
          <Lines place={place} text={story.inCode.textOf(place.file)} />
        </div>
      ) : (
        <p class="dim hint">
          No line of your code caused this directly. Step to a message, a save or an apply with{' '}
          <kbd>←</kbd> <kbd>→</kbd>.
        </p>
      )}
    </section>
  );
}

function nameOf({ file, line }: CodePlace): string {
  return `${file}:${line}`;
}

interface CallsProps {
  readonly behind: Behind;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

function Calls({ behind: { why, calls, cause }, chosen, onChoose }: CallsProps) {
  const button = (place: CodePlace, index: number, before: string) => (
    <li key={index}>
      <button
        type="button"
        class="call"
        aria-pressed={index === chosen}
        onClick={() => onChoose(index)}
      >
        <span class="dim">{before}</span> <b>{place.text === '' ? 'a callback' : place.text}</b>{' '}
        <span class="dim">{nameOf(place)}</span>
      </button>
    </li>
  );
  return (
    <>
      {calls.length > 0 && <p class="source-why">{why}</p>}
      <ol class="calls" aria-label="The calls that led to this line">
        {calls.map((place, i) => button(place, i, i === 0 ? 'in' : 'called by'))}
        {cause?.calls.map((place, i) =>
          button(place, calls.length + i, i === 0 ? `${cause.why}, in` : 'called by'),
        )}
      </ol>
    </>
  );
}

function Lines({ place, text }: { readonly place: CodePlace; readonly text: string | undefined }) {
  if (text === undefined) return <p class="dim">The file is too long to show here.</p>;
  const lines = text.split(/\r?\n/);
  const from = Math.max(1, Math.min(place.line - LINES_AROUND, lines.length - 2 * LINES_AROUND));
  return (
    <pre
      class="source-lines"
      role="region"
      tabIndex={0}
      aria-label={`Lines around ${nameOf(place)}`}
    >
      {lines.slice(from - 1, from + 2 * LINES_AROUND).map((line, i) => {
        const isHere = from + i === place.line;
        return (
          <span key={from + i} class={isHere ? 'source-line is-here' : 'source-line'}>
            <span class="source-number">
              {isHere ? '▸ ' : ''}
              {from + i}
            </span>
            {`${line}\n`}
          </span>
        );
      })}
    </pre>
  );
}
