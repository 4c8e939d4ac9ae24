/**
 * Runs inside a realm before and around the student's code: builds the server, calls its handlers, and
 * collects what they do. The host calls the functions of {@link Harness}, and only strings and numbers
 * pass in and out. Evaluating this bundle yields `createHarness`.
 */
import { Draws, type Words } from '../../sim/draws';
import type {
  PersisterConstructor,
  PersisterShape,
  RaftConstructor,
  RaftShape,
} from '../../../contract';
import { describeThrown, firstLine, fixStackTraces, kindOf } from './describe';
import { disk, fetch, load, release } from './disk';
import { furnish, mathWith, virtualGlobals, withDate } from './globals';
import {
  applyFunction,
  freeze,
  isInteger,
  isSafeInteger,
  mapDelete,
  mapGet,
  mapSet,
  parse,
  RealMap,
  RealPromise,
  resolved,
  stringify,
  then,
} from './intrinsics';
import { setNow } from './now';
import { causedBy, emitFrom, forgetCause, stackHere, tellOrigins } from './origin';
import { emit, quoted, takeAll } from './outbox';
import { drivePersister } from './persister-rig';
import { announceNext, fireNext, forgetAnnounced } from './timers';

/** A student's module, as its bundle exports it. Its content may be anything. */
type StudentModule = Readonly<Record<string, unknown>>;

export type Harness = ReturnType<typeof createHarness>;

/**
 * @param isolated the realm's global object, which receives the globals; undefined when there is no
 *   realm (for measuring the cost of isolation), and then the caller passes `globals` to the student's
 *   code itself
 * @param chance the state of its Math.random
 */
