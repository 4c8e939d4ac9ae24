/**
 * Where a release goes. It is built in a folder of another name beside its place and gets its own name
 * at the very end, so that what bears the name is whole.
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

/** The folder cannot be used, and this is why. */
export class BadPlace extends Error {}

export class Place {
  private constructor(
    readonly folder: string,
    /** Where to build. */
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
      // Temporary folders are for their owner alone; this one is to be handed on.
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

  /** All files, with `/`; `.git` is not looked into. */
  list(): readonly string[] {
    return listed(this.workshop);
  }

  finish(): void {
    // Windows renames nothing onto a folder, not even an empty one.
    if (existsSync(this.folder)) rmdirSync(this.folder);
    renameSync(this.workshop, this.folder);
  }

  /** Does nothing once it is finished. */
  discard(): void {
    // A program that was just ended may still be writing its last file.
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

/** Follows links as far as there is something. */
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
