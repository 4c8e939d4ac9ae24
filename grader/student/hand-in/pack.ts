/** Packs a student's folder for submission: the sources, under labs/raft, without tests. */
import { zipped } from '../../command/zip';
import { plain } from '../../report/plain';
import type { SourceFiles } from '../../world/realm/read-folder';

/** Files in the folder that are not handed in. */
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

/** @returns the zip, or why a file cannot be handed in */
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

/** Shown by `unzip -z`. ASCII only, because a zip's comment has no declared encoding. */
function commentOf({ kitVersion, stage, score, maxScore }: About): string {
  return `Raft Lab Kit ${kitVersion}, stage ${stage}, ${score} of ${maxScore} points on one public seed of each test`;
}
