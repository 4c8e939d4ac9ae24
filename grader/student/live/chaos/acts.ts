/** Carries out a step of a plan, and removes all faults at the end. */
import type { Fleet } from '../fleet/fleet';
import { GOOD_LINK, type Link } from '../messages';
import type { Act, Target } from './plan';

export function begin(fleet: Fleet, act: Act): void {
  const who = (target: Target) => (target === 'leader' ? (fleet.leader ?? 0) : target);
  switch (act.kind) {
    case 'kill':
      for (const target of act.servers) fleet.kill(who(target));
      return;
    case 'killAll':
      killAll(fleet, act.isLeaderLast ? who('leader') : undefined);
      return;
    case 'pause':
      fleet.pause(who(act.server));
      return;
    case 'isolate': {
      const server = who(act.server);
      const words = {
        both: 'is cut off',
        in: 'receives no messages',
        out: 'sends, but its messages are lost',
      };
      fleet.setLinks(`S${server} ${words[act.ways]}`, (from, to) => {
        const isOut = from === server && act.ways !== 'in';
        const isIn = to === server && act.ways !== 'out';
        return { ...GOOD_LINK, isCut: isOut || isIn };
      });
      return;
    }
    case 'slow':
      fleet.setLinks(`messages take up to ${act.delayMs} ms`, everywhere({ delayMs: act.delayMs }));
      return;
    case 'lossy':
      fleet.setLinks(
        `${act.lossPercent} % of the messages are lost`,
        everywhere({ lossPercent: act.lossPercent }),
      );
      return;
  }
}

/** @param last the server that stays down, if any */
function killAll(fleet: Fleet, last: number | undefined): void {
  const due = new Set(fleet.members.keys());
  const forget = fleet.listen((event) => {
    if (event.kind !== 'ended') return;
    due.delete(event.server);
    if (due.size === 0) forget();
    if (last !== undefined && event.server !== last) fleet.start(event.server);
  });
  for (const [server, { state }] of fleet.members.entries()) {
    if (state === 'down') due.delete(server);
    else fleet.kill(server);
  }
  if (due.size === 0) forget();
}

/** Heals the network, starts servers that are down, and resumes those that are paused. */
export function putRight(fleet: Fleet): void {
  const isSpoilt = fleet.members.some(({ links }) =>
    links.some(({ isCut, delayMs, lossPercent }) => isCut || delayMs > 0 || lossPercent > 0),
  );
  if (isSpoilt) fleet.heal();
  for (const [server, { state }] of fleet.members.entries()) {
    if (state === 'down') fleet.start(server);
    if (state === 'paused') fleet.resume(server);
  }
}

function everywhere(change: Partial<Link>): () => Link {
  return () => ({ ...GOOD_LINK, ...change });
}
