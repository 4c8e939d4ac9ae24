/**
 * Cheats that are not code to be graded. Each is read by the part of the kit that it attacks, whose answer
 * is the outcome.
 */
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { findSubmissions } from '../../instructor/class/intake';
import { frameOf } from '../../instructor/class/outputs';
import { parseRoster } from '../../instructor/class/people/roster';
import { readSchedule, Unreadable } from '../../runs/replay/read-schedule';
import { readDeed } from '../../student/live/fleet/deeds';
import { RequestReader } from '../../student/live/redis/requests';
import { PlayServer } from '../../student/playground/server';
import { Saves } from '../../student/watch/saves';

/**
 * A request to one of the kit's pages from another page in the same browser, or from another program.
 */
export interface Wish {
  readonly to: 'playground' | 'live';
  readonly path: string;
  /** `PORT` and `TOKEN` are replaced with the server's. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without a body, it is a GET request. */
  readonly body?: string;
}

/** The reason for a refusal, or something that must not happen. */
export type Said = { readonly refusal: string } | { readonly fault: string } | 'taken';

export function scenarioSays(text: string): Said {
  try {
    readSchedule(text);
    return 'taken';
  } catch (thrown) {
    return thrown instanceof Unreadable ? { refusal: thrown.message } : { fault: String(thrown) };
  }
}

/** How a server of `npm run live` reads a client's bytes, up to the first one it rejects. */
export function clientSays(bytes: string): Said {
  const reader = new RequestReader();
  reader.push(Buffer.from(bytes, 'latin1'));
  for (let found = reader.next(); found; found = reader.next()) {
    if (found.kind === 'broken') return { refusal: found.why };
    if (found.kind === 'tooBig') return { refusal: 'too big' };
    return { fault: `carries out ${found.words.join(' ')}` };
  }
  return { refusal: 'waits for more' };
}

/**
 * The submission of each student, as `bob: ID` in a sorted list; unmatched submissions belong to `nobody`.
 */
export async function classSays(inbox: string, rosterText: string): Promise<Said> {
  const roster = parseRoster(rosterText);
  if ('problem' in roster) return { fault: roster.problem };
  const found = await findSubmissions(inbox);
  if (found.kind === 'problem') return { refusal: found.message };
  const entries = found.submissions.map(({ id, claim }) => ({
    ...{ id, key: NO_KEY, files: {}, ignored: [], remarks: [], typeErrors: [], tests: [] },
    ...{ standing: 'graded', score: 0, maxScore: 0, cost: { wallSeconds: 0, cpuSeconds: 0 } },
    ...(claim && { claim }),
  })) as Parameters<typeof frameOf>[0];
  // Blackboard and Brightspace write times without a zone, and the last attempt counts.
  const rows = frameOf(entries, { roster, zone: 'UTC' }).rows.map((row) => {
    const has = row.standing === 'missing' ? 'nothing' : (row.submission ?? row.id);
    return `${row.unmatched === undefined ? (row.person?.key ?? '') : 'nobody'}: ${has}`;
  });
  return { refusal: rows.sort().join('; ') };
}

/** The files that `npm run watch` sees in a folder after a save. */
export async function watchSays(folder: string): Promise<Said> {
  let saves: Saves | undefined;
  const seen = await new Promise<readonly string[]>((onSave) => {
    saves = new Saves({ folder, isPolling: true, onSave, onPolling: () => undefined });
    writeFileSync(path.join(folder, 'raft.ts'), 'saved');
  });
  await saves?.close();
  return { refusal: `sees ${seen.join(', ')}` };
}

const NO_KEY = { submission: '', suite: '', kit: '', seeds: '', stage: '2A' } as const;
const SERVERS = 3;

export async function pageSays(wish: Wish): Promise<Said> {
  const obeyed: unknown[] = [];
  const faults: unknown[] = [];
  const session = {
    listen: () => Promise.resolve(() => undefined),
    obey: (what: unknown) => Promise.resolve(obeyed.push(what)),
  };
  const read = (said: unknown): unknown => {
    const { deed } = (said ?? {}) as { readonly deed?: unknown };
    return typeof deed === 'string' ? readDeed(deed, SERVERS) : undefined;
  };
  const files = new Map([['/', { type: 'text/html', text: '' }]]);
  const fault = (thrown: unknown) => faults.push(thrown);
  const server =
    wish.to === 'live'
      ? new PlayServer<unknown>(session, files, fault, read)
      : new PlayServer<unknown>(session, files, fault);
  await server.listen(0);
  try {
    const answer = await asked(server, wish);
    if (faults.length > 0) return { fault: String(faults[0]) };
    return obeyed.length > 0 ? { fault: `obeys ${JSON.stringify(obeyed[0])}` } : answer;
  } finally {
    server.close();
  }
}

function asked({ url }: PlayServer<unknown>, { path, headers, body }: Wish): Promise<Said> {
  const { hostname, port, hash } = new URL(url);
  const filled = Object.entries(headers).map(([name, value]) => [
    name,
    value.replace('PORT', port).replace('TOKEN', hash.slice(1)),
  ]);
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve) => {
    const options = { hostname, port, path, method, headers: Object.fromEntries(filled) as object };
    const sent = request({ ...options, headers: options.headers as Record<string, string> });
    sent.on('error', (error) => resolve({ refusal: error.message }));
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      response.on('end', () =>
        resolve((response.statusCode ?? 0) >= 400 ? { refusal: text } : 'taken'),
      );
    });
    sent.end(body);
  });
}
