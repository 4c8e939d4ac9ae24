/**
 * A student's program that debuggers understand: compiled together with its source map, whose sources
 * are the student's own files. What the code can see of itself, such as the lines of a stack, is as
 * in a grading.
 */
import { Script } from 'node:vm';
import { pathToFileURL } from 'node:url';
import type { Bundle } from '../../world/realm/bundle';
import { Program, STUDENT_SCRIPT } from '../../world/realm/program';

export class DebuggableProgram extends Program {
  override readonly student: Script;

  constructor({ text, map, root }: Bundle) {
    super(text);
    // No line of its own for the head, and no offset: debuggers disagree on what an offset does to a map.
    const source = `(function () {${text.student}\n${comment(withRealSources(map, root))}\n})`;
    this.student = new Script(source, { filename: STUDENT_SCRIPT });
    // Calls nothing. Debuggers learn of a script when it is first evaluated, and take it for a part of
    // that context: the servers' own come and go.
    this.student.runInThisContext();
  }
}

/** A map whose sources are `file:` URLs, wherever the map itself is taken to be. */
export function withRealSources(map: string, root: string): string {
  const told = JSON.parse(map) as { readonly sources: readonly string[] };
  // A folder's URL has to end so: what follows is relative to it.
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
