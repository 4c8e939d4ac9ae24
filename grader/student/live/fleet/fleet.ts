/**
 * The servers of a cluster from their parent's side: starts, kills and pauses their processes,
 * tells each where the others are, and adds faults to the links between them.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { ProgramText } from '../../../world/realm/program';
import { type Applied, type FromServer, GOOD_LINK, type Link, type Status } from '../messages';
import { type Ending, ServerProcess } from './server-process';
import { SilenceWatch } from './silence-watch';

interface FleetOptions {
  /** The bundled server/main.ts. */
  readonly mainFile: string;
  readonly program: ProgramText;
  /** The folder of each server. */
  readonly folders: readonly string[];
  /** The port for clients of each server. */
  readonly clientPorts: readonly number[];
}

export type FleetEvent =
  | { readonly kind: 'started'; readonly server: number; readonly pid: number }
  | { readonly kind: 'ready'; readonly server: number }
  | { readonly kind: 'status'; readonly server: number; readonly status: Status }
  | ({ readonly kind: 'applied'; readonly server: number } & Applied)
  | { readonly kind: 'said'; readonly server: number; readonly text: string }
  | { readonly kind: 'ended'; readonly server: number; readonly ending: Ending }
  | { readonly kind: 'paused' | 'resumed' | 'killed' | 'silent'; readonly server: number }
  | { readonly kind: 'links'; readonly words: string };

export type State = 'down' | 'starting' | 'up' | 'paused';

interface Member {
  state: State;
  process: ServerProcess | undefined;
  peerPort: number | undefined;
  status: Status | undefined;
  /** Faults of the messages it sends, by receiver. */
  links: Link[];
}

export class Fleet {
  readonly members: readonly Member[];
  readonly #secret = randomBytes(24).toString('base64url');
  readonly #listeners = new Set<(event: FleetEvent) => void>();
  readonly #digests = new Map<number, (digest: FromServer & { kind: 'digest' }) => void>();
  readonly #watch = new SilenceWatch();
  #isClosed = false;

  constructor(private readonly options: FleetOptions) {
    const { folders } = options;
    this.members = folders.map(() => ({
      state: 'down',
      process: undefined,
      peerPort: undefined,
      status: undefined,
      links: folders.map(() => GOOD_LINK),
    }));
  }

  get size(): number {
    return this.members.length;
  }

  get clientPorts(): readonly number[] {
    return this.options.clientPorts;
  }

  /** @returns a function that removes the listener */
  listen(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The leader with the highest term, if that server is up. */
  get leader(): number | undefined {
    const leaders = [...this.members.entries()]
      .filter(([, { state, status }]) => state === 'up' && status?.isLeader)
      .sort(([, a], [, b]) => (b.status?.term ?? 0) - (a.status?.term ?? 0));
    return leaders[0]?.[0];
  }

  start(server: number): void {
    const member = this.#member(server);
    if (member.state !== 'down' || this.#isClosed) return;
    const { mainFile, program, folders, clientPorts } = this.options;
    member.state = 'starting';
    const started = new ServerProcess(
      mainFile,
      {
        kind: 'begin',
        me: server,
        program,
        folder: folders[server] ?? '',
        clientPorts,
        secret: this.#secret,
        seed: randomInt(2 ** 31 - 1),
      },
      {
        heard: (message) => this.#heard(server, message),
        ended: (ending) => this.#ended(server, ending),
      },
    );
    member.process = started;
    this.#watch.begin(server, started.pid ?? 0, () => {
      this.#tell({ kind: 'silent', server });
      started.signal('SIGKILL');
    });
    this.#tell({ kind: 'started', server, pid: started.pid ?? 0 });
  }

  /** With kill -9, so that the server cannot prepare for it. */
  kill(server: number): void {
    const { process, state } = this.#member(server);
    if (state === 'down') return;
    this.#tell({ kind: 'killed', server });
    process?.signal('SIGKILL');
  }

  /** Not available on Windows. */
  pause(server: number): void {
    const member = this.#member(server);
    if (member.state !== 'up') return;
    member.process?.signal('SIGSTOP');
    member.state = 'paused';
    this.#tell({ kind: 'paused', server });
  }

  resume(server: number): void {
    const member = this.#member(server);
    if (member.state !== 'paused') return;
    member.process?.signal('SIGCONT');
    member.state = 'up';
    this.#tell({ kind: 'resumed', server });
  }

  /** @param words what has happened to the network, for display */
  setLinks(words: string, linkOf: (from: number, to: number) => Link): void {
    for (const [from, member] of this.members.entries()) {
      member.links = member.links.map((_, to) => linkOf(from, to));
      member.process?.send({ kind: 'links', links: member.links });
    }
    this.#tell({ kind: 'links', words });
  }

  /** Cuts all links from and to a server, or heals them. */
  isolate(server: number, isCut: boolean): void {
    this.setLinks(`S${server} ${isCut ? 'is cut off' : 'is back on the network'}`, (from, to) => {
      const link = this.#member(from).links[to] ?? GOOD_LINK;
      return from === server || to === server ? { ...link, isCut } : link;
    });
  }

  heal(): void {
    this.setLinks('all links work', () => GOOD_LINK);
  }

  /** The last index that a server has applied, and a digest of its data. */
  digest(server: number): Promise<FromServer & { kind: 'digest' }> {
    return new Promise((resolve) => {
      this.#digests.set(server, resolve);
      this.#member(server).process?.send({ kind: 'digest' });
    });
  }

  /** Resolves when no process is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch.close();
    const gone = new Promise<void>((resolve) => {
      const look = () => {
        if (this.members.every(({ state }) => state === 'down')) resolve();
      };
      this.listen(look);
      look();
    });
    for (const { process } of this.members) process?.signal('SIGKILL');
    await gone;
  }

  #heard(server: number, message: FromServer): void {
    const member = this.#member(server);
    this.#watch.heard(server);
    switch (message.kind) {
      case 'listening':
        member.peerPort = message.peerPort;
        member.state = 'up';
        member.process?.send({ kind: 'links', links: member.links });
        this.#tellPeers();
        this.#tell({ kind: 'ready', server });
        return;
      case 'status':
        member.status = message.status;
        this.#tell({ ...message, server });
        return;
      case 'applied':
        this.#tell({ ...message, server });
        return;
      case 'digest':
        this.#digests.get(server)?.(message);
        return;
      case 'said':
        this.#tell({ kind: 'said', server, text: message.text });
        return;
      case 'stopped':
        return;
    }
  }

  #ended(server: number, ending: Ending): void {
    const member = this.#member(server);
    this.#watch.end(server);
    member.state = 'down';
    member.process = undefined;
    member.peerPort = undefined;
    member.status = undefined;
    this.#tellPeers();
    this.#tell({ kind: 'ended', server, ending });
  }

  #tellPeers(): void {
    const ports = this.members.map(({ peerPort }) => peerPort ?? null);
    for (const { process } of this.members) process?.send({ kind: 'peers', ports });
  }

  #tell(event: FleetEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #member(server: number): Member {
    const member = this.members[server];
    if (!member) throw new Error(`there is no S${server}`);
    return member;
  }
}
