/**
 * Problems that only the finished bundle shows: code that V8 does not accept, and imports that cannot
 * be resolved.
 */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { BundleProblem } from './folder';
import { Program, type ProgramText, STUDENT_SCRIPT } from './program';

/** The bundler leaves some errors to V8, such as a malformed regular expression. */
export function doesNotCompile(text: ProgramText, map: string): BundleProblem | undefined {
  try {
    // This compiles the code but runs none of it.
    farDown(FRAMES_DOWN, () => new Program(text));
    return undefined;
  } catch (thrown) {
    // Only V8's own recursion into the code can overflow the stack here.
    if ((thrown as Error).name === 'RangeError')
      return { kind: 'problem', message: 'the code is nested too deeply to be compiled.' };
    if (!(thrown instanceof SyntaxError)) throw thrown;
    // The stack begins with the place: the line as it is, and a mark below it. For a very long line it
    // has only the line number.
    const line = new RegExp(`^${STUDENT_SCRIPT}:(\\d+)\\n`).exec(thrown.stack ?? '')?.[1];
    if (line === undefined) return { kind: 'problem', message: thrown.message };
    const indent = /^.*\n.*\n([ \t]*)\^/.exec(thrown.stack ?? '')?.[1];
    const start = text.student.split('\n')[Number(line) - 1]?.search(/\S/) ?? 0;
    return problemAt(map, Number(line), indent?.length ?? start, thrown.message);
  }
}

/** Code that compiles here must also compile in the child, where the stack may be a little fuller. */
const FRAMES_DOWN = 200;

function farDown(frames: number, run: () => unknown): unknown {
  return frames === 0 ? run() : [farDown(frames - 1, run)];
}

/** The bundler replaces import() and require() of anything but a literal by a call that always throws. */
export function computedImports(student: string, map: string): BundleProblem | undefined {
  if (!student.includes('Dynamic require of "')) return undefined;
  for (const [i, line] of student.split('\n').entries()) {
    const column = line.search(/(?<!var )\b__require\(/);
    if (column === -1) continue;
    const message =
      'import() or require() of a name that is computed: which file it is must be plain to see. Write an import at the top of the file.';
    return problemAt(map, i + 1, column, message);
  }
  return undefined;
}

/** @param column from 0 */
function problemAt(map: string, line: number, column: number, message: string): BundleProblem {
  const { source, ...at } = originalPositionFor(new TraceMap(map), { line, column });
  if (source === null || at.line === null) return { kind: 'problem', message };
  return { kind: 'problem', message, file: source, line: at.line, column: at.column + 1 };
}
