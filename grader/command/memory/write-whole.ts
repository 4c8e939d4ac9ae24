/** Writes a file completely or not at all, even if the process is killed or the disk is full. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @param file its folder is created if it does not exist */
export function writeWhole(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  } catch (thrown) {
    rmSync(fresh, { force: true });
    throw thrown;
  }
}
