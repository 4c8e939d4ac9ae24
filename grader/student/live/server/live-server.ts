/**
 * One server, assembled from the student's code on its machine, the network, the service, and the
 * door for clients.
 */
import { readArgs, readReply } from '../../../world/cluster/wire';
import type { Effect, Method } from '../../../world/realm/effects';
import { Program } from '../../../world/realm/program';
import { Rng } from '../../../world/sim/rng';
import { DiskFailed, FolderDisk } from '../disk/folder-disk';
import type { Begin, FromServer, Link, Status, Stopped } from '../messages';
import { Mesh } from '../network/mesh';
import { RedisDoor } from '../redis/door';
import { Gateway, type GatewayUser, Impossible } from '../service/gateway';
import { Machine } from './machine';
import { Standing } from './standing';

interface ServerUser {
  tell(message: FromServer): void;
  stop(why: Stopped): void;
}

export type MakeGateway = (client: string, user: GatewayUser) => Gateway;

interface Serving {
  readonly method: Method;
  readonly reply: (text: string) => void;
}

/** Limit for requests that the student's code has not answered. */
const SERVING_MAX = 10_000;

export class LiveServer {
  readonly #machine: Machine;
  readonly #mesh: Mesh;
  readonly #gateway: Gateway;
  readonly #standing: Standing;
  readonly #door: RedisDoor;
  readonly #serving = new Map<number, Serving>();
  #lastToken = 0;

  constructor(
    private readonly begin: Begin,
    private readonly user: ServerUser,
    makeGateway: MakeGateway,
  ) {
    const { me, clientPorts, program, seed, folder, secret } = begin;
    const servers = clientPorts.length;
    const rng = new Rng(seed);
    this.#machine = new Machine(
      new Program(program),
      { me, servers, seed: rng.fork('code').int(0, 0x7fffffff) },
      new FolderDisk(folder),
      { perform: (effect) => this.#perform(effect), failed: (thrown) => this.#failed(thrown) },
    );
    this.#mesh = new Mesh(me, secret, rng.fork('network'), {
      requested: (_from, method, text, reply) => this.#requested(method, text, reply),
      answered: (call, text) =>
        this.#machine.event((realm, atMicros) => realm.answered(atMicros, call, text)),
    });
    this.#standing = new Standing(me, servers, (peer) => this.#mesh.heardMs(peer));
    this.#gateway = makeGateway(`${me}-${seed}`, {
      start: (command) => this.#start(command),
      later: () => this.#machine.later(() => this.#gateway.flush()),
      hasMajority: () => this.#standing.hasMajority(),
    });
    this.#door = new RedisDoor(this.#gateway, {
      me,
      ports: clientPorts,
      standing: this.#standing,
      isConnected: (server) => server === me || this.#mesh.isConnected(server),
    });
  }

  async run(): Promise<void> {
    const { me, clientPorts } = this.begin;
    try {
      await this.#door.listen(clientPorts[me] ?? 0);
      this.user.tell({ kind: 'listening', peerPort: await this.#mesh.listen() });
    } catch (thrown) {
      const { code = 'unknown' } = thrown as NodeJS.ErrnoException;
      this.user.stop({ kind: 'system', what: 'port', code });
      return;
    }
    this.#machine.boot();
  }

  setPeers(ports: readonly (number | null)[]): void {
    this.#mesh.setPeers(ports);
  }

  setLinks(links: readonly Link[]): void {
    this.#mesh.setLinks(links);
  }

  newlyApplied(): FromServer {
    return { kind: 'applied', ...this.#gateway.newlyApplied() };
  }

  digest(): FromServer {
    return {
      kind: 'digest',
      applied: this.#gateway.applied,
      digest: this.#gateway.map.digest(),
    };
  }

  /** Called several times a second. */
  status(): Status {
    this.#gateway.tick(performance.now());
    const { term, isLeader, firstTerm, lastTold, leader, lastIndex } = this.#standing;
    const { applied, map } = this.#gateway;
    const counted = this.#door.counted();
    const seen = { term, isLeader, firstTerm, lastTold, leader, lastIndex };
    return { ...seen, applied, keys: map.size, ...counted };
  }

  #requested(method: Method, text: string, reply: (text: string) => void): void {
    const asked = this.#standing.requested(method, text);
    const token = ++this.#lastToken;
    this.#serving.set(token, {
      method,
      reply: (answer) => {
        this.#standing.answered(asked, method, answer);
        reply(answer);
      },
    });
    if (this.#serving.size > SERVING_MAX) this.#serving.delete(token - SERVING_MAX);
    this.#machine.event((realm, atMicros) => realm.deliver(atMicros, token, method, text));
  }

  #start(command: string): { readonly index: number; readonly term: number } | undefined {
    const taken = this.#machine.start(command);
    if (taken) this.#standing.took(taken.index);
    return taken;
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.#send(effect);
        return;
      case 'reply':
        this.#reply(effect);
        return;
      case 'apply':
        this.#standing.took(effect.index);
        this.#gateway.apply(effect.index, effect.command);
        return;
      case 'state':
        this.#standing.state(effect.term, effect.isLeader);
        this.#gateway.state(effect.term, effect.isLeader);
        return;
      case 'log':
        this.user.tell({ kind: 'said', text: effect.text });
        return;
      case 'threw':
        this.#stop({ kind: 'threw', place: effect.place, text: effect.text });
        return;
      case 'breach':
        this.#stop({ kind: 'breach', text: effect.text });
        return;
      default:
        return;
    }
  }

  #send({ call, to, method, text }: Effect & { kind: 'send' }): void {
    const checked = readArgs(method, text);
    if ('wrong' in checked) this.#breach(`sent ${method} to S${to}: ${checked.wrong}`);
    else {
      this.#standing.told(checked.ok.term);
      this.#mesh.call(call, to, method, text);
    }
  }

  #reply({ token, text }: Effect & { kind: 'reply' }): void {
    const serving = this.#serving.get(token);
    if (!serving) return;
    this.#serving.delete(token);
    const checked = readReply(serving.method, text);
    if ('wrong' in checked) this.#breach(`answered ${serving.method}: ${checked.wrong}`);
    else {
      this.#standing.told(checked.ok.term);
      serving.reply(text);
    }
  }

  #breach(text: string): void {
    this.#stop({ kind: 'breach', text });
  }

  #failed(thrown: unknown): void {
    if (thrown instanceof DiskFailed)
      this.#stop({ kind: 'system', what: 'disk', code: thrown.code });
    else if (thrown instanceof Impossible) this.#breach(thrown.message);
    else throw thrown;
  }

  #stop(why: Stopped): void {
    this.#machine.end();
    this.#door.close();
    this.user.stop(why);
  }
}
