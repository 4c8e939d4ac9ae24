/**
 * Every life that a server can have within the scope, as a tree: its behaviour depends only on the disk
 * at boot and its inputs since, so each such sequence is played once and remembered. A schedule of the
 * whole cluster is then put together without running any code again.
 */
import { askThrowaway, type Silence } from '../../world/cluster/question';
import { type Args, readArgs, readReply, type Reply } from '../../world/cluster/wire';
import type { Effect, Method } from '../../world/realm/effects';
import type { Program } from '../../world/realm/program';
import { Rng } from '../../world/sim/rng';
import { type Files, imageOf, type Input, LiveServer, type Step } from './live-server';

/** The content of a disk. Equal contents share one object. */
export interface DiskImage {
  readonly id: number;
  readonly files: Files;
}

/** An effect with its message parsed and checked, as a schedule needs it. */
export type Deed = (
  | Extract<Effect, { kind: 'disk' | 'apply' | 'state' | 'started' | 'log' | 'threw' | 'breach' }>
  | {
      readonly kind: 'send';
      readonly call: number;
      readonly to: number;
      readonly method: Method;
      readonly text: string;
      readonly args: Args;
    }
  | {
      readonly kind: 'reply';
      /** The number of the answered request, counted from 1 since the boot. */
      readonly token: number;
      readonly method: Method;
      readonly text: string;
      readonly reply: Reply;
    }
  /** A message has not the shape of the contract: what is wrong. */
  | { readonly kind: 'misshapen'; readonly text: string }
  /** It keeps itself busy. */
  | { readonly kind: 'stuck' }
) & {
  /** What the disk is certain to hold after this effect. */
  readonly durable: DiskImage;
};

/** A server at one moment of one of its lives. */
export interface Moment {
  readonly id: number;
  readonly server: number;
  /** Its effects at this moment. */
  readonly deeds: readonly Deed[];
  /** What the disk is certain to hold before and after these effects. */
  readonly before: DiskImage;
  readonly durable: DiskImage;
  readonly term: number;
  readonly isLeader: boolean;
  /** Number of inputs since its boot. */
  readonly age: number;
  /** Number of requests that it has received since its boot. */
  readonly requests: number;
}

interface Node extends Moment {
  readonly parent: Node | undefined;
  readonly input: Input | undefined;
  readonly next: Map<string, Node>;
}

/** Called before code runs with a sequence of inputs that is new. */
export type Entering = (server: string, what: string) => void;

/** How many servers are kept running, each at the end of a history. */
const LIVE_MAX = 256;

export class Lives {
  /** How often a server was booted, throwaways included. */
  boots = 0;
  /** How many different moments servers have reached. */
  moments = 0;
  readonly empty: DiskImage;

  readonly #births = new Map<string, Node>();
  readonly #images = new Map<string, DiskImage>();
  readonly #answers = new Map<string, Reply | Silence>();
  /** Oldest first. */
  readonly #live = new Map<Node, LiveServer>();

  constructor(
    private readonly program: Program,
    private readonly servers: number,
    private readonly entering: Entering,
  ) {
    this.empty = this.#image(new Map());
  }

  birth(server: number, disk: DiskImage): Moment {
    const key = `${server} ${disk.id}`;
    const known = this.#births.get(key);
    if (known) return known;
    this.entering(`S${server}`, 'boot');
    const live = this.#boot(server, disk);
    const node = this.#node(server, undefined, undefined, disk, live);
    this.#births.set(key, node);
    this.#keep(node, live);
    return node;
  }

  after(moment: Moment, input: Input): Moment {
    const parent = moment as Node;
    const key = keyOf(input);
    const known = parent.next.get(key);
    if (known) return known;
    const live = this.#revive(parent);
    this.entering(`S${parent.server}`, nameOf(input));
    live.give(input);
    const node = this.#node(parent.server, parent, input, parent.durable, live);
    parent.next.set(key, node);
    this.#keep(node, live);
    return node;
  }

