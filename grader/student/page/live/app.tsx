/** The whole page: the cluster, its servers, and what has happened. */
import type { LiveState } from '../../live/page/page-state';
import { ThemeButton } from '../shared/theme-button';
import { Card } from './card';
import type { Link } from './link';

export function App({ link }: { readonly link: Link }) {
  const state = link.state.value;
  const trouble = link.trouble.value;
  const ask = (deed: string) => void link.ask(deed);
  return (
    <>
      {trouble !== '' && (
        <p class="gone" role="alert">
          {trouble}
        </p>
      )}
      {state ? (
        <Cluster state={state} ask={ask} />
      ) : (
        <p class="waiting">Waiting for the cluster …</p>
      )}
    </>
  );
}

interface ClusterProps {
  readonly state: LiveState;
  readonly ask: (deed: string) => void;
}

function Cluster({ state, ask }: ClusterProps) {
  const { shown, servers, perSecond, history, canPause } = state;
  const leader = servers.find(({ status, state }) => state === 'up' && status?.leader !== undefined)
    ?.status?.leader;
  return (
    <>
      <header class="head">
        <div class="head-words">
          <h1>Raft, live</h1>
          <p>
            <b>{shown}</b>{' '}
            <span role="status">
              {leader === undefined ? 'There is no leader.' : `S${leader} leads.`}
            </span>{' '}
            {perSecond} commands per second.
          </p>
        </div>
        <nav aria-label="Cluster">
          <button type="button" onClick={() => ask('kill all')}>
            Kill all
          </button>
          <button type="button" onClick={() => ask('start all')}>
            Start all
          </button>
          <button type="button" onClick={() => ask('heal')}>
            Heal the network
          </button>
          <ThemeButton />
        </nav>
      </header>
      <main class="live">
        <div class="cards">
          {servers.map((server) => (
            <Card key={server.id} server={server} canPause={canPause} ask={ask} />
          ))}
        </div>
        <section class="history" aria-label="History">
          <h2>History</h2>
          <ol>
            {history.map(({ at, text }, i) => (
              <li key={history.length - i}>
                <time>{at}</time>{' '}
                {text.includes('\n') ? (
                  <span class="lines" tabIndex={0}>
                    {text}
                  </span>
                ) : (
                  <span>{text}</span>
                )}
              </li>
            ))}
          </ol>
        </section>
      </main>
    </>
  );
}
