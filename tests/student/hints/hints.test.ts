/** Every rule and every test has three hints, and none of them gives the answer away. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { hintScreen } from '../../../grader/student/hints/hint-screen';
import {
  ladderOf,
  RULE_LADDERS,
  SUBJECTS,
  TEST_LADDERS,
  testOf,
} from '../../../grader/student/hints';
import type { Step } from '../../../grader/student/hints/ladder';
import { ruleIds } from '../../../grader/instructor/skeletons/generated';
import { parseSource, type Region } from '../../../grader/instructor/skeletons/regions';
import { namedIds } from '../../../grader/judge/rules/explanations';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';

const ROOT = path.join(__dirname, '..', '..', '..');
const REFERENCE = path.join(ROOT, 'solutions', 'raft');

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

const SOURCES = fs
  .readdirSync(REFERENCE)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => fs.readFileSync(path.join(REFERENCE, name), 'utf8'));

const REGIONS: readonly Region[] = SOURCES.flatMap((text) =>
  parseSource(text).parts.flatMap((part) => (part.kind === 'region' ? [part.region] : [])),
);

/** Each hint with a name for it, so that a failure says which one it is. */
const HINTS = SUBJECTS.map((subject) => ({ subject, ...ladderOf(subject) }));
const TEXTS = HINTS.flatMap(({ subject: { id }, nudge, reread, sketch }) => [
  { at: `${id} nudge`, text: nudge },
  { at: `${id} reread`, text: reread },
  { at: `${id} sketch`, text: sketch },
]);

/** Names of all texts for which the check finds something, with what it finds. */
function findings(check: (text: string) => readonly string[]): string[] {
  return TEXTS.flatMap(({ at, text }) => check(text).map((found) => `${at}: ${found}`));
}

describe('there is a ladder', () => {
  test('for every rule that a report can name', () => {
    expect(Object.keys(RULE_LADDERS).sort()).toEqual([...namedIds()].sort());
  });

  test('for every rule of docs/figure-2.md and of every TODO', () => {
    const ids = [...ruleIds(read('docs/figure-2.md')), ...REGIONS.map(({ rule }) => rule)];
    expect(ids.length).toBeGreaterThan(60);
    expect(ids.filter((id) => !(id in RULE_LADDERS))).toEqual([]);
  });

  test('for every test of the catalogue, about a rule that the test is about', () => {
    expect(Object.keys(TEST_LADDERS).sort()).toEqual(CATALOGUE.map(({ id }) => id).sort());
    const strange = CATALOGUE.filter(
      ({ id, rules }) => !rules.includes(TEST_LADDERS[id]?.about ?? ''),
    );
    expect(strange.map(({ id }) => id)).toEqual([]);
  });

  test('that leads to a test, for every rule that a test is about', () => {
    const without = namedIds().filter((id) => testOf(id) === undefined);
    expect(without).toEqual(['K.1', 'K.2', 'K.3', 'K.4']);
  });
});

