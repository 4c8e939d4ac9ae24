/**
 * Lays submissions out for a program that looks for copies. Pure: submissions in, files out. The kit does
 * not run such a program, and its findings are for people to judge.
 */
import { csv } from '../class/tables/cells';
import { type Format, readme } from './readme';

/** Sources by name, with `/` between folders. */
export type Sources = ReadonlyMap<string, Buffer>;

export interface Author {
  readonly id: string;
  /** Unique, and valid on every file system. */
  readonly name: string;
  readonly files: Sources;
  /** ISO 8601. */
  readonly submittedAt?: string;
}

interface Export {
  readonly authors: readonly Author[];
  /** The files that all students were given. */
  readonly starter: Sources;
}

const SOURCE = /\.[cm]?[jt]sx?$/i;

export function isSource(name: string): boolean {
  return SOURCE.test(name);
}

/** @returns the files by path, with `/` */
export function layout(format: Format, { authors, starter }: Export): ReadonlyMap<string, Buffer> {
  const base = sourcesOf(starter);
  const files = new Map<string, Buffer>();
  const put = (path: string, content: string | Buffer) => files.set(path, Buffer.from(content));
  if (format === 'dolos') {
    put('starter.ts', joined(base));
    for (const { name, files: all } of authors)
      put(`submissions/${name}.ts`, joined(sourcesOf(all)));
    put('info.csv', info(authors));
  } else {
    const isFlat = format === 'moss';
    for (const [name, text] of isFlat ? flat(base) : base) put(`base/${name}`, text);
    for (const { name, files: all } of authors) {
      const own = sourcesOf(all);
      for (const [file, text] of isFlat ? flat(own) : own) put(`submissions/${name}/${file}`, text);
    }
  }
  put('README.md', readme(format, [...(format === 'moss' ? flat(base) : base).keys()]));
  return files;
}

function sourcesOf(files: Sources): Sources {
  return new Map(
    [...files].filter(([name]) => isSource(name)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Moss takes a folder for one program and does not look into subfolders. */
function flat(files: Sources): Sources {
  const result = new Map<string, Buffer>();
  for (const [name, text] of files) {
    const wanted = name.replaceAll('/', '__');
    let free = wanted;
    for (let n = 2; result.has(free); n++) free = wanted.replace(SOURCE, (end) => `-${n}${end}`);
    result.set(free, text);
  }
  return result;
}

/** Dolos compares single files, so all files of a student are joined. */
function joined(files: Sources): string {
  return [...files].map(([name, text]) => `// File ${name}\n${text.toString()}\n`).join('\n');
}

function info(authors: readonly Author[]): string {
  return csv([
    ['filename', 'full_name', 'id', 'created_at'],
    ...authors.map(({ id, name, submittedAt }) => [`submissions/${name}.ts`, id, id, submittedAt]),
  ]);
}
