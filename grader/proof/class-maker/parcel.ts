/** Packs a submission as a folder, a zip or a tar.gz, with the names of some course system. */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { ZipFile } from 'yazl';
import type { Rng } from '../../world/sim/rng';
import type { Work } from './work';

/** Files by path from the folder of all submissions, with `/`. */
export type Parcel = ReadonlyMap<string, Buffer>;

type Shape = 'folder' | 'zip' | 'tar.gz';

export interface Student {
  /** `ada-lovelace` */
  readonly slug: string;
  /** `Ada Lovelace` */
  readonly name: string;
  /** Unique for each student. */
  readonly number: number;
}

/** The path inside: some students zip the folder, some its content, some the whole kit. */
const INSIDE = ['', 'raft/', 'labs/raft/', 'raft-lab-kit/labs/raft/'] as const;
/** Times in a zip have no time zone, so the bytes are the same everywhere. */
const WHEN = new Date(2026, 10, 20, 12);

/**
 * @returns the files, and the first part of their paths, which is the name in a listing of the folder
 */
export async function parcel(
  work: Work,
  student: Student,
  rng: Rng,
): Promise<{ readonly top: string; readonly files: Parcel }> {
  const shape = work.isTorn ? 'zip' : rng.pick<Shape>(['folder', 'folder', 'zip', 'zip', 'tar.gz']);
  const inside = rng.pick(INSIDE);
  const files = new Map(
    [...work.files].map(([name, text]) => [`${inside}${name}`, Buffer.from(text)]),
  );
  const system = rng.pick(['plain', 'plain', 'moodle', 'canvas', 'gradescope'] as const);
  const { slug, name, number } = student;
  const file = `raft.${shape}`;
  if (shape === 'folder') {
    const top = {
      plain: slug,
      moodle: `${name}_${number}_assignsubmission_file`,
      canvas: slug,
      gradescope: `submission_${number}`,
    }[system];
    return { top, files: below(top, files) };
  }
  const whole = shape === 'zip' ? await zipped(files) : await tarred(files);
  const bytes = work.isTorn ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  const place = {
    plain: `${slug}.${shape}`,
    moodle: `${name}_${number}_assignsubmission_file/${file}`,
    canvas: `${slug.replaceAll('-', '')}_${rng.chance(1, 8) ? 'LATE_' : ''}${number}_${number + 4_000}_${file}`,
    gradescope: `submission_${number}/${file}`,
  }[system];
  return {
    top: path.posix.normalize(place).split('/')[0] ?? place,
    files: new Map([[place, bytes]]),
  };
}

function below(top: string, files: Parcel): Parcel {
  return new Map([...files].map(([name, bytes]) => [`${top}/${name}`, bytes]));
}

async function zipped(files: Parcel): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files)
    zip.addBuffer(bytes, name, { mtime: WHEN, forceDosTimestamp: true });
  zip.end();
  return collected(zip.outputStream);
}

async function tarred(files: Parcel): Promise<Buffer> {
  const tar = pack();
  for (const [name, bytes] of files) tar.entry({ name, mtime: new Date(0) }, bytes);
  tar.finalize();
  return gzipSync(await collected(tar));
}

async function collected(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
