/** What loops wait for. */

export function sleep(ms: number): Promise<void> {
  return new Promise((wake) => {
    setTimeout(wake, ms);
  });
}

/** Wakes everybody who waits for it, each time that it rings. */
export class Bell {
  private waiting: (() => void)[] = [];

  ring(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }

  /** The next ring, or the end of so many milliseconds, whichever comes first. */
  heard(withinMs: number): Promise<void> {
    return new Promise((wake) => {
      this.waiting.push(wake);
      setTimeout(wake, withinMs);
    });
  }
}

/** Resolves to true as soon as so many of them came true, to false if that cannot be any more. */
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
