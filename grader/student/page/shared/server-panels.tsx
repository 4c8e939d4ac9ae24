/**
 * The servers at the cursor, one row each, their logs side by side by index as in the paper's Figure 7. It
 * shows what messages, the disk and start() reveal: the kit never looks inside a server.
 */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { EventOf } from '../../../world/sim/trace';
import { standingWord, votedFor, words } from '../../story/story-words';
import { type FileView, type KnownEntry, lastIndex, type ServerView } from '../../story/world';
import type { Desk } from './desk';
import { RoleIcon } from './icons';
import { serversShown } from './lanes/lanes';
import { termClass } from './lanes/palette';

interface ServerPanelsProps {
  readonly desk: Desk;
  /** Actions on a server, such as buttons. */
  readonly actions?: (server: ServerView) => ComponentChildren;
}

/** How many log entries are shown side by side. */
const PAGE = 16;
const SETTLED_SHOWN = 6;
const COMMAND_CHARS_MAX = 8;

export function ServerPanels({ desk, actions }: ServerPanelsProps) {
  /** Index of the first entry shown, after the reader has turned a page. */
  const turned = useSignal<number | undefined>(undefined);
  const servers = serversShown(desk).flatMap((id) => desk.world.value.servers[id] ?? []);
  const longest = Math.max(0, ...servers.map(({ log }) => lastIndex(log)));
  // Starts near the last committed entry, because later entries matter most.
  const settled = Math.max(0, ...servers.map(({ commitIndex }) => commitIndex));
  const latest = Math.max(1, longest - PAGE + 1);
  const first = Math.max(1, Math.min(turned.value ?? settled - SETTLED_SHOWN, latest));
  const last = Math.min(longest, first + PAGE - 1);
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const turn = (by: number) => {
    turned.value = Math.max(1, Math.min(latest, first + by));
  };
  return (
    <section class="panel servers" aria-labelledby="servers-title">
      <header class="panel-head">
        <h2 id="servers-title">Servers at the cursor</h2>
        {longest > PAGE && (
          <span class="pages">
            <button type="button" disabled={first <= 1} onClick={() => turn(-PAGE)}>
              ‹ older
            </button>
            <span>
              entries {first}–{last} of {longest}
            </span>
            <button type="button" disabled={last >= longest} onClick={() => turn(PAGE)}>
              newer ›
            </button>
          </span>
        )}
      </header>
      <div class="scroll" role="region" aria-labelledby="servers-title" tabIndex={0}>
        <table class="server-table">
          <thead>
            <tr>
              <th scope="col">Server</th>
              <th scope="col">Voted for</th>
              <th scope="col">
                <abbr title="Highest index known to be committed, and highest applied">
                  Commit / applied
                </abbr>
              </th>
              <th scope="col">Disk</th>
              <th scope="col" class="log-head">
                Log, as far as messages and start() show it
                <span class="log-indexes" aria-hidden="true">
                  {indexes.map((index) => (
                    <span key={index}>{index}</span>
                  ))}
                </span>
              </th>
              {actions && <th scope="col">Do</th>}
            </tr>
          </thead>
          <tbody>
            {servers.map((server) => (
              <ServerRow
                key={server.id}
                desk={desk}
                server={server}
                indexes={indexes}
                {...(actions && { actions })}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p class="legend">
        <span class="entry is-committed term-1">
          <b>1</b>
        </span>{' '}
        committed
        <span class="entry term-2">
          <b>2</b>
        </span>{' '}
        not yet
        <span class="entry is-doubted term-3">
          <b>3</b>
        </span>{' '}
        from before a crash: it may be lost
      </p>
    </section>
  );
}

function ServerRow({
  desk,
  server,
  indexes,
  actions,
}: {
  readonly desk: Desk;
  readonly server: ServerView;
  readonly indexes: readonly number[];
  readonly actions?: ServerPanelsProps['actions'];
}) {
  const { id, status, role, term, vote, commitIndex, applied, log, files } = server;
  return (
    <tr class={`server is-${status}`} data-server={id}>
      <th scope="row">
        <span class="server-name">S{id}</span>
        <span class={`role ${termClass(term)}`}>
          <RoleIcon role={role} status={status} />
          {standingWord(status, role)}
        </span>
        <span class={`term ${termClass(term)}`}>term {term}</span>
        {status === 'played' && <span class="note">played by hand</span>}
        <LastLine desk={desk} server={id} />
      </th>
      <td>
        {vote ? (
          <>
            {votedFor(server)} <span class="dim">in term {vote.term}</span>
            {!vote.isSure && <span class="doubt">before the crash</span>}
          </>
        ) : (
          <span class="dim">{votedFor(server)}</span>
        )}
      </td>
      <td class="number">
        {commitIndex} / {applied}
      </td>
      <td>
        <Disk files={files} />
      </td>
      <td class="log">
        <ol class="entries" start={indexes[0] ?? 1}>
          {indexes.map((index) => (
            <Entry
              key={index}
              index={index}
              entry={log[index]}
              isBeyond={index >= log.length}
              isCommitted={index <= commitIndex}
            />
          ))}
        </ol>
        {indexes.length === 0 && <span class="dim">empty</span>}
      </td>
      {actions && <td class="actions">{actions(server)}</td>}
    </tr>
  );
}

function Entry({
  index,
  entry,
  isBeyond,
  isCommitted,
}: {
  readonly index: number;
  readonly entry: KnownEntry | undefined;
  readonly isBeyond: boolean;
  readonly isCommitted: boolean;
}) {
  if (isBeyond) return <li class="entry is-none" aria-hidden="true" />;
  if (!entry)
    return (
      <li class="entry is-unknown">
        <span class="unseen">{index}: </span>?
      </li>
    );
  const { term, command, isSure } = entry;
  const names = ['entry', termClass(term)];
  if (isCommitted) names.push('is-committed');
  if (!isSure) names.push('is-doubted');
  const state = [isCommitted ? 'committed' : 'not committed', ...(isSure ? [] : ['in doubt'])];
  return (
    <li
      class={names.join(' ')}
      title={`index ${index}, term ${term ?? '?'}, ${state.join(', ')}: ${command}`}
    >
      <span class="unseen">{index}: term </span>
      <b>{term ?? '?'}</b>
      <span class="command">{command.slice(0, COMMAND_CHARS_MAX)}</span>
      <span class="unseen">, {state.join(', ')}</span>
    </li>
  );
}

function Disk({ files }: { readonly files: readonly FileView[] }) {
  if (files.length === 0) return <span class="dim">empty</span>;
  return (
    <ul class="files">
      {files.map(({ name, length, durable, isUnsynced }) => (
        <li key={name} class={isUnsynced ? 'is-unsynced' : 'is-synced'}>
          <span class="disk-sign" aria-hidden="true" />
          <span class="file-name">{name.slice(0, 40)}</span>{' '}
          {isUnsynced
            ? `${length} B, not synced (safe: ${durable === undefined ? 'nothing' : `${durable} B`})`
            : `${length} B synced`}
        </li>
      ))}
    </ul>
  );
}

function LastLine({ desk, server }: { readonly desk: Desk; readonly server: number }) {
  const [index] = desk.story.consoleOf(server, desk.cursor.value, 1);
  const event = index === undefined ? undefined : desk.story.events[index];
  if (index === undefined || event?.kind !== 'log') return null;
  return (
    <button type="button" class="console-line" onClick={() => desk.moveTo(index)}>
      <span class="unseen">Its last console line: </span>
      {words(event satisfies EventOf<'log'>).replace(/^console: /, '')}
    </button>
  );
}
