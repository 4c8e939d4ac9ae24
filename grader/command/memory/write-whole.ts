/** Writes a file so that it is whole or not there, whoever ends the process and however full the disk is. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @param file in a folder that is made if need be */
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
