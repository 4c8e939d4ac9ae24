/**
 * Decides who may talk to the playground: only the page it served, in a browser on this computer,
 * with the token of this session. Other pages in the same browser can send requests to a local
 * port, and can make a name of theirs resolve to it, so Host and Origin are checked, too.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const TOKEN_HEADER = 'x-raft-lab-token';
const HOSTS = ['127.0.0.1', 'localhost'];

export interface Refused {
  readonly status: 403 | 405 | 421;
  readonly text: string;
}

export class Guard {
  /** The token is after `#` in the address, which browsers never send. */
  readonly token = randomBytes(24).toString('base64url');

  constructor(private readonly port: () => number) {}

  /** @returns what is wrong with a request for one of the page's files */
  refusesFile({ headers }: IncomingMessage): Refused | undefined {
    if (this.#isOurs(headers.host)) return undefined;
    return {
      status: 421,
      text: 'This is the playground of the Raft labs; it is reachable only at 127.0.0.1.',
    };
  }

  /** @returns what is wrong with a request for data or for an action */
  refusesData(request: IncomingMessage): Refused | undefined {
    const { headers } = request;
    const stranger = this.refusesFile(request);
    if (stranger) return stranger;
    const { origin } = headers;
    const isForeign = origin !== undefined && !this.#isOurs(origin.replace(/^http:\/\//, ''));
    const site = headers['sec-fetch-site'];
    if (isForeign || (site !== undefined && site !== 'same-origin'))
      return { status: 403, text: 'Other web pages may not use the playground.' };
    if (!this.#isToken(headers[TOKEN_HEADER]))
      return { status: 403, text: 'Open the complete address that the command printed.' };
    return undefined;
  }

  #isOurs(host: string | undefined): boolean {
    return HOSTS.some((name) => host === `${name}:${this.port()}`);
  }

  #isToken(said: string | readonly string[] | undefined): boolean {
    const [given, wanted] = [Buffer.from(String(said)), Buffer.from(this.token)];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
