/** Pages and hints for students are in plain English: words that cost a reader time do not come back. */
import fs from 'node:fs';
import path from 'node:path';
import { entryOf, namedIds } from '../../grader/judge/rules/explanations';
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { ladderOf, RULE_LADDERS, SUBJECTS } from '../../grader/student/hints';
import { stepOf } from '../../grader/student/hints/ladder';

const ROOT = path.join(__dirname, '..', '..');
const PAGES = [
  'README.md',
  'docs/debugging.md',
  'docs/explore.md',
  'docs/live.md',
  'docs/raft-in-typescript.md',
  'grader/instructor/release/template/README.md',
  'labs/2A/README.md',
  'labs/2B/README.md',
  'labs/2C/README.md',
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

function prose(page: string): string {
  return page.replace(/^```[^]*?^```$/gm, '');
}

function problems(name: string, text: string, refused = REFUSED): string[] {
  const plain = text.replace(/\s+/g, ' ');
  return refused.flatMap(([pattern, instead]) => {
    const found = pattern.exec(plain)?.[0];
    return found === undefined ? [] : [`${name}: "${found}". Write: ${instead}`];
  });
}

test('no page for students holds one', () => {
  const found = PAGES.flatMap((file) =>
    problems(file, prose(fs.readFileSync(path.join(ROOT, file), 'utf8'))),
  );
  expect(found).toEqual([]);
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

test.each(['The first took 82 RPCs by at 0.4 s', 'It stands for election.', 'This is mended.'])(
  'is found: %s',
  (text) => {
    expect(problems('x', text)).toHaveLength(1);
  },
);
