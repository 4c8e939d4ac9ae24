/**
 * Compares a page with its translation: what is not translated must be the same in both. Each problem names
 * the file and the section, and says what to do. Pure. It does not judge the Chinese.
 */
import path from 'node:path';
import { anchorOf, type Block, type Link, linksIn, outline, type Section, textOf } from './outline';

/** Pages by their path from the root, with `/` between folders. */
export type Pages = ReadonlyMap<string, string>;

const ENDING = '.zh-CN.md';
/** How many lines count as "the first lines". */
const FIRST_LINES = 4;
/** Shorter texts may consist only of names. */
const PROSE_LETTERS_MIN = 40;

export function isTranslation(file: string): boolean {
  return file.endsWith(ENDING);
}

export function chineseOf(english: string): string {
  return english.replace(/\.md$/, ENDING);
}

export function englishOf(chinese: string): string {
  return chinese.replace(ENDING, '.md');
}

/**
 * @param required English pages that must have a translation
 * @param linked all pages to which links may lead; some will be moved
 */
export function translationProblems(
  pages: Pages,
  required: readonly string[],
  linked: Pages = pages,
): string[] {
  const translations = [...pages.keys()].filter(isTranslation);
  return [
    ...required
      .filter((file) => !pages.has(chineseOf(file)))
      .map((file) => `${file} has no Chinese page. Write ${chineseOf(file)} beside it.`),
    ...translations.flatMap((file) => {
      const english = englishOf(file);
      return pages.has(english)
        ? pageProblems(english, file, pages, linked)
        : [`${file} translates ${english}, which there is not. Rename it, or take it away.`];
    }),
  ];
}

function pageProblems(english: string, chinese: string, pages: Pages, linked: Pages): string[] {
  const [theirs, ours] = [english, chinese].map((file) => outline(pages.get(file) ?? ''));
  if (!theirs || !ours) return [];
  const links = [
    ...missingLink(english, '简体中文', path.posix.basename(chinese), pages),
    ...missingLink(chinese, 'English', path.posix.basename(english), pages),
  ];
  const order = headingProblem(chinese, theirs, ours);
  if (order !== undefined) return [...links, order];
  const sections = theirs.flatMap((section, i) => {
    const translated = ours[i];
    if (!translated) return [];
    const at = `${chinese}, ${nameOf(translated, section)}: `;
    return sectionProblems(section, translated, { english, chinese, linked }).map(
      (what) => `${at}${what}`,
    );
  });
  return [...links, ...markProblems(english, chinese, pages), ...sections];
}

function missingLink(file: string, words: string, target: string, pages: Pages): string[] {
  const link = `[${words}](${target})`;
  const first = (pages.get(file) ?? '').split('\n').slice(0, FIRST_LINES);
  return first.includes(link) ? [] : [`${file}: put ${link} on a line below the title.`];
}

function nameOf(translated: Section, { heading }: Section): string {
  return heading === '' ? 'above the title' : `section "${translated.heading}" (${heading})`;
}

/** Names the first section that does not match its counterpart. */
function headingProblem(
  file: string,
  theirs: readonly Section[],
  ours: readonly Section[],
): string | undefined {
  const number = ({ heading }: Section) => /^[\d.]+(?= )/.exec(heading)?.[0];
  const isOther = (a: Section, b: Section) => a.level !== b.level || number(a) !== number(b);
  let at = theirs.findIndex((section, i) => !ours[i] || isOther(section, ours[i]));
  if (at < 0 && ours.length === theirs.length) return undefined;
  // If the number of headings differs, the sections' content shows better where the difference is.
  const shape = (section?: Section) => section?.blocks.map(({ kind }) => kind).join();
  const odd = theirs.findIndex((section, i) => shape(section) !== shape(ours[i]));
  if (ours.length !== theirs.length && odd >= 0) at = at < 0 ? odd : Math.min(at, odd);
  const told = (section?: Section) =>
    section ? `${'#'.repeat(section.level)} ${section.heading}` : 'the end';
  return (
    `${file}: English has ${theirs.length - 1} headings, this page ${ours.length - 1}, and they part at ` +
    `"${told(theirs[at])}", where this page has "${told(ours[at])}". Give both the same headings, in ` +
    'the same order, of the same level and number.'
  );
}

interface Pair {
  readonly english: string;
  readonly chinese: string;
  readonly linked: Pages;
}

