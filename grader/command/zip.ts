/**
 * Packs files into a zip whose bytes depend only on the files: fixed times, no compression, sorted
 * names.
 */
import { ZipFile } from 'yazl';

/** The earliest time that a zip can hold. It is local time, as zips use it. */
const MODIFIED = new Date(1980, 0, 1);
const MODE = { file: 0o100644, program: 0o100755 } as const;

/** @param programs names of files that may be run */
export async function zipped(
  files: ReadonlyMap<string, string | Uint8Array>,
  {
    programs = [],
    comment,
  }: { readonly programs?: readonly string[]; readonly comment?: string } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const name of [...files.keys()].sort())
    zip.addBuffer(Buffer.from(files.get(name) ?? ''), name, {
      mtime: MODIFIED,
      mode: programs.includes(name) ? MODE.program : MODE.file,
      // Compressed bytes would depend on the version of Node.
      compress: false,
      forceDosTimestamp: true,
    });
  zip.end(comment === undefined ? undefined : { forceZip64Format: false, comment });
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
