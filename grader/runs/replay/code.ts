/** The student's code behind the events of a recording: files, and the calls that led to each event. */
import path from 'node:path';
import type { Sources } from '../../report/place';

export interface Code {
  /** The student's folder, for the editor; left out if the page is for another person. */
  readonly folder?: string;
  /** Relative to the folder. In a recording that continues another one, only what that has. */
  readonly files: readonly CodeFile[];
  /** By the number that events carry. */
  readonly origins: readonly Origin[];
}

export interface CodeFile {
  readonly file: string;
  readonly text: string;
}

/** The calls that led to an event, innermost first, and what they go back to. */
interface Origin {
  readonly calls: readonly CodePlace[];
  readonly cause?: { readonly kind: 'timer' | 'request'; readonly calls: readonly CodePlace[] };
}

/** A line of the student's, and in which of their functions it is. */
export interface CodePlace {
  readonly file: string;
  /** From 1, as the column. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A Raft has some fifty thousand characters; what goes beyond is left to the editor. */
const CHARS_MAX = 400_000;
/** As the prelude writes it. */
const CAUSE = /\n= (timer|request)\n/;

/** @param texts as the realms told them */
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
