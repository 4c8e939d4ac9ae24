/** The page's connection: receives the state of the cluster and sends the actions of the buttons. */
import { signal } from '@preact/signals';
import type { LiveState, ToPage } from '../../live/page/page-state';
import { listen, post } from '../shared/stream';

export class Link {
  readonly state = signal<LiveState | undefined>(undefined);
  /** Why the page receives nothing; empty while all is well. */
  readonly trouble = signal('');

  constructor(private readonly token: string) {}

  /** Runs as long as the page is open. */
  async listen(): Promise<void> {
    await listen(this.token, {
      heard: (message) => {
        this.trouble.value = '';
        this.state.value = (message as ToPage).state;
      },
      lost: () => this.#lose(),
    });
    this.trouble.value = 'Open the complete address that the command printed.';
  }

  async ask(deed: string): Promise<void> {
    try {
      const response = await post(this.token, { deed });
      if (!response.ok) this.trouble.value = (await response.text()).trim();
    } catch {
      this.#lose();
    }
  }

  #lose(): void {
    this.trouble.value = 'The command does not answer. Has it stopped?';
  }
}
