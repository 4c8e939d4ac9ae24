/** A page's connection to the command that serves it: receives messages and sends requests. */
const TOKEN_HEADER = 'x-raft-lab-token';
const AGAIN_MS = 1_500;

interface Ear {
  /** Called with each message, parsed from JSON. */
  readonly heard: (message: unknown) => void;
  /** The command does not answer; the page tries again. */
  readonly lost: () => void;
}

/** Runs as long as the page is open. Returns only if the token is rejected. */
export async function listen(token: string, { heard, lost }: Ear): Promise<void> {
  for (;;) {
    try {
      const response = await fetch('/stream', { headers: { [TOKEN_HEADER]: token } });
      if (response.status === 403) return;
      if (response.body) await read(response.body, heard);
    } catch {
      // lost() reports it.
    }
    lost();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

export function post(
  token: string,
  wish: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch('/wish', {
    method: 'POST',
    headers: { [TOKEN_HEADER]: token, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(wish),
  });
}

async function read(body: ReadableStream<Uint8Array>, heard: Ear['heard']): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') heard(JSON.parse(line));
  }
}