export function createHarness(isolated: object | undefined, ...chance: Words) {
  const virtual = virtualGlobals(new Draws(chance), (thrown) => {
    fail('queueMicrotask', thrown);
  });
  if (isolated) {
    fixStackTraces(isolated);
    furnish(isolated, virtual);
  }

  let raft: RaftShape | undefined;
  /** Set instead of a Raft if only the Persister is built. */
  let persisterAlone: PersisterShape | undefined;
  let lastState = '';
  let lastCall = 0;
  let failed = false;
  const waiting = new RealMap<number, (reply: unknown) => void>();

  /**
   * The server's code has thrown, which counts as a crash. Only the first error is reported, as the
   * cause.
   */
  function fail(where: string, thrown: unknown): void {
    if (failed) return;
    failed = true;
    emit(`X ${where} ${quoted(describeThrown(thrown))}`);
  }

  function breach(text: string): void {
    emit(`K ${quoted(text)}`);
  }

  /** Sends a request; its promise is settled by {@link answered}. */
  function call(to: number, method: string, args: unknown): Promise<unknown> {
    const text = stringify(args);
    const id = ++lastCall;
    if (text === undefined) breach(`${method} was sent without arguments`);
    else emitFrom(call, `S ${id} ${to} ${method} ${text}`);
    const sentBy = stackHere(call);
    return new RealPromise((resolve) => {
      mapSet(waiting, id, (reply: unknown) => {
        causedBy('request', sentBy);
        resolve(reply);
      });
    });
  }

  function peer(to: number) {
    return freeze({
      requestVote: (args: unknown) => call(to, 'requestVote', args),
      appendEntries: (args: unknown) => call(to, 'appendEntries', args),
    });
  }

  function apply(msg: unknown): void {
    const { index, command } = (msg ?? {}) as { index: unknown; command: unknown };
    if (typeof index === 'number' && isInteger(index) && typeof command === 'string')
      emitFrom(apply, `A ${index} ${stringify(command) ?? '""'}`);
    else
      breach(
        `apply was called with index ${kindOf(index)} and command ${kindOf(command)}; it takes { index, command }, a whole number and a string`,
      );
  }

  function answer(token: number, method: string, reply: unknown): void {
    let text: string | undefined;
    try {
      text = stringify(reply);
    } catch (thrown) {
      breach(
        `${method} answered with what cannot be sent as JSON: ${firstLine(describeThrown(thrown))}`,
      );
      return;
    }
    if (text === undefined) breach(`${method} answered with ${kindOf(reply)} instead of a reply`);
    else emit(`R ${token} ${text}`);
  }

  /** Reports a Promise from a method that must answer at once. */
  function isLate(method: string, result: unknown): boolean {
    if (!isThenable(result)) return false;
    breach(`${method}() answered with a Promise; it must answer at once, so it cannot be async`);
    return true;
  }

  function observe(): void {
    if (!raft || failed) return;
    const state = raft.getState() as unknown;
    if (isLate('getState', state)) return;
    const { term, isLeader } = (state ?? {}) as { term: unknown; isLeader: unknown };
    if (!isWhole(term, 0) || typeof isLeader !== 'boolean') {
      breach(
        `getState() answered with term ${kindOf(term)} and isLeader ${kindOf(isLeader)}; it must answer { term, isLeader }: a whole number of at least 0, and true or false`,
      );
      return;
    }
    const line = `G ${term} ${isLeader ? 1 : 0}`;
    if (line === lastState) return;
    lastState = line;
    emit(line);
  }

  /** Wraps a function that the host calls: an error in student code becomes an effect. */
  function guarded<A extends readonly (number | string | undefined)[]>(
    where: string,
    body: (...args: A) => void,
  ): (atMicros: number, ...args: A) => void {
    return (atMicros, ...args) => {
      setNow(atMicros);
      forgetCause();
      try {
        // Without spreading: a student's iterator could replace the arguments.
        applyFunction(body, undefined, args);
      } catch (thrown) {
        fail(where, thrown);
      }
    };
  }

  return freeze({
    /** For a server without a realm of its own. */
    globals: isolated ? {} : withDate({ ...virtual.globals, Math: mathWith(virtual.random) }),

    tellOrigins,
    load,
    fetch,
    release,

    /** Builds the server. `exports` is the value of the student's bundle. */
    boot: (
      atMicros: number,
      me: number,
      servers: number,
      exports: StudentModule,
      onlyPersister: boolean,
    ) => {
      setNow(atMicros);
      try {
        const Raft = exports['Raft'] as RaftConstructor;
        const Persister = exports['Persister'] as PersisterConstructor;
        const persister = new Persister(freeze(disk));
        if (onlyPersister) {
          persisterAlone = persister;
          return;
        }
        const peers = [];
        for (let i = 0; i < servers; i++) peers[i] = i === me ? undefined : peer(i);
        raft = new Raft(freeze(peers) as never, me, persister, apply);
      } catch (thrown) {
        fail('constructor', thrown);
      }
    },

    /** Reports an error from loading the student's modules. */
    loadFailed: (thrown: unknown) => {
      fail('module', thrown);
    },

    /** A request has arrived; the reply will carry `token`. */
    deliver: guarded('handler', (token: number, method: string, text: string) => {
      if (!raft) return;
      const args = parse(text) as never;
      let reply: unknown;
      try {
        reply = method === 'requestVote' ? raft.requestVote(args) : raft.appendEntries(args);
        if (!isThenable(reply)) {
          answer(token, method, reply);
          return;
        }
      } catch (thrown) {
        fail(method, thrown);
        return;
      }
      void then(
        resolved(RealPromise, reply),
        (value) => {
          answer(token, method, value);
        },
        (thrown) => {
          fail(method, thrown);
        },
      );
    }),

    /** Ends the call that this server numbered `id`; without a text, it is lost. */
    answered: guarded('reply', (id: number, text: string | undefined) => {
      const settle = mapGet(waiting, id) as ((reply: unknown) => void) | undefined;
      if (!settle) return;
      mapDelete(waiting, id);
      settle(text === undefined ? undefined : parse(text));
    }),

    wake: guarded('timer', () => {
      forgetAnnounced();
      fireNext();
    }),

    /** A client's start(). Its answer becomes an effect. */
    start: guarded('start', (command: string) => {
      if (!raft) return;
      const result = raft.start(command) as unknown;
      if (isLate('start', result)) return;
      const { index, term, isLeader } = (result ?? {}) as Record<string, unknown>;
      const numbers = isWhole(index, 1) && isWhole(term, 1);
      if (typeof isLeader !== 'boolean' || (isLeader && !numbers)) {
        breach(
          `start() answered with index ${kindOf(index)}, term ${kindOf(term)} and isLeader ${kindOf(isLeader)}; it answers { index, term, isLeader }, and a leader's index and term are whole numbers of at least 1${index === 0 ? '; index 0 is the sentinel, so read the index after the command is appended, and see that nothing takes the command out again (splice where slice is meant)' : ''}`,
        );
        return;
      }
      if (isLeader) emit(`B ${index as number} ${term as number}`);
    }),

    /** Calls a Persister that was built alone. The result becomes an effect. */
    drive: (atMicros: number, call: string, text: string, spoil: number) => {
      setNow(atMicros);
      try {
        if (persisterAlone && !failed)
          drivePersister(persisterAlone, call, text, spoil === 1, breach);
      } catch (thrown) {
        fail(call, thrown);
      }
    },

    /** An unhandled rejection was found after the event. */
    rejected: (reason: unknown) => {
      fail('promise', reason);
    },

    /** Ends an event after its microtasks: returns the server's state and what it did. */
    settle: (): string => {
      try {
        observe();
      } catch (thrown) {
        fail('getState', thrown);
      }
      announceNext();
      return takeAll();
    },
  });
}

function isThenable(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function isWhole(value: unknown, least: number): value is number {
  return typeof value === 'number' && isSafeInteger(value) && value >= least;
}
