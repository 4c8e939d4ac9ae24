/** One server: what is known of it, and buttons for all actions on it. */
import type { ServerNow } from '../../playground/play-job';
import { termPlace } from '../shared/lanes/palette';
import { RoleIcon } from '../shared/icons';
import { lastIndex, type KnownEntry, type ServerView } from '../../story/world';
import { CrashForm } from './crash-form';
import { chosenServer, nextCommand } from './hold';
import { offer, type Page, waysAround } from './wishes';

interface ServerCardProps {
  readonly page: Page;
  readonly view: ServerView;
  readonly now: ServerNow;
  /** The user looks at an earlier moment, or no action is possible at all. */
  readonly isIdle: boolean;
}

const ENTRIES_SHOWN = 5;
const COMMAND_CHARS_MAX = 8;

export function ServerCard({ page, view, now, isIdle }: ServerCardProps) {
  const { id, status, role, term } = view;
  const { wish, cutWays, servers } = page;
  const isUp = now.status !== 'down';
  const ways = waysAround(id, servers);
  const isCutOff = ways.length > 0 && ways.every(([from, to]) => cutWays.has(`${from} ${to}`));
  const isChosen = chosenServer.value === id;
  return (
    <section
      class={['server-card', `stands-${status}`, ...(isChosen ? ['is-chosen'] : [])].join(' ')}
      aria-label={`Server ${id}`}
      data-server={id}
      onPointerDown={() => (chosenServer.value = id)}
      onFocusIn={() => (chosenServer.value = id)}
    >
      <header>
        <h3>S{id}</h3>
        <span class={`role term-${termPlace(term)}`}>
          <RoleIcon role={role} status={status} />
          {status === 'up' ? role : status}
        </span>
        <span class={`term term-${termPlace(term)}`}>term {term}</span>
      </header>
      <dl class="facts">
        <dt>vote</dt>
        <dd>{voteWords(view)}</dd>
        <dt>disk</dt>
        <dd>{diskWords(view)}</dd>
      </dl>
      <Log view={view} />
      <div class="card-actions">
        {isUp ? (
          <button
            type="button"
            disabled={isIdle}
            title="Its power fails now; the seed decides what happens to data that is not synced"
            onClick={() => wish({ do: 'crash', server: id })}
          >
            Crash now
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            disabled={isIdle}
            onClick={() => wish({ do: 'boot', server: id })}
          >
            Restart
          </button>
        )}
        <button
          type="button"
          disabled={isIdle || now.status !== 'up' || now.isLeader}
          title={
            now.isLeader ? 'A leader has no election timer' : 'Its election timer runs out now'
          }
          onClick={() => wish({ do: 'time out', server: id })}
        >
          Time out
        </button>
        <button
          type="button"
          disabled={isIdle || now.status !== 'up'}
          title={`Sends it the command ${nextCommand.value}`}
          onClick={() => offer(page, id)}
        >
          Submit
        </button>
        <button
          type="button"
          disabled={isIdle || servers < 2}
          onClick={() => wish({ do: isCutOff ? 'heal' : 'cut', ways })}
        >
          {isCutOff ? 'Reconnect' : 'Cut off'}
        </button>
        <button
          type="button"
          disabled={isIdle || !isUp}
          onClick={() => wish({ do: now.status === 'paused' ? 'thaw' : 'pause', server: id })}
        >
          {now.status === 'paused' ? 'Resume' : 'Pause'}
        </button>
        <CrashForm page={page} server={id} isIdle={isIdle || !isUp} />
      </div>
    </section>
  );
}

function Log({ view }: { readonly view: ServerView }) {
  const { log, commitIndex, applied } = view;
  const last = lastIndex(log);
  const first = Math.max(1, last - ENTRIES_SHOWN + 1);
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  return (
    <div class="card-log">
      <p class="log-words">
        {last === 0 ? 'log empty' : `log to ${last}, committed ${commitIndex}`}
        {applied < commitIndex && `, applied ${applied}`}
      </p>
      {indexes.length > 0 && (
        <ol class="entries" start={first}>
          {first > 1 && <li class="more">…</li>}
          {indexes.map((index) => (
            <Entry
              key={index}
              index={index}
              entry={log[index]}
              isCommitted={index <= commitIndex}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

interface EntryProps {
  readonly index: number;
  readonly entry: KnownEntry | undefined;
  readonly isCommitted: boolean;
}

function Entry({ index, entry, isCommitted }: EntryProps) {
  if (!entry) return <li class="entry is-unknown">?</li>;
  const { term, command, isSure } = entry;
  const names = ['entry', `term-${term === undefined ? 'unknown' : termPlace(term)}`];
  if (isCommitted) names.push('is-committed');
  if (!isSure) names.push('is-doubted');
  const words = [
    isCommitted ? 'committed' : 'not committed',
    ...(isSure ? [] : ['it may not have survived']),
  ].join(', ');
  return (
    <li
      class={names.join(' ')}
      title={`index ${index}, term ${term ?? 'unknown'}, ${words}: ${command}`}
    >
      <span class="unseen">{index}: term </span>
      <b>{term ?? '?'}</b>
      <span class="command">{command.slice(0, COMMAND_CHARS_MAX)}</span>
      <span class="unseen">, {words}</span>
    </li>
  );
}

function voteWords({ vote }: ServerView): string {
  if (!vote) return 'none known';
  return `S${vote.candidate} in term ${vote.term}${vote.isSure ? '' : ', if saved'}`;
}

function diskWords({ files }: ServerView): string {
  if (files.length === 0) return 'empty';
  return files.some(({ isUnsynced }) => isUnsynced)
    ? 'some data is not synced'
    : 'all data is synced';
}
