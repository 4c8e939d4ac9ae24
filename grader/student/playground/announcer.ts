/** Sends news to the pages that listen, and keeps the last message. */
import type { PlayState, Says, ToPage } from './play-state';

/** Called with all news. */
export type Listener = (message: ToPage) => void;

const TEXT_CHARS_MAX = 2_000;

export class Announcer {
  says: Says | undefined;
  #count = 0;
  readonly #listeners = new Set<Listener>();

  constructor(private readonly state: () => PlayState) {}

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  /** Sent with the next news. */
  note(text: string, isProblem = false): void {
    this.says = { number: ++this.#count, text: text.slice(0, TEXT_CHARS_MAX), isProblem };
  }

  say(text: string, isProblem = false): void {
    this.note(text, isProblem);
    this.tell();
  }

  tell(news: Omit<ToPage, 'state'> = {}): void {
    const message = { state: this.state(), ...news };
    for (const listener of this.#listeners) listener(message);
  }
}
