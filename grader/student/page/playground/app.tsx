/**
 * The playground's page: the lanes in the middle, servers with buttons below, and panels at the
 * side.
 */
import { useEffect } from 'preact/hooks';
import type { PlayState } from '../../playground/play-state';
import type { Arrow, CallView } from '../../story/messages';
import type { Desk } from '../shared/desk';
import { EventTable } from '../shared/event-table';
import { Lanes } from '../shared/lanes/lanes';
import { MessagePanel } from '../shared/message-panel';
import { SourcePane } from '../shared/source-pane';
import { Banner, Looking } from './banner';
import { Controls } from './controls';
import { Dialogs } from './dialogs';
import { FlightActions, Flights } from './flights';
import { Head } from './head';
import { chosenServer } from './hold';
import { useKeys } from './use-keys';
import type { Live } from './live';
import { Branches, Past } from './past';
import { ServerCard } from './server-card';
import { Ways } from './ways';
import type { Page } from './wishes';

export function App({ live }: { readonly live: Live }) {
  const state = live.state.value;
  const desk = live.desk.value;
  const connection = live.connection.value;
  if (connection === 'refused') return <Refused />;
  if (!state || !desk)
    return (
      <main class="waiting">
        <h1>Raft playground</h1>
        <p role="status">{connection === 'lost' ? LOST : 'The playground is loading …'}</p>
      </main>
    );
  return <Table live={live} state={state} desk={desk} />;
}

const LOST =
  'The command that serves this page does not answer. Has it stopped? Start it again, and open the address that it prints.';

function Refused() {
  return (
    <main class="waiting">
      <h1>Raft playground</h1>
      <p role="alert">
        This address does not belong to the running session. Open the complete address that the
        command printed.
      </p>
    </main>
  );
}

interface TableProps {
  readonly live: Live;
  readonly state: PlayState;
  readonly desk: Desk;
}

function Table({ live, state, desk }: TableProps) {
  const page: Page = {
    wish: (command) => void live.wish(command),
    servers: state.servers.length,
    cutWays: new Set(state.cuts.map(([from, to]) => `${from} ${to}`)),
  };
  const isLooking = desk.version.value >= 0 && desk.cursor.value < desk.story.events.length - 1;
  const isIdle =
    isLooking || state.breach !== undefined || state.isFull || live.connection.value !== 'open';
  useKeys({ page, state, desk, isIdle });
  useEffect(() => {
    // The table has grown since it scrolled, so its end is further down.
    const box = document.querySelector('.event-scroll');
    if (box && !isLooking) box.scrollTop = box.scrollHeight;
  }, [state.position.length, isLooking]);
  const world = desk.world.value;
  const flightActions = (_: CallView, arrow: Arrow | undefined) => {
    const flight = state.flights.find(
      ({ call, from }) => call === desk.selection.value?.call && (!arrow || arrow.from === from),
    );
    return flight ? <FlightActions {...{ page, flight, isIdle }} /> : null;
  };
  return (
    <>
      <Head page={page} state={state} connection={live.connection.value} />
      <main class="playground" aria-busy={live.pending.value > 0}>
        <div class="middle">
          <Banner page={page} state={state} desk={desk} />
          <Controls page={page} state={state} desk={desk} says={live.says.value} isIdle={isIdle} />
          <Looking page={page} state={state} desk={desk} isLooking={isLooking} />
          <section class="panel lanes-panel" aria-label="What has happened">
            <Lanes desk={desk} onServer={(id) => (chosenServer.value = id)} />
          </section>
          <div class="cards">
            {world.servers.map((view) => {
              const now = state.servers[view.id];
              return now && <ServerCard key={view.id} {...{ page, view, now, isIdle }} />;
            })}
          </div>
          <EventTable desk={desk} />
        </div>
        <aside class="side" aria-label="Messages, links, and what was done">
          <Flights {...{ page, desk, isIdle }} flights={state.flights} now={state.position.at} />
          <MessagePanel desk={desk} actions={flightActions} />
          <SourcePane desk={desk} />
          <Ways page={page} isIdle={isIdle} />
          <Past page={page} state={state} />
          <Branches page={page} state={state} />
        </aside>
      </main>
      <Dialogs page={page} state={state} />
    </>
  );
}
