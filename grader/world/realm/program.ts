/** The code that every boot of every server runs, compiled once. */
import { Script } from 'node:vm';
import { STUDENT_SCRIPT } from './student-script';

/** The code that passes into the process that runs it. */
export interface ProgramText {
  /** Evaluates to `createHarness`. */
  readonly prelude: string;
  /** The student's modules as the body of a function that returns their exports. */
  readonly student: string;
}

export { STUDENT_SCRIPT };

/** Globals that student code receives as parameters where it has no realm of its own. */
const BARE_PARAMETERS = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'queueMicrotask',
  'Date',
  'performance',
  'console',
  'structuredClone',
  'TextEncoder',
  'TextDecoder',
  'Math',
] as const;

export class Program {
  readonly prelude: Script;
  /** Evaluates to a function that loads the student's modules. */
  readonly student: Script;
  /** Evaluating it in a realm runs that realm's microtasks. */
  readonly drain = new Script('0', { filename: 'drain.js' });

  /** @param isolated false runs servers in the host's own context, only to measure the cost of realms */
  constructor(
    text: ProgramText,
    readonly isolated = true,
  ) {
    this.prelude = new Script(text.prelude, { filename: 'prelude.js' });
    const parameters = isolated ? '' : BARE_PARAMETERS.join(', ');
    this.student = new Script(`(function (${parameters}) {\n${text.student}\n})`, {
      filename: STUDENT_SCRIPT,
      lineOffset: -1,
    });
  }

  bareArguments(globals: Readonly<Record<string, unknown>>): unknown[] {
    return BARE_PARAMETERS.map((name) => globals[name]);
  }
}
