/** Pages, hints and stories of tests are in plain English: words that cost a reader time do not come back. */
import fs from 'node:fs';
import path from 'node:path';
import { entryOf, namedIds } from '../../grader/judge/rules/explanations';
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { CORPUS } from '../../grader/proof/cheats/corpus';
import { MAKERS } from '../../grader/proof/class-maker/class';
import { BANK } from '../../grader/proof/mutants/bank';
import { LEFT_OUT } from '../../grader/proof/mutants/left-out';
import { VARIANTS } from '../../grader/proof/variants';
import { ladderOf, RULE_LADDERS, SUBJECTS } from '../../grader/student/hints';
import { stepOf } from '../../grader/student/hints/ladder';

const ROOT = path.join(__dirname, '..', '..');
const PAGES = [
  'README.md',
  ...['2A', '2B', '2C'].map((stage) => `labs/${stage}/README.md`),
  ...['docs', 'docs/platforms', 'grader/instructor/release/template'].flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder))
      .filter((name) => name.endsWith('.md') && !name.endsWith('.zh-CN.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** Each with what to write instead. */
const REFUSED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(?:by|to|at|until) at\b/i, 'a time without its own "at"'],
  [/\bterms? of office\b/i, 'term'],
  [/\bst(?:and|ands|anding|ood) for election\b/i, 'start an election, become a candidate'],
  [/\breckon/i, 'compute'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bhow-manieth\b/i, 'its ordinal'],
  [/\bis no (?:leader|follower) any more\b/i, 'is not ... any more'],
  [/\bfor ever\b/i, 'forever, endlessly'],
  [/\bthis \w+ and that\b/i, 'various ...'],
  [/\b(?:leader|server) that is over\b/i, 'a deposed leader'],
  [/\bthe words? (?:verbose|of a Replay line)\b/i, 'options'],
  [/\bone (?:vote|acknowledgement|entry|server) less\b/i, 'one ... fewer'],
  [/\bone(?: \w+)? after the other\b/i, 'one after another, one by one'],
];

/** Found often in pages before they were rewritten. */
const REFUSED_IN_PAGES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  ...REFUSED,
  [/\bwhoever\b/i, 'the one who acts: "the server that", "a student who"'],
  [/\b(?:some|every)body\b/i, 'the one who acts, someone, everyone'],
  [/\b(?:stand|stands|stood)\b/i, 'is, appears, is written'],
  [/\b(?:goes|go|went) on\b/i, 'continues'],
  [/\b(?:comes|coming|came) in\b/i, 'arrives'],
  [/\bunder way\b/i, 'in flight, in progress'],
  [/\bin the midst\b/i, 'in the middle'],
  [/\bspeaks? of\b/i, 'names, mentions'],
  [/\btells? of\b/i, 'shows, says'],
  [/\bput down to\b/i, 'blamed on'],
  [/\bhangs? on\b/i, 'depends on'],
  [/\btak(?:e|en|es|ing) (?:it |them |that )?away\b/i, 'removes'],
  [/\bwith(?:out)? (?:a |another |more )?words?\b/i, 'options'],
  [/\bplay(?:s|ed)? again\b/i, 'replays'],
  [/\bmade smaller\b/i, 'shrunk'],
  [/\bin all[,.;:)]/i, 'in total'],
  [/\b(?:come|came|comes) to no end\b/i, 'does not finish'],
  [/\bnobody's zero\b/i, 'never counts as a zero'],
  [/\bno \w+ but (?:its|his|their|your) own\b/i, 'only its own'],
  [/\bplays? (?:every|all) (?:order|schedule)/i, 'tries every order'],
  [/\breal time is not repeatable\b/i, 'a run in real time cannot be repeated'],
];

