/** Records the clients' calls and answers, with times of one clock. */
import type { Call, History, Operation } from '../linearizable/operation';

export class Recorder {
  readonly #beganMs = performance.now();
  readonly #operations = new Map<string, Operation[]>();
  answered = 0;
  unknown = 0;

  get nowMs(): number {
    return performance.now() - this.#beganMs;
  }

  add(key: string, operation: Operation): void {
    if (operation.answeredAt === undefined) this.unknown++;
    else this.answered++;
    const known = this.#operations.get(key);
    if (known) known.push(operation);
    else this.#operations.set(key, [operation]);
  }

  get history(): History {
    return this.#operations;
  }
}

export type { Call };
