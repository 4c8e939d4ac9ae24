/** One server: what is known of it, and buttons for all actions on it. */
import type { ServerNow } from '../../live/page/page-state';
import { termPlace } from '../shared/lanes/palette';

interface CardProps {
  readonly server: ServerNow;
  readonly canPause: boolean;
  readonly ask: (deed: string) => void;
}

export function Card({ server, canPause, ask }: CardProps) {
  const { id, state, pid, port, isCut, status } = server;
  const [isDown, isPaused] = [state === 'down', state === 'paused'];
  const place = termPlace(status?.term ?? 0);
  const button = (name: string, deed: string, isOff = false) => (
    <button type="button" disabled={isOff} onClick={() => ask(`${deed} ${id}`)}>
      {name}
    </button>
  );
  return (
    <section class={`server-card stands-${state}`} aria-label={`Server ${id}`} data-server={id}>
      <header>
        <h2>S{id}</h2>
        <span class={`role term-${place}`}>{roleOf(server)}</span>
        {status && <span class={`term term-${place}`}>term {status.term}</span>}
      </header>
      <dl class="facts">
        <dt>clients</dt>
        <dd>
          {status?.clients ?? 0} at port {port}
        </dd>
        <dt>process</dt>
        <dd>{pid ?? 'none'}</dd>
        <dt>log</dt>
        <dd>{status ? `up to ${status.lastIndex}, applied ${status.applied}` : '–'}</dd>
        <dt>keys</dt>
        <dd>{status?.keys ?? '–'}</dd>
        <dt>latency</dt>
        <dd>{latency(server)}</dd>
      </dl>
      <div class="card-actions">
        {isDown ? button('Start', 'start') : button('kill -9', 'kill')}
        {isPaused
          ? button('Resume', 'resume')
          : button('Pause', 'pause', !canPause || state !== 'up')}
        {isCut ? button('Join', 'join') : button('Cut', 'cut')}
      </div>
    </section>
  );
}

function roleOf({ state, status, isCut }: ServerNow): string {
  const role = state !== 'up' ? state : status?.isLeader ? 'leader' : 'follower';
  return isCut ? `${role}, cut off` : role;
}

function latency({ status }: ServerNow): string {
  if (status?.medianMs === undefined || status.p99Ms === undefined) return '–';
  return `median ${status.medianMs.toFixed(1)} ms, p99 ${status.p99Ms.toFixed(1)} ms`;
}
