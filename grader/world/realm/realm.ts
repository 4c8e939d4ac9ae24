/**
 * One boot of one server: a V8 context of its own in which the student's code runs. Strings and
 * numbers go in and text comes out; no object of the host is ever handed in, and what the host holds
 * of the realm's it only calls. A crash is simply that the host lets go of it.
 */
import { constants, createContext } from 'node:vm';
import type { Image } from '../sim/disk';
import type { Micros } from '../sim/time';
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
  /** Seed of the server's Math.random. */
  readonly seed: number;
  /** What the disk holds: content numbers for the host, and the bytes. */
  readonly image: Image;
  readonly bytes: FileBytes;
  /** Builds the Persister alone, to be driven by {@link Realm.drive}. */
  readonly rig?: Rig;
}

/** A part of the student's code that is booted without the rest. */
export type Rig = 'persister';

export class Realm {
  readonly #harness: Harness;
  readonly #drain: () => void;
  readonly #onRejection: (reason: unknown) => void;

  private constructor(harness: Harness, drain: () => void) {
    this.#harness = harness;
    this.#drain = drain;
    this.#onRejection = (reason) => {
      harness.rejected(reason);
    };
  }

  /** Makes the realm, loads the student's modules in it, and builds Persister and Raft. */
  static boot(program: Program, options: BootOptions): { realm: Realm; effects: Effect[] } {
    const { harness, load, drain } = program.isolated
      ? enterRealm(program, options.seed)
      : stayHere(program, options.seed);
    const realm = new Realm(harness, drain);
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
      harness.boot(at, me, servers, exports as never, rig === 'persister');
    });
    return { realm, effects };
  }

  deliver(at: Micros, token: number, method: Method, text: string): Effect[] {
    return this.#event(() => {
      this.#harness.deliver(at, token, method, text);
    });
  }

  /** @param text undefined when the call is lost */
  answered(at: Micros, call: number, text: string | undefined): Effect[] {
    return this.#event(() => {
      this.#harness.answered(at, call, text);
    });
  }

  wake(at: Micros): Effect[] {
    return this.#event(() => {
      this.#harness.wake(at);
    });
  }

  start(at: Micros, command: string): Effect[] {
    return this.#event(() => {
      this.#harness.start(at, command);
    });
  }

  /**
   * Calls the Persister of a realm that has nothing else.
   *
   * @param text the state to save, one character per byte
   * @param spoil whether the caller goes on to use the array for something else
   */
  drive(at: Micros, call: PersisterCall, text: string, spoil: boolean): Effect[] {
    return this.#event(() => {
      this.#harness.drive(at, call, text, spoil ? 1 : 0);
    });
  }

  /** Nothing happens but that getState() is asked; a change shows among the effects. */
  look(): Effect[] {
    return this.#settle();
  }

  /** The bytes of a content that the disk holds, one character per byte. */
  fetch(content: number): string {
    return this.#harness.fetch(content);
  }

  /** The disk no longer refers to this content. */
  release(content: number): void {
    this.#harness.release(content);
  }

  #event(enter: () => void): Effect[] {
    try {
      enter();
      this.#drain();
    } catch (thrown) {
      // Only a stack overflow gets past the prelude. It is one of the realm's own values: hand it back.
      this.#harness.rejected(thrown);
    }
    return this.#settle();
  }

  /** What is thrown on the way is the server's crash, unless it is the host's own error. */
  #settle(): Effect[] {
    let text: string;
    try {
      collectRejections(this.#onRejection);
      text = this.#harness.settle();
    } catch (thrown) {
      if (isOwnError(thrown)) throw thrown;
      return [{ kind: 'threw', place: 'promise', text: 'Error: something that cannot be shown' }];
    }
    return readEffects(text);
  }
}

/** Node looks at promises that are rejected, and a submission can make looking at them throw. */
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

type CreateHarness = (isolated: object | undefined, seed: number) => Harness;

function enterRealm(program: Program, seed: number): Entered {
  // A plain context, not a contextified sandbox: global look-ups in the latter are a hundred times slower.
  const context = createContext(constants.DONT_CONTEXTIFY, {
    microtaskMode: 'afterEvaluate',
    codeGeneration: { strings: false, wasm: false },
  });
  const create = program.prelude.runInContext(context) as CreateHarness;
  const harness = create(context, seed);
  return {
    harness,
    load: () => (program.student.runInContext(context) as () => unknown)(),
    drain: () => {
      program.drain.runInContext(context);
    },
  };
}

/** The same without a context: for the benchmark alone. Microtasks run with Node's tick queue. */
function stayHere(program: Program, seed: number): Entered {
  const create = program.prelude.runInThisContext() as CreateHarness;
  const harness = create(undefined, seed);
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