function sectionProblems(theirs: Section, ours: Section, pair: Pair): string[] {
  const kinds = ({ blocks }: Section) => blocks.map(({ kind }) => kind);
  const [there, here] = [kinds(theirs), kinds(ours)];
  if (there.join() !== here.join()) {
    const at = there.findIndex((kind, i) => kind !== here[i]);
    const spot = at < 0 ? there.length : at;
    return [
      `its ${ordinal(spot)} part is ${told(here[spot])}, in English ${told(there[spot])}` +
        ` (${there.length} parts in English, ${here.length} here). Give both the same paragraphs, list items, tables and code blocks.`,
    ];
  }
  return [
    ...theirs.blocks.flatMap((block, i) => blockProblems(block, ours.blocks[i], i)),
    ...nameProblems(theirs, ours),
    ...linkProblems(theirs, ours, pair),
  ];
}

function told(kind: Block['kind'] | undefined): string {
  const words = { bullet: 'a list item', step: 'a numbered item', code: 'a code block' } as const;
  if (kind === undefined) return 'missing';
  return kind === 'paragraph' || kind === 'table' ? `a ${kind}` : words[kind];
}

function ordinal(index: number): string {
  const number = index + 1;
  return `${number}${['th', 'st', 'nd', 'rd'][number > 3 ? 0 : number] ?? 'th'}`;
}

function blockProblems(theirs: Block, ours: Block | undefined, at: number): string[] {
  if (theirs.kind === 'table' && ours?.kind === 'table')
    return tableProblems(theirs.rows, ours.rows);
  if (theirs.kind === 'code' && ours?.kind === 'code') return codeProblems(theirs, ours);
  if (!('text' in theirs) || !ours || !('text' in ours)) return [];
  const isProse = theirs.text.length >= PROSE_LETTERS_MIN && /[a-z] [a-z]/.test(theirs.text);
  if (!isProse || /\p{Script=Han}/u.test(withoutTargets(ours.text))) return [];
  return [`its ${ordinal(at)} part is not translated: "${ours.text.slice(0, 40)}..."`];
}

type Rows = readonly (readonly string[])[];

function tableProblems(theirs: Rows, ours: Rows): string[] {
  const size = (rows: Rows) => `${rows.length} rows of ${rows[0]?.length ?? 0} cells`;
  if (theirs.length !== ours.length || theirs[0]?.length !== ours[0]?.length)
    return [`its table has ${size(ours)}, in English ${size(theirs)}. Add or take away rows.`];
  return theirs.flatMap((row, i) =>
    row.flatMap((cell, k) => {
      const found = ours[i]?.[k] ?? '';
      if (!isTheSameInAllLanguages(cell) || found === cell) return [];
      return [`its table says ${found || 'nothing'} where English says ${cell || 'nothing'}.`];
    }),
  );
}

/** Only code, numbers and signs. */
function isTheSameInAllLanguages(cell: string): boolean {
  return !/\p{L}/u.test(cell.replaceAll(/`[^`]*`/g, '').replaceAll(/\[[^\]]*\]\([^)]*\)/g, 'link'));
}

/** Comments in code may be translated; everything else stays the same. */
const COMMENTS: Readonly<Record<string, RegExp>> = {
  sh: /(?:^|\s+)# .*$/,
  ts: /(?:^|\s+)\/\/ .*$/,
};

function codeProblems(
  theirs: Block & { readonly kind: 'code' },
  ours: Block & { readonly kind: 'code' },
): string[] {
  if (theirs.language !== ours.language)
    return [`its code block is marked "${ours.language}", in English "${theirs.language}".`];
  const comment = COMMENTS[theirs.language];
  const code = (line?: string) => (comment ? line?.replace(comment, '') : line);
  const length = Math.max(theirs.lines.length, ours.lines.length);
  const lines = Array.from({ length }, (_, i) => [theirs.lines[i], ours.lines[i]] as const);
  const wrong = lines.find(([their, our]) => code(their) !== code(our));
  if (!wrong) return [];
  const [wanted, found] = wrong.map((line) => (line === undefined ? 'ends' : `says "${line}"`));
  const hint = comment ? 'Only comments may differ' : 'Nothing in it may differ';
  return [`its code block ${found ?? ''} where English ${wanted ?? ''}. ${hint}: copy it.`];
}

/** Text that is written the same in both languages, apart from links. */
const NAMES: readonly RegExp[] = [
  /`[^`]+`/g,
  /\{\{\w+\}\}/g,
  /\b(?:ALL|RV|AE|FB|[A-Z])\.\d+\b/g,
  /\bTODO(?: 2[ABC])?(?=s?\b)/g,
  /\b2[ABC]\b/g,
  /(?<![A-Za-z])[A-Za-z]*[a-z][A-Z][A-Za-z]*/g,
];

function nameProblems(theirs: Section, ours: Section): string[] {
  const [there, here] = [namesIn(textOf(theirs)), namesIn(textOf(ours))];
  const numbers = new Set(numbersIn(textOf(ours)));
  const lost = [
    ...[...there].filter((name) => !here.has(name)),
    ...numbersIn(textOf(theirs)).filter((number) => !numbers.has(number)),
  ];
  const added = [...here].filter((name) => !there.has(name));
  return [
    ...(lost.length > 0 ? [`English names ${[...new Set(lost)].join(', ')}: do so here.`] : []),
    ...(added.length > 0
      ? [`it names ${added.join(', ')}, which English does not in this section: take that out.`]
      : []),
  ];
}

function namesIn(text: string): ReadonlySet<string> {
  const said = withoutTargets(text).replaceAll(ENDING, '.md');
  return new Set(NAMES.flatMap((name) => said.match(name) ?? []));
}

function numbersIn(text: string): readonly string[] {
  return withoutTargets(text).match(/(?<![\w.])\d+(?:[.,]\d+)*(?![A-Za-z])/g) ?? [];
}

function withoutTargets(text: string): string {
  return text.replaceAll(/\]\([^)]*\)/g, ']');
}

