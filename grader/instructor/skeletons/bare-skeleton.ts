/** What a student gets who begins from the contract alone, and what lies beside either skeleton. Reads, and writes nothing. */
import path from 'node:path';
import { BARE, LABS, textOf } from './places';

/** A test of one's own, to begin with. It has no regions: it shows what a cluster can be told. */
const EXAMPLE = 'example.test.ts';

/** By name, in the order of the folder. */
export type Files = ReadonlyMap<string, string>;

/** The contract's two classes, with hardly anything in them, for labs/raft. */
export function bareSkeleton(root: string): Files {
  const classes = ['raft.ts', 'persister.ts'].map(
    (name) => [name, textOf(path.join(root, BARE, name))] as const,
  );
  return new Map([...classes, ...besideIt(root, '../..')]);
}

/** What comes with both skeletons. */
export function besideIt(root: string, up: string): Files {
  const example = textOf(path.join(__dirname, EXAMPLE));
  const tsconfig = textOf(path.join(root, LABS, 'tsconfig.json'));
  return new Map([
    [EXAMPLE, example.replaceAll("'../../student/", `'${up}/grader/student/`)],
    ['tsconfig.json', tsconfig.replaceAll('"../../', `"${up}/`)],
  ]);
}
