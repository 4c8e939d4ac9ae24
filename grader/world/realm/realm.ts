/**
 * One boot of one server: a V8 context of its own in which the student's code runs. Strings and numbers
 * go in and text comes out. The host passes no object in, and only calls the realm's functions that it
 * holds. To crash the server, the host drops its references.
 */
import { constants, createContext } from 'node:vm';
import type { Image } from '../sim/disk';
import type { Words } from '../sim/draws';
import type { Micros } from '../sim/time';
import { enter, shielded } from './enter';
import { type Effect, type Method, type PersisterCall, readEffects } from './effects';
import type { Harness } from './prelude/main';
import type { Program } from './program';
import { collectRejections } from './rejections';

/** A file's bytes as text, one character per byte. */
export type FileBytes = ReadonlyMap<string, string>;

export interface BootOptions {
  readonly at: Micros;
  readonly me: number;
  readonly servers: number;
  /** The initial state of the server's Math.random. */
  readonly chance: Words;
  /** The disk's contents, by their numbers on the host, and the bytes. */
  readonly image: Image;
  readonly bytes: FileBytes;
  /** Builds the Persister alone, to be driven by {@link Realm.drive}. */
  readonly rig?: Rig;
  /** Whether effects carry the lines of code that they come from. */
  readonly origins?: boolean;
}

/** A part of the student's code that is booted alone. */
export type Rig = 'persister';

export class Realm {
  readonly #harness: Harness;
  readonly #drain: () => void;
  readonly #onRejection: (reason: unknown) => void;

  private constructor(harness: Harness, drain: () => void) {
    this.#harness = harness;
    this.#drain = drain;
    // The thrown value may have getters, which are the student's code.
    this.#onRejection = (reason) => {
      enter(harness.rejected, harness, reason);
    };
  }

  /** Makes the realm, loads the student's modules in it, and builds Persister and Raft. */
  static boot(program: Program, options: BootOptions): { realm: Realm; effects: Effect[] } {
    return shielded(() => Realm.#boot(program, options));
  }

  static #boot(program: Program, options: BootOptions): { realm: Realm; effects: Effect[] } {
    const { harness, load, drain } = program.isolated
      ? enterRealm(program, options.chance)
      : stayHere(program, options.chance);
    const realm = new Realm(harness, drain);
    if (options.origins) harness.tellOrigins();
    for (const [file, { id }] of options.image)
      harness.load(file, id, options.bytes.get(file) ?? '');
    const effects = realm.#event(() => {
      let exports: unknown;
      try {
        exports = load();
      } catch (thrown) {
        harness.loadFailed(thrown);
        return;
      }
      const { at, me, servers, rig } = options;
      enter(harness.boot, harness, at, me, servers, exports as never, rig === 'persister');
    });
    return { realm, effects };
  }

  deliver(at: Micros, token: number, method: Method, text: string): Effect[] {
    return this.#event(() => {
      enter(this.#harness.deliver, this.#harness, at, token, method, text);
    });
  }

  /** @param text undefined when the call is lost */
  answered(at: Micros, call: number, text: string | undefined): Effect[] {
    return this.#event(() => {
      enter(this.#harness.answered, this.#harness, at, call, text);
    });
  }

  wake(at: Micros): Effect[] {
    return this.#event(() => {
      enter(this.#harness.wake, this.#harness, at);
    });
  }

  start(at: Micros, command: string): Effect[] {
    return this.#event(() => {
      enter(this.#harness.start, this.#harness, at, command);
    });
  }

  /**
   * Calls the Persister of a realm that has no Raft.
   *
   * @param text the state to save, one character per byte
   * @param spoil whether the saved or returned array is overwritten afterwards
   */
  drive(at: Micros, call: PersisterCall, text: string, spoil: boolean): Effect[] {
    return this.#event(() => {
      enter(this.#harness.drive, this.#harness, at, call, text, spoil ? 1 : 0);
    });
  }

  /** Only asks getState(); a change appears among the effects. */
  look(): Effect[] {
    return this.#settle();
  }

  /** The bytes of a disk content, one character per byte. */
  fetch(content: number): string {
    return this.#harness.fetch(content);
  }

  /** The disk no longer refers to this content. */
  release(content: number): void {
    this.#harness.release(content);
  }

  #event(run: () => void): Effect[] {
    return shielded(() => this.#play(run));
  }

  #play(run: () => void): Effect[] {
    try {
      run();
      this.#drain();
    } catch (thrown) {
      // Only a stack overflow gets past the prelude. The error is one of the realm's own values, so it
      // is passed back.
      this.#onRejection(thrown);
    }
    return this.#settle();
  }

  /** An error in here is the server's crash, unless it is the host's own. */
  #settle(): Effect[] {
    let text: string;
    try {
      collectRejections(this.#onRejection);
      text = enter(this.#harness.settle, this.#harness);
    } catch (thrown) {
      if (isOwnError(thrown)) throw thrown;
      return [{ kind: 'threw', place: 'promise', text: 'Error: something that cannot be shown' }];
    }
    return readEffects(text);
  }
}

/** Node inspects rejected promises, and a submission can make inspecting them throw. */
function isOwnError(thrown: unknown): boolean {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

interface Entered {
  readonly harness: Harness;
  readonly load: () => unknown;
  readonly drain: () => void;
}

type CreateHarness = (isolated: object | undefined, ...chance: Words) => Harness;

function enterRealm(program: Program, chance: Words): Entered {
  // A plain context, not a contextified sandbox, in which global look-ups are a hundred times slower.
  const context = createContext(constants.DONT_CONTEXTIFY, {
    microtaskMode: 'afterEvaluate',
    codeGeneration: { strings: false, wasm: false },
  });
  const create = program.prelude.runInContext(context) as CreateHarness;
  const harness = create(context, ...chance);
  return {
    harness,
    load: () => enter(program.student.runInContext(context) as () => unknown, undefined),
    drain: () => {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on what follows
      enter(program.drain.runInContext, program.drain, context);
    },
  };
}

/** The same without a context, only for the benchmark. Microtasks run with Node's tick queue. */
function stayHere(program: Program, chance: Words): Entered {
  const create = program.prelude.runInThisContext() as CreateHarness;
  const harness = create(undefined, ...chance);
  const load = program.student.runInThisContext() as (...globals: unknown[]) => unknown;
  const globals = program.bareArguments(harness.globals);
  return {
    harness,
    load: () => load(...globals),
    drain: () => {
      collectRejections(() => undefined);
    },
  };
}
