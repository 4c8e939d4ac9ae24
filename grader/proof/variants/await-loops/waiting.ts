/** Promises that the loops await. */

export function sleep(ms: number): Promise<void> {
  return new Promise((wake) => {
    setTimeout(wake, ms);
  });
}

/** Wakes all waiters each time it rings. */
export class Bell {
  private waiting: (() => void)[] = [];

  ring(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }

  /** Resolves at the next ring or after this many milliseconds, whichever comes first. */
  heard(withinMs: number): Promise<void> {
    return new Promise((wake) => {
      this.waiting.push(wake);
      setTimeout(wake, withinMs);
    });
  }
}

/** Resolves to true as soon as `count` of the promises are true, to false once that is impossible. */
export function atLeast(count: number, hopes: readonly Promise<boolean>[]): Promise<boolean> {
  return new Promise((decide) => {
    let yes = 0;
    let open = hopes.length;
    if (count <= 0) decide(true);
    for (const hope of hopes) {
      void hope.then((came) => {
        open--;
        if (came) yes++;
        if (yes >= count) decide(true);
        else if (yes + open < count) decide(false);
      });
    }
  });
}