  /** The answer of a server booted on that disk; see {@link askThrowaway}. */
  question(server: number, disk: DiskImage, method: Method, args: Args): Reply | Silence {
    const key = `${server} ${disk.id} ${method} ${JSON.stringify(args)}`;
    const known = this.#answers.get(key);
    if (known) return known;
    this.entering(`S${server}`, `boot on its synced disk, then ${method}`);
    this.boots++;
    const { servers } = this;
    const image = imageOf(disk.files);
    const off = { at: 0, me: server, servers, image, bytes: disk.files };
    const answer = askThrowaway(this.program, off, method, args, new Rng(1).fork(key));
    this.#answers.set(key, answer);
    return answer;
  }

  #boot(server: number, disk: DiskImage): LiveServer {
    this.boots++;
    return new LiveServer(this.program, server, this.servers, disk.files);
  }

  /**
   * A running server at this moment: the one that stopped nearest before it, or a new one, replays the
   * inputs since.
   */
  #revive(node: Node): LiveServer {
    const inputs: Input[] = [];
    let at = node;
    let live = this.#live.get(at);
    while (!live && at.parent) {
      if (at.input) inputs.push(at.input);
      at = at.parent;
      live = this.#live.get(at);
    }
    this.#live.delete(at);
    live ??= this.#boot(at.server, at.before);
    for (const input of inputs.reverse()) live.give(input);
    live.takeSteps();
    return live;
  }

  #keep(node: Node, live: LiveServer): void {
    this.#live.set(node, live);
    if (this.#live.size <= LIVE_MAX) return;
    const [oldest] = this.#live.keys();
    if (oldest) this.#live.delete(oldest);
  }

  #node(
    server: number,
    parent: Node | undefined,
    input: Input | undefined,
    before: DiskImage,
    live: LiveServer,
  ): Node {
    const deeds = live.takeSteps().map((step) => this.#deed(step));
    const durable = deeds.at(-1)?.durable ?? before;
    if (live.isStuck) deeds.push({ kind: 'stuck', durable });
    const state = deeds.findLast((deed) => deed.kind === 'state') ?? parent;
    return {
      id: this.moments++,
      server,
      deeds,
      before,
      durable,
      term: state?.term ?? 0,
      isLeader: state?.isLeader ?? false,
      age: parent ? parent.age + 1 : 0,
      requests: (parent?.requests ?? 0) + (input?.kind === 'request' ? 1 : 0),
      parent,
      input,
      next: new Map(),
    };
  }

  #deed({ effect, durable: files, method }: Step): Deed {
    const durable = this.#image(files);
    switch (effect.kind) {
      case 'send': {
        const checked = readArgs(effect.method, effect.text);
        if ('ok' in checked) return { ...effect, args: checked.ok, durable };
        const text = `sent ${effect.method} to S${effect.to} with arguments of the wrong shape: ${checked.wrong}.`;
        return { kind: 'misshapen', text, durable };
      }
      case 'reply': {
        if (!method) throw new Error('a reply to a request that was never given');
        const checked = readReply(method, effect.text);
        if ('ok' in checked) return { ...effect, method, reply: checked.ok, durable };
        const text = `answered ${method} with a reply of the wrong shape: ${checked.wrong}.`;
        return { kind: 'misshapen', text, durable };
      }
      case 'wake':
      case 'persister':
        throw new Error(`${effect.kind} is no deed`);
      default:
        return { ...effect, durable };
    }
  }

  readonly #imageOf = new WeakMap<Files, DiskImage>();

  #image(files: Files): DiskImage {
    const seen = this.#imageOf.get(files);
    if (seen) return seen;
    const key = JSON.stringify([...files]);
    const image = this.#images.get(key) ?? { id: this.#images.size, files };
    this.#images.set(key, image);
    this.#imageOf.set(files, image);
    return image;
  }
}

function keyOf(input: Input): string {
  switch (input.kind) {
    case 'request':
      return `q ${input.from} ${input.method} ${input.text}`;
    case 'reply':
      return `r ${input.call} ${input.text ?? 'lost'}`;
    case 'time':
      return 't';
    case 'command':
      return `c ${input.command}`;
  }
}

/** The input as the watchdog's sentence names it. */
function nameOf(input: Input): string {
  switch (input.kind) {
    case 'request':
      return input.method;
    case 'reply':
      return 'the reply to a call';
    case 'time':
      return 'timer';
    case 'command':
      return 'start';
  }
}
