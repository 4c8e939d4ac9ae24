/**
 * The target folder of a release. It is built under another name beside the target and renamed at the end,
 * so that the target is complete or missing.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Files } from './package-file';

/** The folder cannot be used, for the reason in the message. */
export class BadPlace extends Error {}

export class Place {
  private constructor(
    readonly folder: string,
    /** The folder in which to build. */
    readonly workshop: string,
  ) {}

  /** @throws BadPlace */
  static take(folder: string, kit: string): Place {
    const whole = realWhereItExists(path.resolve(folder));
    if (isInside(realpathSync(kit), whole))
      throw new BadPlace(`${folder} is inside the kit. Choose a folder outside of it.`);
    if (existsSync(whole)) {
      if (!statSync(whole).isDirectory())
        throw new BadPlace(`${folder} is a file. Choose a new folder.`);
      if (readdirSync(whole).length > 0)
        throw new BadPlace(`${folder} is not empty and was not overwritten. Choose a new folder.`);
    }
    try {
      mkdirSync(path.dirname(whole), { recursive: true });
      const beside = path.join(path.dirname(whole), `.${path.basename(whole)}-unfinished-`);
      const workshop = mkdtempSync(beside);
      // Temporary folders are private to their owner, but this one will be given to others.
      chmodSync(workshop, 0o755);
      return new Place(whole, workshop);
    } catch (thrown) {
      const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
      throw new BadPlace(`Nothing can be written beside ${folder} (${code}).`);
    }
  }

  write(files: Files): void {
    for (const [file, text] of files) {
      const target = path.join(this.workshop, ...file.split('/'));
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }

  /** All files, with `/`, without `.git`. */
  list(): readonly string[] {
    return listed(this.workshop);
  }

  finish(): void {
    // Windows cannot rename onto a folder, not even an empty one.
    if (existsSync(this.folder)) rmdirSync(this.folder);
    renameSync(this.workshop, this.folder);
  }

  /** Does nothing after finish(). */
  discard(): void {
    // A program that was just killed may still be writing its last file.
    rmSync(this.workshop, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function listed(folder: string, prefix = ''): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = `${prefix}${entry.name}`;
    if (!entry.isDirectory()) return [name];
    return name === '.git' ? [] : listed(path.join(folder, entry.name), `${name}/`);
  });
}

/** Resolves links in the part of the path that exists. */
function realWhereItExists(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder);
  const parent = path.dirname(folder);
  return parent === folder ? folder : path.join(realWhereItExists(parent), path.basename(folder));
}

function isInside(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}
