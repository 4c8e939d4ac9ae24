/**
 * Who is what while a run goes on: role, term, up or down, cut off. What getState() does not tell is
 * taken from the wire: who asks for votes is a candidate until it hears of a leader.
 */
import type { AppendEntriesArgs, RequestVoteArgs } from '../../contract';
import type { TraceEvent } from '../../world/sim/trace';

type Role = 'leader' | 'candidate' | 'follower';

export interface Standing {
  /** `by hand`: the scenario plays it. */
  readonly status: 'down' | 'up' | 'paused' | 'by hand';
  readonly role: Role;
  /** Undefined until it is known. */
  readonly term: number | undefined;
  readonly isCutOff: boolean;
}

/** A way between two servers that a note speaks of. */
interface Link {
  readonly from: number;
  readonly to: number;
  readonly isCut: boolean;
}

export function linkIn(note: string): Link | undefined {
  const pattern = /^the way from S(\d+) to S(\d+) is (cut|open again)$/;
  const [, from, to, what] = pattern.exec(note) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return { from: Number(from), to: Number(to), isCut: what === 'cut' };
}

export class Standings {
  readonly #cut = new Set<string>();
  readonly #now: Standing[];

  constructor(servers: number, puppets: readonly number[]) {
    this.#now = Array.from({ length: servers }, (_, id) => ({
      status: puppets.includes(id) ? 'by hand' : 'down',
      role: 'follower',
      term: undefined,
      isCutOff: false,
    }));
  }

  /** By server; the same array as before where nothing has changed. */
  now: readonly Standing[] = [];

  /** Takes in one event after the other. */
  see(event: TraceEvent): void {
    if (this.#follow(event) || this.now.length === 0) this.now = [...this.#now];
  }

  /** @returns whether somebody is something else now */
  #follow(event: TraceEvent): boolean {
    switch (event.kind) {
      case 'boot':
        return this.#set(event.server, { status: 'up', role: 'follower', term: undefined });
      case 'crash':
        return this.#set(event.server, { status: 'down', term: undefined });
      case 'pause':
        return this.#set(event.server, { status: 'paused' });
      case 'thaw':
        return this.#set(event.server, { status: 'up' });
      case 'state':
        return this.#state(event.server, event.term, event.isLeader);
      case 'send': {
        if (event.method !== 'requestVote') return false;
        const { term } = event.args as RequestVoteArgs;
        return this.#set(event.from, { role: 'candidate', term });
      }
      case 'deliver':
        return event.method === 'appendEntries' && this.#hears(event.to, event.args);
      case 'note': {
        const link = linkIn(event.text);
        if (link) return this.#relink(link);
        const [, id, what] = /^S(\d+) (cut off|back on the network)$/.exec(event.text) ?? [];
        return id !== undefined && this.#set(Number(id), { isCutOff: what === 'cut off' });
      }
      default:
        return false;
    }
  }

  #state(server: number, term: number, isLeader: boolean): boolean {
    const before = this.#now[server];
    const isStanding = before?.role === 'candidate' && before.term === term;
    return this.#set(server, {
      term,
      role: isLeader ? 'leader' : isStanding ? 'candidate' : 'follower',
    });
  }

  #hears(server: number, args: unknown): boolean {
    const { role, term } = this.#now[server] ?? {};
    const isNews = role === 'candidate' && (args as AppendEntriesArgs).term >= (term ?? 0);
    return isNews && this.#set(server, { role: 'follower' });
  }

  /** Cut off is who reaches nobody and is reached by nobody. */
  #relink({ from, to, isCut }: Link): boolean {
    const way = `${from} ${to}`;
    if (isCut) this.#cut.add(way);
    else this.#cut.delete(way);
    const all = 2 * (this.#now.length - 1);
    return [from, to]
      .map((id) => {
        const ways = [...this.#cut].filter((one) => one.split(' ').includes(String(id)));
        return this.#set(id, { isCutOff: ways.length === all });
      })
      .some(Boolean);
  }

  #set(server: number, change: Partial<Standing>): boolean {
    const before = this.#now[server];
    if (!before || before.status === 'by hand') return false;
    this.#now[server] = { ...before, ...change };
    return true;
  }
}
