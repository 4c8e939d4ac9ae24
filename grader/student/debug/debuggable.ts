/**
 * A student's program for debuggers: compiled with a source map that points to the student's own
 * files. To the code itself, everything looks as in a grading, stack traces included.
 */
import { Script } from 'node:vm';
import { pathToFileURL } from 'node:url';
import type { Bundle } from '../../world/realm/bundle';
import { Program, STUDENT_SCRIPT } from '../../world/realm/program';

export class DebuggableProgram extends Program {
  override readonly student: Script;

  /** @param root the student's folder */
  constructor({ text, map }: Bundle, root: string) {
    super(text);
    // The wrapper adds no line and no offset, because debuggers disagree on what an offset does to
    // a source map.
    const source = `(function () {${text.student}\n${comment(withRealSources(map, root))}\n})`;
    this.student = new Script(source, { filename: STUDENT_SCRIPT });
    // Evaluates the function expression without calling it. A debugger learns of a script when it
    // is first evaluated, and ties it to that context. The servers' contexts are short-lived, so
    // this happens in the main one.
    this.student.runInThisContext();
  }
}

/** Makes the map's sources absolute `file:` URLs, so that they do not depend on where the map is. */
export function withRealSources(map: string, root: string): string {
  const told = JSON.parse(map) as { readonly sources: readonly string[] };
  // Relative URLs resolve inside the folder only if its URL ends with a slash.
  const folder = `${pathToFileURL(root).href}/`;
  return JSON.stringify({
    ...told,
    sources: told.sources.map((source) => new URL(source, folder).href),
  });
}

function comment(map: string): string {
  const base64 = Buffer.from(map).toString('base64');
  return `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${base64}`;
}
