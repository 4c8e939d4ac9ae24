/** What only the finished bundle shows: what V8 does not take, and imports that nobody can follow. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { BundleProblem } from './bundle';
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
    const found = new RegExp(`^${STUDENT_SCRIPT}:(\\d+)\\n.*\\n( *)\\^`).exec(thrown.stack ?? '');
    if (!found) throw thrown;
    const [, line = '', indent = ''] = found;
    return problemAt(map, Number(line), indent.length, thrown.message);
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
