/** Packs a student's folder as graders of a course take it: the sources, under labs/raft, and no tests. */
import { zipped } from '../../command/zip';
import { plain } from '../../report/plain';
import type { SourceFiles } from '../../world/realm/read-folder';

/** What is the student's, and not handed in. */
const KEPT_BACK = /\.test\.\w+$|^tsconfig\.json$/;

interface About {
  readonly kitVersion: string;
  readonly stage: string;
  readonly score: number;
  readonly maxScore: number;
}

interface Packed {
  readonly bytes: Buffer;
  readonly names: readonly string[];
}

/** @returns what keeps a file from being handed in, if something does */
export async function pack(
  files: SourceFiles,
  about: About,
): Promise<Packed | { readonly problem: string }> {
  const taken = new Map<string, Uint8Array>();
  for (const [name, file] of files) {
    if (KEPT_BACK.test(name)) continue;
    if (file instanceof Uint8Array) taken.set(`labs/raft/${name}`, file);
    else
      return {
        problem: `labs/raft/${plain(name)} ${file.kind === 'unread' ? file.why : 'is a link that leads out of the folder. Put the file itself there.'}`,
      };
  }
  return { bytes: await zipped(taken, { comment: commentOf(about) }), names: [...taken.keys()] };
}

/** As `unzip -z` shows it. ASCII: a zip's comment has no encoding of its own. */
function commentOf({ kitVersion, stage, score, maxScore }: About): string {
  return `Raft Lab Kit ${kitVersion}, stage ${stage}, ${score} of ${maxScore} points on one public seed of each test`;
}
