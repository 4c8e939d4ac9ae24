/** Writes archives that no honest tool would write: with links, and with names that lead outside. */
import { writeFileSync } from 'node:fs';
import { ZipFile } from 'yazl';
import type { ArchiveEntry } from './cheat';

/** The mode of a link, which is the upper half of its attributes. */
const LINK_MODE = 0o120777;

export async function writeZip(file: string, entries: readonly ArchiveEntry[]): Promise<void> {
  const zip = new ZipFile();
  const mtime = new Date('2026-01-01T00:00:00Z');
  const renamed: { readonly from: Buffer; readonly to: Buffer }[] = [];
  for (const [i, { name, text = '', zeros, linksTo }] of entries.entries()) {
    // The library rejects such names, so it gets another name of the same length, which is replaced
    // afterwards.
    const to = Buffer.from(name);
    const harmless = isHarmless(name) ? name : `${i}`.padEnd(to.length, '_').slice(0, to.length);
    if (harmless !== name) renamed.push({ from: Buffer.from(harmless), to });
    if (linksTo !== undefined)
      zip.addBuffer(Buffer.from(linksTo), harmless, { mtime, mode: LINK_MODE });
    else
      zip.addBuffer(zeros === undefined ? Buffer.from(text) : Buffer.alloc(zeros), harmless, {
        mtime,
      });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  for (const { from, to } of renamed)
    for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1))
      to.copy(bytes, at);
  writeFileSync(file, bytes);
}

function isHarmless(name: string): boolean {
  return !/(^|\/)\.\.(\/|$)|^\/|\\|:/.test(name);
}