describe('a step', () => {
  test.each([
    ['nudge', 80, 420],
    ['reread', 80, 420],
    ['sketch', 150, 800],
  ] as const)('%s has from %i to %i characters', (step, least, most) => {
    const wrong = HINTS.filter(({ [step]: text }) => text.length < least || text.length > most);
    expect(wrong.map(({ subject, [step]: text }) => `${subject.id}: ${text.length}`)).toEqual([]);
  });

  test('that nudges asks something, and asks it of one rule or test alone', () => {
    const nudges = HINTS.map(({ nudge }) => nudge);
    expect(nudges.filter((nudge) => !nudge.includes('?'))).toEqual([]);
    expect(new Set(nudges).size).toBe(nudges.length);
  });

  test('is plain text on one line, without code', () => {
    const code = /[`{}=;&|\\\n]|=>|\b(?:const|await|return|let)\s+\w+\s*[([]|\b[a-z]+\.[a-z]\w*\(/g;
    expect(findings((text) => text.match(code) ?? [])).toEqual([]);
    const calls = findings((text) => text.match(/\b\w+\([^)]*\)/g) ?? []);
    expect(calls.filter((call) => !/ (?:start|getState)\(\)$/.test(call))).toEqual([]);
  });
});

describe('what is to be reread', () => {
  const SECTIONS = ['5.1', '5.2', '5.3', '5.4', '5.4.1', '5.4.2', '5.4.3', '5.5', '5.6', '8'];
  const FIGURES = ['2', '3', '4', '5', '6', '7', '8', '9'];

  const places = (text: string, word: string) => [
    ...[...text.matchAll(new RegExp(`\\b${word}s? (\\d+(?:\\.\\d+)*)`, 'gi'))].map(
      ([, number = '']) => number,
    ),
  ];

  test('names a figure or a section of the paper', () => {
    const none = HINTS.filter(
      ({ reread }) => places(reread, 'section').length + places(reread, 'figure').length === 0,
    );
    expect(none.map(({ subject }) => subject.id)).toEqual([]);
  });

  test('is in the paper', () => {
    expect(
      findings((text) => places(text, 'section').filter((one) => !SECTIONS.includes(one))),
    ).toEqual([]);
    expect(
      findings((text) => places(text, 'figure').filter((one) => !FIGURES.includes(one))),
    ).toEqual([]);
  });

  test('is in the kit, where a page or a heading of it is named', () => {
    const files = (text: string) => text.match(/\b[\w-]+\/[\w/.-]+\.(?:md|ts)\b/g) ?? [];
    expect(TEXTS.flatMap(({ text }) => files(text)).length).toBeGreaterThan(10);
    expect(
      findings((text) => files(text).filter((file) => !fs.existsSync(path.join(ROOT, file)))),
    ).toEqual([]);
    expect(
      findings((text) =>
        [...text.matchAll(/"([^"]+)" in (labs\/\S+\.md)/g)]
          .filter(([, heading = '', page = '']) => !headings(page).some((h) => h.includes(heading)))
          .map(([all]) => all),
      ),
    ).toEqual([]);
  });

  function headings(page: string): string[] {
    return read(page)
      .split('\n')
      .filter((line) => line.startsWith('#'));
  }
});

describe('no hint', () => {
  const SIGNIFICANT = 25;

  const squeezed = (text: string) => text.replace(/\s+/g, '').toLowerCase();

  /** Every run of that many characters in what the reference writes into its regions. */
  const RUNS = new Set(
    REGIONS.flatMap(({ solution }) => solution.map(({ text }) => squeezed(text))).flatMap((line) =>
      Array.from({ length: Math.max(0, line.length - SIGNIFICANT + 1) }, (_, i) =>
        line.slice(i, i + SIGNIFICANT),
      ),
    ),
  );

  function quotes(text: string): string[] {
    const one = squeezed(text);
    return Array.from({ length: one.length }, (_, i) => one.slice(i, i + SIGNIFICANT)).filter(
      (run) => RUNS.has(run),
    );
  }

  test('quotes the reference', () => {
    expect(quotes('Go to a new term, one above your own, and vote for yourself in it.')).toEqual(
      [],
    );
    expect(
      quotes('Return state.votedFor === null || state.votedFor === candidateId; then'),
    ).not.toEqual([]);
    expect(findings(quotes)).toEqual([]);
  });

  test('names what only the reference names', () => {
    const names = privateNames();
    for (const name of ['becomeFollower', 'holders', 'STATE_FILE', 'electionTimer'])
      expect([name, names.has(name)]).toEqual([name, name !== 'holders']);
    expect(names.has('conflictTerm') || names.has('matchIndex')).toBe(false);
    expect(
      findings((text) => (text.match(/\b[A-Za-z_]\w*\b/g) ?? []).filter((word) => names.has(word))),
    ).toEqual([]);
  });

  /** Declared in the reference, and known neither from the contract nor from the paper's Figure 2. */
  function privateNames(): Set<string> {
    const known = new Set([
      ...(read('grader/contract.ts').match(/\b\w+\b/g) ?? []),
      ...['currentTerm', 'votedFor', 'commitIndex', 'lastApplied', 'nextIndex', 'matchIndex'],
    ]);
    const names = new Set<string>();
    const visit = (node: ts.Node): void => {
      const { name } = node as { name?: ts.Node };
      // A single small word is English before it is a name.
      if (name && ts.isIdentifier(name) && /[A-Z_]/.test(name.text.slice(1))) names.add(name.text);
      ts.forEachChild(node, visit);
    };
    for (const text of SOURCES)
      visit(ts.createSourceFile('reference.ts', text, ts.ScriptTarget.ES2023, true));
    return new Set([...names].filter((name) => !known.has(name)));
  }

  test('is wider than 80 columns on the screen', () => {
    const wide = SUBJECTS.flatMap((subject) =>
      ([1, 2, 3] as const).flatMap((step: Step) =>
        hintScreen({ subject, step, next: `npm run hint ${subject.id} step=2` })
          .split('\n')
          .filter((line) => line.length > 80),
      ),
    );
    expect(wide).toEqual([]);
  });
});
