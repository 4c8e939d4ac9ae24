/** The student's code behind the events of a recording: files, and the calls that led to each event. */
import path from 'node:path';
import type { Sources } from '../../report/place';

export interface Code {
  /** The student's folder, for the editor; absent if the page is for another person. */
  readonly folder?: string;
  /**
   * File names are relative to the folder. Empty if the recording continues another one, which holds the
   * files.
   */
  readonly files: readonly CodeFile[];
  /** Indexed by the events' `origin`. */
  readonly origins: readonly Origin[];
}

export interface CodeFile {
  readonly file: string;
  readonly text: string;
}

/** The calls that led to an event, innermost first, and those that set its timer or sent its request. */
interface Origin {
  readonly calls: readonly CodePlace[];
  readonly cause?: { readonly kind: 'timer' | 'request'; readonly calls: readonly CodePlace[] };
}

/** A line of the student's code, and the function around it. */
export interface CodePlace {
  readonly file: string;
  /** Counted from 1, like the column. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A Raft has about fifty thousand characters; files beyond the limit open only in the editor. */
const CHARS_MAX = 400_000;
/** The separator that the prelude writes. */
const CAUSE = /\n= (timer|request)\n/;

/** @param texts origins as the realms reported them */
export function codeOf(texts: readonly string[], sources: Sources, folder: string): Code {
  let chars = 0;
  const files = sources.own.filter(({ text }) => (chars += text.length) <= CHARS_MAX);
  const origins = texts.map((text): Origin => {
    const [own = '', kind, before] = text.split(CAUSE);
    const calls = sources.frames(own);
    if (before === undefined) return { calls };
    return { calls, cause: { kind: kind as 'timer' | 'request', calls: sources.frames(before) } };
  });
  return { folder: path.resolve(folder), files, origins };
}
