/**
 * The reference with one mistake, and a table of such cases to grade. The mistake is on line 6 of raft.ts.
 * The rest of the reference is in inner.ts, and only its contract is used.
 */
import fs from 'node:fs';
import path from 'node:path';
import { type Edits, grade, type Graded, type GradeOptions } from './submission';

/** The line of the mistake in raft.ts. */
export const LINE = 6;

const REFERENCE = path.join(__dirname, '..', '..', 'solutions', 'raft', 'raft.ts');
const HEAD = "import { Raft as Inner } from './inner';\n\n";
/** Grading a folder may take long on a busy machine. */
const TIMEOUT_MS = 300_000;
const COLUMNS = 100;

function raft(text: string): Edits {
  return { 'inner.ts': fs.readFileSync(REFERENCE, 'utf8'), 'raft.ts': HEAD + text };
}

export function atTopLevel(code: string): Edits {
  return raft(`// Goes wrong.\n\n\n${code}\nexport class Raft extends Inner {}\n`);
}

/** The code can use peers, me, persister and apply. */
export function inConstructor(code: string): Edits {
  return raft(`export class Raft extends Inner {
  constructor(...args: ConstructorParameters<typeof Inner>) {
    super(...args); const [peers, me, persister, apply] = args; void [peers, me, persister, apply];
    ${code}
  }
}
`);
}

/** Runs before the reference's method is called, which the code may prevent. It can use `arg`. */
export function inMethod(
  name: 'requestVote' | 'appendEntries' | 'start' | 'getState',
  code: string,
): Edits {
  const [parameter, argument] = name === 'getState' ? ['', ''] : ['arg: any', 'arg'];
  return raft(`export class Raft extends Inner {
  /** Goes wrong. */
  override ${name}(${parameter}): any {
    ${code}
    return super.${name}(${argument});
  }
}
`);
}

export interface Case extends GradeOptions {
  readonly name: string;
  readonly edits: Edits;
  readonly code: 0 | 1 | 2 | 3 | 130;
  /** Text that stdout and stderr must contain. For the folder's name write `raft/`. */
  readonly says: readonly (string | RegExp)[];
  readonly saysNot?: readonly (string | RegExp)[];
}

/** One test per case; two run at a time. */
export function gradeEach(cases: readonly Case[]): void {
  test.concurrent.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_name, { edits, code, says, saysNot = [], ...options }) => {
      const graded = await grade(edits, options);
      const told = withoutHome(`${graded.out}${graded.err}`);
      expect({ code: graded.code, told }).toEqual({ code, told });
      // Line breaks depend on the length of the folder's name.
      for (const piece of says) expect(flat(told)).toMatch(flat(piece));
      for (const piece of saysNot) expect(flat(told)).not.toMatch(flat(piece));
      expect(bareOfManners(graded)).toEqual([]);
    },
    TIMEOUT_MS,
  );
}

function flat<T extends string | RegExp>(text: T): T | string {
  return typeof text === 'string' ? text.replace(/\s+/g, ' ') : text;
}

/** What the grader's output must never contain, whatever the input. */
export function bareOfManners({ out, err, left }: Graded): readonly string[] {
  const told = withoutHome(out + err);
  const lines = told.split('\n');
  return [
    ...left.map((what) => `left behind: ${what}`),
    ...[...told.matchAll(OF_OURS)].map(([what]) => `a stack or file of the grader's own: ${what}`),
    // eslint-disable-next-line no-control-regex -- an escape code is what is looked for
    ...[...told.matchAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f].{0,10}/g)].map(
      ([what]) => `steers the terminal: ${JSON.stringify(what)}`,
    ),
    ...lines
      // Commands to paste, single file names and lines with measurements may be longer.
      .filter((line) => line.length > COLUMNS && !/npm run grade|^ *\/\S+$|^✓/.test(line))
      .map((line) => `too wide: ${line}`),
  ];
}

const OF_OURS =
  /node:internal|(?:prelude|submission|drain)\.js|child\.cjs|grader\/(?!contract\.ts|world\/realm\/globals)[\w/-]+\.ts(?::\d+)?/g;

function withoutHome(text: string): string {
  return text.replace(/\S*bad-input-\w+\//g, '');
}
