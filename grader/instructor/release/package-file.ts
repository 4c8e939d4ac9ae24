/** Derives package.json and tsconfig.json for a part of the kit. Pure. */

/** By path from the root, with `/`. */
export type Files = ReadonlyMap<string, string>;

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** Packages that may run a script at installation. npm asks about others. */
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

/** The kit's package.json with only some scripts, and the packages that the programs import. */
export function packageFile(
  text: string,
  packages: readonly string[],
  keep: {
    readonly scripts: readonly string[];
    readonly development: readonly string[];
    readonly more: Readonly<Record<string, string>>;
  },
): PackageFile & { readonly private: true; readonly description: string } {
  const kit = JSON.parse(text) as PackageFile & { readonly description: string };
  const pick = (from: Readonly<Record<string, string>>, names: readonly string[], what: string) =>
    Object.fromEntries(
      names.map((name) => {
        const value = from[name];
        if (value === undefined) throw new Error(`package.json has no ${what} ${name}`);
        return [name, value];
      }),
    );
  return {
    name: kit.name,
    version: kit.version,
    private: true,
    description: kit.description,
    license: kit.license,
    engines: kit.engines,
    scripts: { ...pick(kit.scripts, keep.scripts, 'script'), ...keep.more },
    dependencies: pick(kit.dependencies, packages, 'dependency'),
    devDependencies: pick(kit.devDependencies, keep.development, 'development dependency'),
    allowScripts: kit.allowScripts,
  };
}

/** The same compiler options, without tests and their types. */
export function tsconfig(text: string): string {
  const { compilerOptions } = JSON.parse(text) as { compilerOptions: Record<string, unknown> };
  return json({
    compilerOptions: { ...compilerOptions, types: ['node'] },
    include: ['grader/**/*.ts', 'labs/raft/*.test.ts'],
    exclude: [
      'grader/world/realm/prelude',
      'grader/student/page',
      'grader/world/realm/globals.d.ts',
    ],
  });
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
