/**
 * The reference with one thing wrong, and a table of such cases to grade. What is wrong stands on line
 * 6 of raft.ts; the rest of the reference is in inner.ts and only its contract is relied on.
 */
import fs from 'node:fs';
import path from 'node:path';
import { type Edits, grade, type Graded, type GradeOptions } from './submission';

/** Where what is wrong stands in raft.ts. */
export const LINE = 6;

const REFERENCE = path.join(__dirname, '..', '..', 'solutions', 'raft', 'raft.ts');
const HEAD = "import { Raft as Inner } from './inner';\n\n";
/** A graded folder may take its time on a busy machine. */
const TIMEOUT_MS = 300_000;
const COLUMNS = 100;

function raft(text: string): Edits {
  return { 'inner.ts': fs.readFileSync(REFERENCE, 'utf8'), 'raft.ts': HEAD + text };
}

export function atTopLevel(code: string): Edits {
  return raft(`// Goes wrong.\n\n\n${code}\nexport class Raft extends Inner {}\n`);
}

/** The code sees peers, me, persister and apply. */
export function inConstructor(code: string): Edits {
  return raft(`export class Raft extends Inner {
  constructor(...args: ConstructorParameters<typeof Inner>) {
    super(...args); const [peers, me, persister, apply] = args; void [peers, me, persister, apply];
    ${code}
  }
}
`);
}

/** Before the reference's own method is called, which may never happen. The code sees `arg`. */
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
  /** Pieces of stdout and stderr together; where they name a folder, write `raft/`. */
  readonly says: readonly (string | RegExp)[];
  readonly saysNot?: readonly (string | RegExp)[];
}

/** A test for each case, two of them at a time. */
export function gradeEach(cases: readonly Case[]): void {
  test.concurrent.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_name, { edits, code, says, saysNot = [], ...options }) => {
      const graded = await grade(edits, options);
      const told = withoutHome(`${graded.out}${graded.err}`);
      expect({ code: graded.code, told }).toEqual({ code, told });
      // Where a line is broken depends on how long the folder's name is.
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

/** What no output of the grader may ever do, whatever it was given. */
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
      // Lines to paste, lone names of files and figures are as long as they have to be.
      .filter((line) => line.length > COLUMNS && !/npm run grade|^ *\/\S+$|^✓/.test(line))
      .map((line) => `too wide: ${line}`),
  ];
}

const OF_OURS =
  /node:internal|(?:prelude|submission|drain)\.js|child\.cjs|grader\/(?!contract\.ts|world\/realm\/globals)[\w/-]+\.ts(?::\d+)?/g;

function withoutHome(text: string): string {
  return text.replace(/\S*bad-input-\w+\//g, '');
}
