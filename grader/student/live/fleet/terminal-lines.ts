/** Events of a cluster as lines for a terminal. */
import { type Place as SourcePlace, Sources } from '../../../report/place';
import { plain } from '../../../report/plain';
import type { Bundle } from '../../../world/realm/bundle';
import { STUDENT_SCRIPT } from '../../../world/realm/program';
import type { Stopped } from '../messages';
import type { Fleet, FleetEvent } from './fleet';
import type { Ending } from './server-process';

const TODO = /TODO (2[ABC]) (\S+): (.*)/;
const SAID_CHARS_MAX = 500;
const NO_2C = [
  '2C is not written yet, so a server that was killed restarts without its term, vote and log.',
  'Then it may vote twice in a term. Killing a majority loses acknowledged commands.',
].join('\n');

export class Teller {
  readonly #sources: Sources;
  readonly #terms = new Map<number, number>();
  /** Servers whose process has started but is not ready. */
  readonly #starting = new Set<number>();
  #toldNo2C = false;

  /** @param shown the code's folder as the user named it */
  constructor(
    { map }: Pick<Bundle, 'map'>,
    private readonly shown: string,
    private readonly fleet: Pick<Fleet, 'members' | 'clientPorts'>,
    private readonly print: (line: string) => void,
  ) {
    this.#sources = new Sources(map, STUDENT_SCRIPT);
  }

  tell(event: FleetEvent): void {
    const text = this.#words(event);
    if (text !== undefined) this.print(text);
  }

  #words(event: FleetEvent): string | undefined {
    const name = 'server' in event ? `S${event.server}` : '';
    switch (event.kind) {
      case 'ready': {
        this.#starting.delete(event.server);
        const pid = this.fleet.members[event.server]?.process?.pid;
        return `${name} is up: process ${pid}, clients at 127.0.0.1:${this.fleet.clientPorts[event.server]}`;
      }
      case 'status': {
        const { isLeader, term } = event.status;
        if (!isLeader || this.#terms.get(event.server) === term) return undefined;
        this.#terms.set(event.server, term);
        return `${name} leads in term ${term}`;
      }
      case 'said':
        return this.#said(name, event.text);
      case 'ended':
        return this.#ended(name, event.ending, this.#starting.delete(event.server));
      case 'paused':
        return `${name} is paused`;
      case 'resumed':
        return `${name} resumes`;
      case 'silent':
        return `${name} uses the processor but sends no message: a loop in its code does not end. It is killed.`;
      case 'links':
        return `Network: ${event.words}`;
      case 'started':
        this.#starting.add(event.server);
        return undefined;
      case 'applied':
      case 'killed':
        return undefined;
    }
  }

  #said(name: string, text: string): string | undefined {
    const [, stage] = TODO.exec(text) ?? [];
    if (stage === undefined) return `${name} | ${plain(text, SAID_CHARS_MAX)}`;
    if (this.#toldNo2C || stage !== '2C') return undefined;
    this.#toldNo2C = true;
    return NO_2C;
  }

  #ended(name: string, ending: Ending, wasStarting: boolean): string {
    switch (ending.kind) {
      case 'itself':
        return this.why(name, ending.why);
      case 'signal':
        return ending.signal === 'SIGKILL'
          ? `${name} was killed${wasStarting ? ' while it started' : ''}`
          : `${name} was stopped by ${ending.signal}`;
      case 'memory':
        return `${name} has used up its memory (512 MB) and is down`;
      case 'fault':
        return `${name} is down, because the kit itself has failed:\n${ending.text}`;
    }
  }

  /** Why a server ended itself. */
  why(name: string, why: Stopped): string {
    switch (why.kind) {
      case 'threw':
        return this.#threw(name, why.place, why.text);
      case 'breach':
        return `${name} is down, its code has broken the contract: ${plain(why.text, SAID_CHARS_MAX)}`;
      case 'system':
        return why.what === 'port'
          ? `${name} cannot listen at its port of 127.0.0.1 (${why.code})`
          : `${name} is down, its disk has failed: ${why.code === 'ENOSPC' ? 'no space is left (ENOSPC)' : why.code}`;
    }
  }

  #threw(name: string, place: string, text: string): string {
    const [first = ''] = text.split('\n');
    const [, stage, rule, what = ''] = TODO.exec(first) ?? [];
    const [frame] = this.#sources.frames(text);
    if (stage !== undefined)
      return `${name} reached code that is not written yet (${stage} ${rule}): ${plain(what, SAID_CHARS_MAX)}`;
    const at = frame ? `\n${this.#at(frame)}\n${this.#sources.codeFrame(frame)}` : '';
    return `${name} is down, its code threw in ${place}: ${plain(first, SAID_CHARS_MAX)}${at}`;
  }

  #at({ file, line, column }: SourcePlace): string {
    return `  at ${this.shown}/${file}:${line}:${column}`;
  }
}

/** The stage whose unwritten code ended a server, if that is the reason. */
export function openStage(ending: Ending): string | undefined {
  if (ending.kind !== 'itself' || ending.why.kind !== 'threw') return undefined;
  return TODO.exec(ending.why.text)?.[1];
}
