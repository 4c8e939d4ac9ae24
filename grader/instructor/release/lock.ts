/**
 * Reduces package-lock.json to some of its packages, each in the version that the kit was tested with.
 * Pure, and needs no network, because no version is chosen anew.
 */

interface Wanted {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** The relevant fields; the others are copied unchanged. */
interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** @param about the package.json to which the lock belongs */
export function prunedLock(
  text: string,
  about: Wanted & { readonly name: string; readonly version: string },
): string {
  const lock = JSON.parse(text) as Lock;
  if (lock.lockfileVersion !== 3)
    throw new Error(`package-lock.json has version ${lock.lockfileVersion}, and 3 was expected`);
  const root = lock.packages[''] ?? {};
  const needed = reached(lock, Object.keys(about.dependencies));
  const all = new Set([...needed, ...reached(lock, Object.keys(about.devDependencies))]);
  const packages = Object.entries(lock.packages).flatMap(([place, locked]) => {
    if (!all.has(place)) return [];
    // A package that both the program and development needed may now be needed by only one of them.
    const flags = { dev: needed.has(place) ? undefined : true, devOptional: undefined };
    return [[place, { ...locked, ...flags }] as const];
  });
  const { name, version, dependencies, devDependencies } = about;
  const head = { ...root, name, version, dependencies, devDependencies };
  const whole = {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': head, ...Object.fromEntries(packages) },
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** The places of these packages and of everything they need in turn. */
function reached({ packages }: Lock, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const need = (from: string, name: string, isMust: boolean) => {
    const place = placeOf(packages, from, name);
    if (place !== undefined) found.add(place);
    else if (isMust) throw new Error(`package-lock.json does not know ${name}; run npm install`);
  };
  for (const name of names) need('', name, true);
  // Iterating a Set includes items that are added meanwhile.
  for (const place of found) {
    const { dependencies, optionalDependencies, peerDependencies } = packages[place] ?? {};
    for (const name of Object.keys(dependencies ?? {})) need(place, name, true);
    for (const name of Object.keys({ ...optionalDependencies, ...peerDependencies }))
      need(place, name, false);
  }
  return found;
}

/** Where Node finds a package: in the importing package's folder, or in an outer one. */
function placeOf(packages: Lock['packages'], from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (at === '') return undefined;
  }
}
