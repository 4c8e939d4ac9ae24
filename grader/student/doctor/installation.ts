/** Whether Node and the packages are installed, in the versions that the kit was tested with. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transform, version } from 'esbuild';
import { isRecord } from '../../report/is-record';
import { bad, type Finding, good, note, some } from './finding';

const NODE_LEAST = [20, 19] as const;

export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [leastMajor, leastMinor] = NODE_LEAST;
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  const least = NODE_LEAST.join('.');
  return isEnough
    ? good(`Node ${version}`)
    : bad(
        `Node ${version} is too old; ${least} or newer is needed`,
        `Install Node ${least} or newer: https://nodejs.org`,
      );
}

/** Compares the installed packages that package.json names with the versions in package-lock.json. */
export function packages(kit: string): Finding {
  const about = read(path.join(kit, 'package.json'));
  const lock = read(path.join(kit, 'package-lock.json'));
  if (!about) return bad('package.json cannot be read', 'Restore it from your copy of the kit.');
  if (!lock)
    return bad('package-lock.json cannot be read', 'Restore it from your copy of the kit.');
  const locked = record(lock['packages']);
  const wrong = (names: readonly string[]) =>
    names.flatMap((name) => {
      const wanted = text(record(locked[`node_modules/${name}`])['version']);
      const has = text(read(path.join(kit, 'node_modules', name, 'package.json'))?.['version']);
      if (has === wanted && has !== '') return [];
      return [has === '' ? `${name} is missing` : `${name} is ${has}, not ${wanted}`];
    });
  const needed = Object.keys(record(about['dependencies']));
  const failing = wrong(needed);
  if (failing.length > 0)
    return bad(
      `Packages: ${some(failing)}`,
      'Install the versions that the kit was tested with:',
      '  npm ci',
    );
  const helpful = wrong(Object.keys(record(about['devDependencies'])));
  if (helpful.length > 0)
    return note(`Packages: ${some(helpful)}; grading does not need them`, '  npm ci');
  return good(`Packages: ${needed.length} installed as package-lock.json says`);
}

/** The bundler is a native program, which an installation copied from another machine lacks. */
export async function bundler(): Promise<Finding> {
  try {
    const { code } = await transform('const a: number = 1;', { loader: 'ts' });
    if (code.trim() === 'const a = 1;') return good(`esbuild ${version} runs`);
    return bad('esbuild runs but returns wrong results', 'Install it again:', '  npm ci');
  } catch (thrown) {
    const why = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? '';
    return bad(
      `esbuild does not run: ${why}`,
      'esbuild is a program for one kind of machine, and a node_modules copied from',
      'another machine holds the wrong one. Install it again:',
      '  npm ci',
    );
  }
}

/** @returns undefined if the file is missing or is not a JSON object */
export function read(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const told: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(told) ? told : undefined;
  } catch {
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
