/** Writes what a program that looks for copies compares: the works, and what all students began with. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { whereStood } from '../../command/place';
import { Refusal } from '../../command/run-command';
import type { Stage } from '../../contract';
import { plain } from '../../report/plain';
import { csv } from '../class/tables/cells';
import { generate } from '../skeletons/generate';
import { type Author, isSource, type Sources } from './layout';

const ROOT = path.join(__dirname, '..', '..', '..');

export function refuseFull(out: string): void {
  const folder = whereStood(out);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Refusal(
      `${plain(out)} is not empty. Choose another folder, because its files would be compared too.`,
    );
}

/** @param files by path, with `/` */
export function writeFiles(out: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, content] of files) {
    const file = path.join(whereStood(out), ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/**
 * Beside the export and not in it, so that it is not sent along.
 *
 * @param shown the same authors under their pseudonyms
 * @returns the file, as the user knows it
 */
export function writeKey(
  out: string,
  authors: readonly Author[],
  shown: readonly Author[],
): string {
  const file = `${out.replace(/[/\\]+$/, '')}-who-is-who.csv`;
  const rows = authors.map(({ id }, at) => [shown[at]?.name, id]).sort();
  writeFileSync(whereStood(file), csv([['name', 'id'], ...rows]), { mode: 0o600 });
  return file;
}

/** @param through the last stage that was handed out solved, if any */
export async function starterFiles(through: Stage | undefined): Promise<Sources> {
  const out = path.join(ROOT, 'labs', 'raft');
  if (through === undefined) {
    const names = readdirSync(out).filter(isSource);
    return new Map(names.map((name) => [name, readFileSync(path.join(out, name))]));
  }
  const { files } = await generate({ root: ROOT, out, known: { rules: [], tests: [] }, through });
  return new Map([...files].map(([name, text]) => [name, Buffer.from(text)]));
}
