/** Finds the lines of the student's code that caused an event, if the recording contains the code. */
import type { Code, CodeFile, CodePlace } from '../../runs/replay/code';
import type { TraceEvent } from '../../world/sim/trace';

/** The lines behind one event. */
export interface Behind {
  /** How the lines are related to the event, as a sentence. */
  readonly why: string;
  /** The calls that led to it, innermost first. */
  readonly calls: readonly CodePlace[];
  /** The lines that led to these: `Its timer was set here`. */
  readonly cause?: { readonly why: string; readonly calls: readonly CodePlace[] };
}

export class InCode {
  #code: Code | undefined;
  readonly #numbers = new Map<string, number>();

  /**
   * Adds the code origins of later events of a live run.
   *
   * @returns the number of each origin in this object
   */
  add(code: Code | undefined): readonly number[] {
    if (!code) return [];
    const known = this.#code ?? { ...code, origins: [] };
    const origins = [...known.origins];
    const numbers = code.origins.map((origin) => {
      const key = JSON.stringify(origin);
      const number = this.#numbers.get(key) ?? origins.push(origin) - 1;
      this.#numbers.set(key, number);
      return number;
    });
    this.#code = { ...known, origins };
    return numbers;
  }

  get isKnown(): boolean {
    return (this.#code?.files.length ?? 0) > 0;
  }

  /** @param sent the request to which the event belongs, as it was sent */
  behind(event: TraceEvent, sent: TraceEvent | undefined): Behind | undefined {
    const own = this.#originOf(event);
    if (own) return own;
    switch (event.kind) {
      case 'deliver':
        return this.#handler(event.method, 'This handler receives the request.');
      case 'reply':
        return this.#handler(event.method, 'This handler returned the reply.');
      case 'start':
        return this.#handler('start', 'A client calls this.');
      case 'return': {
        const call = sent && this.#originOf(sent);
        return call && { ...call, why: 'The request for this reply was sent here.' };
      }
      default:
        return undefined;
    }
  }

  textOf(file: string): string | undefined {
    return this.#fileCalled(file)?.text;
  }

  /** A link that opens the line in an editor. */
  editorLink({ file, line, column }: CodePlace): string | undefined {
    const folder = this.#code?.folder;
    if (folder === undefined) return undefined;
    // On Windows a folder begins with a drive letter.
    const full = `/${folder}/${file}`.replace(/\\/g, '/').replace(/\/{2,}/g, '/');
    const address = full.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
    return `vscode://file${address}:${line}:${column}`;
  }

  #originOf({ origin }: TraceEvent): Behind | undefined {
    const found = this.#code?.origins[origin ?? -1];
    if (!found || found.calls.length + (found.cause?.calls.length ?? 0) === 0) return undefined;
    const { calls, cause } = found;
    const why = 'This line caused it.';
    if (!cause || cause.calls.length === 0) return { why, calls };
    const before =
      cause.kind === 'timer'
        ? 'after a timer that was set here'
        : 'after the reply to this request';
    return { why, calls, cause: { why: before, calls: cause.calls } };
  }

  /** A reply has no origin of its own, so this finds the line where its handler begins. */
  #handler(method: string, why: string): Behind | undefined {
    const entry = this.#fileCalled('raft.ts') ?? this.#fileCalled('raft.js');
    const line = entry?.text
      .split('\n')
      .findIndex((text) =>
        new RegExp(`^\\s*(?:public\\s+)?(?:async\\s+)?${method}\\s*\\(`).test(text),
      );
    if (!entry || line === undefined || line < 0) return undefined;
    return { why, calls: [{ file: entry.file, line: line + 1, column: 1, text: method }] };
  }

  #fileCalled(name: string): CodeFile | undefined {
    return this.#code?.files.find(({ file }) => file === name);
  }
}
