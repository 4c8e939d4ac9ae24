/** The documents for students, and the search for dead references in a release. Pure. */
import path from 'node:path';
import {
  coverage,
  type Exercise,
  type Language,
  ruleIds,
  withGenerated,
} from '../skeletons/generated';

const KIT_ONLY = /<!-- kit only -->[^]*?<!-- end of kit only -->/g;
const GUIDED_ONLY = /<!-- guided only -->[^]*?<!-- end of guided only -->/g;
/** A comment, so that the kit's own pages, which describe the guided skeleton, do not show it. */
const BARE_ONLY = /<!-- bare only\n([^]*?)\n-->/g;
const COMMENT = /<!--[^]*?-->\n*/g;
const FENCE = /^```[^]*?^```$/gm;

/**
 * The skeletons from which students may start: files full of TODOs with a place for each rule, or the
 * contract's two classes.
 */
export const SCAFFOLDS = ['guided', 'bare'] as const;

export type Scaffold = (typeof SCAFFOLDS)[number];

/** Removes parts about things that only the whole kit has, or only the other skeleton. */
export function forStudents(page: string, scaffold: Scaffold): string {
  const fitting =
    scaffold === 'bare' ? page.replace(GUIDED_ONLY, '').replace(BARE_ONLY, '$1') : page;
  return fitting
    .replace(KIT_ONLY, '')
    .replace(FENCE, (block) => block.replace(/^npm run \w+ solution\b.*\n/gm, ''))
    .replace(COMMENT, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/\n+$/, '\n');
}

/** Lists the tests for each rule, but not the bank of bugs. */
export function figure2(page: string, tests: readonly Exercise[], language: Language): string {
  const text = withGenerated(page, 'coverage', coverage(ruleIds(page), tests, [], language));
  if (text === undefined) throw new Error('docs/figure-2 has no room for its coverage');
  return text;
}

/** Links, paths and commands in the release's pages, and pages named in its code, that do not exist in it. */
export function deadReferences(files: ReadonlyMap<string, string>): readonly string[] {
  const { scripts = {} } = JSON.parse(files.get('package.json') ?? '{}') as {
    scripts?: Readonly<Record<string, string>>;
  };
  const exists = (target: string) =>
    files.has(target) || [...files.keys()].some((file) => file.startsWith(`${target}/`));
  const missing = (file: string, targets: readonly string[]) =>
    told(
      file,
      targets.filter((target) => !exists(target)),
    );
  return [...files].flatMap(([file, text]) => {
    const pages = [...text.matchAll(/\bdocs\/[\w-]+(?:\.zh-CN)?\.md\b/g)].map(([page]) => page);
    if (!file.endsWith('.md')) return missing(file, pages);
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => path.posix.join(path.posix.dirname(file), target));
    const paths = [...text.matchAll(/`((?:labs|docs|grader|solutions|tests)\/[\w./-]*)`/g)].map(
      ([, target = '']) => target.replace(/\/$/, ''),
    );
    const skeleton = file.startsWith('labs/') ? /`([\w-]+\.ts)`/g : /labs\/raft\/([\w-]+\.ts)/g;
    const sources = [...text.matchAll(skeleton)].map(([, name = '']) => `labs/raft/${name}`);
    const commands = [...text.matchAll(/npm run (?:-\S+ )?([\w:-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => scripts[name] === undefined);
    return [
      ...missing(file, [...links, ...paths, ...sources, ...pages]),
      ...told(
        file,
        commands.map((name) => `npm run ${name}`),
      ),
    ];
  });
}

function told(file: string, what: readonly string[]): readonly string[] {
  return [...new Set(what)].map((one) => `${file} mentions ${one}, which is not in the release`);
}
