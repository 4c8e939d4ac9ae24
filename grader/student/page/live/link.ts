/** The page's side: hears how the cluster stands, and says what its buttons ask for. */
import { signal } from '@preact/signals';
import type { LiveState, ToPage } from '../../live/page/page-state';

const TOKEN_HEADER = 'x-raft-lab-token';
const AGAIN_MS = 1_500;

export class Link {
  readonly state = signal<LiveState | undefined>(undefined);
  /** What keeps the page from hearing; empty while all is well. */
  readonly trouble = signal('');

  constructor(private readonly token: string) {}

  /** For as long as the page is open. */
  async listen(): Promise<void> {
    for (;;) {
      try {
        const response = await fetch('/stream', { headers: { [TOKEN_HEADER]: this.token } });
        if (response.status === 403) {
          this.trouble.value = 'Open the address that the command has printed, to its end.';
          return;
        }
        if (response.body) await this.#read(response.body);
      } catch {
        // Told below.
      }
      this.trouble.value = 'The command does not answer. Has it been ended?';
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  async ask(deed: string): Promise<void> {
    try {
      const headers = { [TOKEN_HEADER]: this.token, 'content-type': 'application/json' };
      const body = JSON.stringify({ deed });
      const response = await fetch('/wish', { method: 'POST', headers, body });
      if (!response.ok) this.trouble.value = (await response.text()).trim();
    } catch {
      this.trouble.value = 'The command does not answer. Has it been ended?';
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      const last = lines.filter((line) => line !== '').at(-1);
      if (last === undefined) continue;
      this.trouble.value = '';
      this.state.value = (JSON.parse(last) as ToPage).state;
    }
  }
}