function linkProblems(theirs: Section, ours: Section, pair: Pair): string[] {
  const [there, here] = [theirs, ours].map((section) =>
    linksIn(textOf(section)).filter(({ text }) => text !== '简体中文' && text !== 'English'),
  );
  const wanted = (there ?? []).map((link) => asInChinese(link, pair));
  const found = (here ?? []).map(written);
  const without = (all: readonly string[], others: readonly string[]) => {
    const left = [...others];
    return all.filter((one) => {
      const at = left.indexOf(one);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return [
    ...without(wanted, found).map((link) => `a link to ${link} is missing.`),
    ...without(found, wanted).map((link) => `a link leads to ${link}, and none in English does.`),
  ];
}

function written({ target, anchor }: { target: string; anchor: string | undefined }): string {
  return anchor === undefined ? target : `${target}#${decodeURIComponent(anchor)}`;
}

/** A link to a page with a Chinese version must lead to that version, at the same heading. */
function asInChinese({ target, anchor }: Link, { english, chinese, linked }: Pair): string {
  const page = /^[a-z]+:/.test(target)
    ? undefined
    : path.posix.join(path.posix.dirname(english), target || path.posix.basename(english));
  const sibling = page?.endsWith('.md') ? chineseOf(page) : undefined;
  if (page === undefined || sibling === undefined || !linked.has(sibling))
    return written({ target, anchor });
  const at = outline(linked.get(page) ?? '').findIndex(
    ({ heading }) => anchorOf(heading) === anchor,
  );
  const heading = outline(linked.get(sibling) ?? '')[at]?.heading;
  return written({
    target: sibling === chinese && target === '' ? '' : chineseOf(target),
    anchor: heading === undefined ? anchor : anchorOf(heading),
  });
}

/** Parts that only the kit has must be left out for students in both languages. */
function markProblems(english: string, chinese: string, pages: Pages): string[] {
  const marks = (file: string) =>
    (pages.get(file) ?? '').match(/<!-- (?:end of )?kit only -->/g)?.length ?? 0;
  if (marks(english) === marks(chinese)) return [];
  return [
    `${chinese}: English has ${marks(english)} marks of what only the kit has, this page ` +
      `${marks(chinese)}. Put <!-- kit only --> and <!-- end of kit only --> around the same.`,
  ];
}

/** Links within pages that lead to a missing heading. */
export function anchorProblems(file: string, pages: Pages): string[] {
  return linksIn(pages.get(file) ?? '').flatMap(({ target, anchor }) => {
    const page = path.posix.join(
      path.posix.dirname(file),
      target === '' ? path.posix.basename(file) : target,
    );
    const text = pages.get(page);
    if (anchor === undefined || text === undefined) return [];
    const name = decodeURIComponent(anchor);
    const isThere = outline(text).some(({ heading }) => anchorOf(heading) === name);
    return isThere ? [] : [`${file} leads to ${page}#${name}, and there is no such heading.`];
  });
}
