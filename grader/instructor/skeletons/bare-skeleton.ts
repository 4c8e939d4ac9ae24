/**
 * The skeleton with only the contract, and the files that come with either skeleton. Reads files and writes
 * none.
 */
import path from 'node:path';
import { BARE, LABS, textOf } from './places';

/** An example of a student's own test. It has no regions and shows what a cluster can do. */
const EXAMPLE = 'example.test.ts';

/** By name, in the folder's order. */
export type Files = ReadonlyMap<string, string>;

/** The contract's two classes, nearly empty, for labs/raft. */
export function bareSkeleton(root: string): Files {
  const classes = ['raft.ts', 'persister.ts'].map(
    (name) => [name, textOf(path.join(root, BARE, name))] as const,
  );
  return new Map([...classes, ...besideIt(root, '../..')]);
}

/** Files that come with both skeletons. */
export function besideIt(root: string, up: string): Files {
  const example = textOf(path.join(__dirname, EXAMPLE));
  const tsconfig = textOf(path.join(root, LABS, 'tsconfig.json'));
  return new Map([
    [EXAMPLE, example.replaceAll("'../../student/", `'${up}/grader/student/`)],
    ['tsconfig.json', tsconfig.replaceAll('"../../', `"${up}/`)],
  ]);
}
