/** The page of one run. */
import { useEffect } from 'preact/hooks';
import { Callout, type InCode } from '../shared/callout';
import type { Desk } from '../shared/desk';
import { EventTable } from '../shared/event-table';
import { FilterBar } from '../shared/filter-bar';
import { KeyList } from '../shared/key-list';
import { bindKeys, showKeys } from '../shared/keys';
import { Lanes } from '../shared/lanes/lanes';
import { LiveRegion } from '../shared/live-region';
import { MessagePanel } from '../shared/message-panel';
import type { Player } from '../shared/player';
import { ServerPanels } from '../shared/server-panels';
import { SourcePane } from '../shared/source-pane';
import { ThemeButton } from '../shared/theme-button';
import { Transport } from '../shared/transport';

interface AppProps {
  readonly desk: Desk;
  readonly player: Player;
  /** A command to paste that replays the run. */
  readonly replay?: string;
  readonly inCode?: InCode;
}

export function App({ desk, player, replay, inCode }: AppProps) {
  useEffect(() => bindKeys(desk, player), [desk, player]);
  const { title, servers, events } = desk.story;
  return (
    <>
      <header class="top">
        <h1>{title}</h1>
        <p class="dim">
          {servers} servers, {events.length.toLocaleString('en')} events
        </p>
        {replay !== undefined && <code class="paste">{replay}</code>}
        <span class="spring" />
        <button type="button" onClick={showKeys} title="Keys (?)">
          Keys <kbd>?</kbd>
        </button>
        <ThemeButton />
      </header>
      <main>
        <Callout desk={desk} {...(inCode && { inCode })} />
        <div class="stage">
          <FilterBar desk={desk} />
          <Lanes desk={desk} />
          <Transport desk={desk} player={player} />
        </div>
        <div class="below">
          <ServerPanels desk={desk} />
          <MessagePanel desk={desk} />
          <SourcePane desk={desk} />
          <EventTable desk={desk} />
        </div>
      </main>
      <LiveRegion desk={desk} player={player} />
      <KeyList />
    </>
  );
}
