/** Announces the event at the cursor to screen readers; not while playing, which would never end. */
import { sentence } from '../../story/story-words';
import type { Desk } from './desk';
import type { Player } from './player';

export function LiveRegion({ desk, player }: { readonly desk: Desk; readonly player: Player }) {
  const event = desk.event.value;
  return (
    <p class="unseen" role="status" aria-live="polite" id="at-cursor">
      {player.isPlaying.value ? 'playing' : event ? sentence(event) : ''}
    </p>
  );
}