/** What programs print: their sentences name the server and what it does. */
const REFUSED_IN_PROGRAMS: typeof REFUSED = [
  ...REFUSED,
  [/\b(?:comes?|came) back from a crash\b/i, 'restarts after a crash'],
  [/\bstands? (?:in|on|at) (?:a|the|term|index)\b/i, 'is in, is on'],
  [/\bwhoever\b/i, 'a server that ...'],
  [/\bfor oneself\b|\bone's own\b/i, 'for itself, your own'],
  [/\blets? (?:it|the (?:reply|answer)) go\b/i, 'ignore'],
  [/\bstart(?:s|ed)? (?:it|the (?:election )?timer) over\b/i, 'reset'],
];

/** Fragments and odd words in options, errors and pages: they were in help texts before. */
const REFUSED_IN_COMMANDS: typeof REFUSED = [
  ...REFUSED,
  [/\bif left out\b/i, 'by default'],
  [/\bcannot be had\b/i, 'cannot be used'],
  [/\b(?:whoever|somebody|anybody)\b/i, 'the user, a student, an actor'],
  [/\b(?:hears|reaches) nobody\b/i, 'receives nothing, can reach no server'],
  [/\bis no (?:JSON|CSV)\b/i, 'is not JSON'],
  [/\bcomes? back\b/i, 'restarts, arrives'],
  [/\bgoes on\b/i, 'continues, resumes'],
  [/\bbroken off\b/i, 'stopped'],
  [/\balone means nothing\b/i, 'what it is, and what to write'],
  [/\b(?:speaks?|tells?) of\b/i, 'mentions, describes'],
  [/\bthat cannot be seen\b/i, 'invisible'],
];

/** What mutants are described with: the paper's words instead of those of a translation. */
const REFUSED_IN_BANK: typeof REFUSED = [
  ...REFUSED_IN_PAGES,
  [/\brefus/i, 'rejects, a rejection'],
  [/\bthe own\b/i, "its own, this server's"],
  [/\bputs? off\b/i, 'resets the election timer'],
  [/\b(?:tells?|told)\b/i, 'sends, carries, returns, shows'],
  [/\bpresent (?:term|leader|one)\b/i, 'the current ...'],
  [/\btak(?:e|en|es) (?:for|over|up|in)\b/i, 'adopts, restores, handles, counts as'],
  [/\b(?:stand|stands|stood) again\b/i, 'starts another election'],
  [/\bgo(?:es)? by\b/i, 'depends on'],
  [/\bnobody\b|\banybody\b|\bwho\b/i, 'the server that acts, no server'],
  [/, also\b/i, 'even'],
];

/** A page without its samples, its generated tables, the titles of rules, which are the programs', and ids. */
function prose(page: string): string {
  return page
    .replace(/^```[^]*?^```$/gm, '')
    .replace(/<!-- (tests|coverage): [^]*?<!-- end of \1 -->/g, '')
    .replace(/^\*\*[^*]+\*\*(?: \(.*\))?$/gm, '')
    .replace(/^\| `[^`]+` \|/gm, '|');
}

function problems(name: string, text: string, refused = REFUSED): string[] {
  const plain = text.replace(/\s+/g, ' ');
  return refused.flatMap(([pattern, instead]) => {
    const found = pattern.exec(plain)?.[0];
    return found === undefined ? [] : [`${name}: "${found}". Write: ${instead}`];
  });
}

test('no page holds one', () => {
  const found = PAGES.flatMap((file) =>
    problems(
      file,
      prose(fs.readFileSync(path.join(ROOT, file), 'utf8').replaceAll('\r\n', '\n')),
      REFUSED_IN_PAGES,
    ),
  );
  expect(found).toEqual([]);
  expect(PAGES.length).toBeGreaterThan(20);
});

test('no skeleton holds one', () => {
  const files = ['labs/raft', 'labs/bare'].flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
  // A sentence of a comment may go over several lines.
  const texts = files.map((file) => {
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8').replaceAll('\r\n', '\n');
    return [file, text.replaceAll(/\n\s*(?:\*|\/\/)/g, ' ')] as const;
  });
  expect(texts.flatMap(([file, text]) => problems(file, text, REFUSED_IN_PAGES))).toEqual([]);
  expect(files.length).toBeGreaterThan(15);
});

test('no test says one of itself', () => {
  const found = CATALOGUE.flatMap(({ id, title, story }) =>
    problems(id, `${title}. ${story}`, REFUSED_IN_PROGRAMS),
  );
  expect(found).toEqual([]);
  // A title that begins so has nobody who does what it says.
  const riddles = CATALOGUE.filter(({ title }) =>
    /^(?:What|Who|Whoever|Where|However)\b/.test(title),
  );
  expect(riddles.map(({ id, title }) => `${id}: ${title}`)).toEqual([]);
});

test('no mutant is described with one', () => {
  const found = [
    ...BANK.flatMap(({ id, mistake, luck = '' }) =>
      problems(id, `${mistake} ${luck}`, REFUSED_IN_BANK),
    ),
    ...LEFT_OUT.flatMap(({ mistake, reason }) =>
      problems(mistake, `${mistake} ${reason}`, REFUSED_IN_BANK),
    ),
  ];
  expect(found).toEqual([]);
  expect(BANK.length).toBeGreaterThan(300);
});

test('no cheat, no variant and no kind of submission is described with one', () => {
  const texts = [
    ...CORPUS.map(({ id, attempt }) => [id, attempt] as const),
    ...VARIANTS.map(({ name, idea }) => [name, idea] as const),
    ...MAKERS.map(({ kind, does }) => [kind, does] as const),
  ];
  const refused = [...REFUSED_IN_PAGES, ...REFUSED_IN_COMMANDS];
  expect(texts.flatMap(([name, text]) => problems(name, text, refused))).toEqual([]);
  expect(texts.length).toBeGreaterThan(200);
});

test('no rule says one of itself', () => {
  const found = namedIds().flatMap((id) => {
    const { title = '', explanation = '', lookAt = '' } = entryOf(id) ?? {};
    return problems(id, `${title}. ${explanation} ${lookAt}`, REFUSED_IN_PROGRAMS);
  });
  expect(found).toEqual([]);
});

test('no hint holds one', () => {
  const found = SUBJECTS.flatMap((subject) =>
    ([1, 2, 3] as const).flatMap((step) =>
      problems(`${subject.id} ${step}`, stepOf(ladderOf(subject), step), REFUSED_IN_PROGRAMS),
    ),
  );
  expect(found).toEqual([]);
  expect(Object.keys(RULE_LADDERS).length).toBeGreaterThan(20);
});

test('no text of a command holds one', () => {
  const files = ['cli', 'command', 'report', 'student', 'instructor'].flatMap((wing) =>
    fs
      .readdirSync(path.join(ROOT, 'grader', wing), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join('grader', wing, name)),
  );
  const found = files.flatMap((file) =>
    problems(file, stringsOf(fs.readFileSync(path.join(ROOT, file), 'utf8')), REFUSED_IN_COMMANDS),
  );
  expect(found).toEqual([]);
  expect(files.length).toBeGreaterThan(300);
});

/** The texts in quotes that have a space, without what is computed in them. */
function stringsOf(source: string): string {
  const code = source.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const quoted = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
  return [...code.matchAll(quoted)]
    .map(([text]) => text.replace(/\$\{[^}]*\}/g, '…'))
    .filter((text) => text.includes(' '))
    .join('\n');
}

test('is found in a text of a command, and not in a comment or in code', () => {
  const source = '// whoever reads\nconst whoever = `3 ${whoever} if left out`;';
  expect(problems('x', stringsOf(source), REFUSED_IN_COMMANDS)).toEqual([
    'x: "if left out". Write: by default',
  ]);
});

test.each(['The first took 82 RPCs by at 0.4 s', 'It stands for election.', 'This is mended.'])(
  'is found: %s',
  (text) => {
    expect(problems('x', text)).toHaveLength(1);
  },
);

test.each([
  'Whoever steps down follows.',
  'Below it stands\nthe disk.',
  'Then the run goes on.',
  'It has no vote but its own.',
  'Without more words it takes the last.',
])('is found in a page: %s', (text) => {
  expect(problems('x', prose(text), REFUSED_IN_PAGES)).toHaveLength(1);
});

test('what programs print is not judged as a page', () => {
  const page = '```\nIt stands here.\n```\n\n**What stands there** (section 5.3)\n\nRaft.\n';
  expect(problems('x', prose(page), REFUSED_IN_PAGES)).toEqual([]);
});
