/** What only the finished bundle shows: code that V8 does not accept, and imports that cannot be resolved. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { BundleProblem } from './folder';
import { Program, type ProgramText, STUDENT_SCRIPT } from './program';

/** Some errors, a malformed regular expression for one, are left to V8 by the bundler. */
export function doesNotCompile(text: ProgramText, map: string): BundleProblem | undefined {
  try {
    // Compiles and runs nothing.
    farDown(FRAMES_DOWN, () => new Program(text));
    return undefined;
  } catch (thrown) {
    // The one thing that overflows the stack here is V8's own descent into the code.
    if ((thrown as Error).name === 'RangeError')
      return { kind: 'problem', message: 'the code is nested too deeply to be compiled.' };
    if (!(thrown instanceof SyntaxError)) throw thrown;
    // The place stands in front of the stack: the line as it is, and a mark below it. Of a line that is
    // very long there is only the number.
    const line = new RegExp(`^${STUDENT_SCRIPT}:(\\d+)\\n`).exec(thrown.stack ?? '')?.[1];
    if (line === undefined) return { kind: 'problem', message: thrown.message };
    const indent = /^.*\n.*\n([ \t]*)\^/.exec(thrown.stack ?? '')?.[1];
    const start = text.student.split('\n')[Number(line) - 1]?.search(/\S/) ?? 0;
    return problemAt(map, Number(line), indent?.length ?? start, thrown.message);
  }
}

/** So that what compiles here compiles in the child, too, where the stack may be a little fuller. */
const FRAMES_DOWN = 200;

function farDown(frames: number, run: () => unknown): unknown {
  return frames === 0 ? run() : [farDown(frames - 1, run)];
}

/** The bundler turns import() and require() of anything but a literal into a call that always throws. */
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
