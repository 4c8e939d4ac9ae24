/** The catalogue, checked as data. */
import fs from 'node:fs';
import path from 'node:path';
import type { Stage } from '../../../grader/contract';
import { RULES } from '../../../grader/judge/rules';
import { anchorOf, entryOf, namedIds } from '../../../grader/judge/rules/explanations';
import { CATALOGUE, ofStage } from '../../../grader/judge/scenarios/catalogue';
import { type Scenario, stageOf } from '../../../grader/judge/scenarios/scenario';

const ROOT = path.join(__dirname, '..', '..', '..');
const STAGES: readonly Stage[] = ['2A', '2B', '2C'];
/** Of a test with random faults. */
const SEEDS_MIN = 5;

/** The classic tests that everybody knows, with their number of servers. */
const CLASSICS = {
  '2A/initial-election': 3,
  '2A/re-election': 3,
  '2A/many-elections': 7,
  '2B/basic-agree': 3,
  '2B/rpc-bytes': 3,
  '2B/follower-failure': 3,
  '2B/leader-failure': 3,
  '2B/fail-agree': 3,
  '2B/fail-no-agree': 5,
  '2B/concurrent-starts': 3,
  '2B/rejoin': 3,
  '2B/backup': 5,
  '2B/count': 3,
  '2C/persist-1': 3,
  '2C/persist-2': 5,
  '2C/persist-3': 3,
  '2C/figure-8': 5,
  '2C/unreliable-agree': 5,
  '2C/figure-8-unreliable': 5,
  '2C/reliable-churn': 5,
  '2C/unreliable-churn': 5,
} as const;

const HEADINGS = new Set(
  fs
    .readFileSync(path.join(ROOT, 'docs', 'figure-2.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('## '))
    .map((line) => line.slice(3)),
);

/** The decisive moment is certain: puppets bring it about, or all of a save's crash points are tried. */
function isDirected({ alone, rig }: Scenario): boolean {
  return alone === true || rig !== undefined;
}

const BY_ID = CATALOGUE.map((test) => [test.id, test] as const);

test('ids are unique', () => {
  const ids = CATALOGUE.map(({ id }) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('titles are unique', () => {
  const titles = CATALOGUE.map(({ title }) => title);
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
});

describe('every test', () => {
  test.each(BY_ID)('%s has an id made of its stage and words with hyphens', (id, test) => {
    expect(id).toMatch(/^2[ABC]\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(STAGES).toContain(stageOf(test));
  });

  test.each(BY_ID)('%s has a title, and a story that ends with a full stop', (_id, test) => {
    expect(test.title).toMatch(/^[A-Z].*[^.]$/);
    expect(test.story).toMatch(/^[A-Z].+\.$/);
    expect(test.story).not.toContain('\n');
  });

  test.each(BY_ID)('%s has points and enough seeds', (_id, test) => {
    expect(Number.isInteger(test.points) && test.points >= 1).toBe(true);
    expect(test.seeds).toBeGreaterThanOrEqual(isDirected(test) ? 1 : SEEDS_MIN);
  });

  test.each(BY_ID)('%s names rules that docs/figure-2.md explains, each once', (_id, test) => {
    expect(test.rules.length).toBeGreaterThan(0);
    expect(test.rules.filter((rule) => !HEADINGS.has(rule))).toEqual([]);
    expect(new Set(test.rules).size).toBe(test.rules.length);
  });
});

describe('a stage', () => {
  test.each(STAGES)('%s adds up to 100 points', (stage) => {
    const points = ofStage(stage).reduce((sum, test) => sum + test.points, 0);
    expect(points).toBe(100);
  });

  test('comes before the next in the catalogue', () => {
    const stages = CATALOGUE.map(stageOf);
    expect(stages).toEqual([...stages].sort());
  });
});

describe('a classic test is there, with its number of servers:', () => {
  test.each(Object.entries(CLASSICS))('%s on %i', (id, servers) => {
    expect(CATALOGUE.find((test) => test.id === id)).toMatchObject({ id, servers });
  });
});

describe('every rule that a report can name', () => {
  test.each(namedIds())('%s has the same title in reports and in docs/figure-2.md', (id) => {
    const page = fs.readFileSync(path.join(ROOT, 'docs', 'figure-2.md'), 'utf8');
    const section = page.split(`\n## ${id}\n`)[1] ?? '';
    expect(section.trimStart().startsWith(`**${entryOf(id)?.title ?? ''}**`)).toBe(true);
  });

  test.each(namedIds())('%s is explained in docs/figure-2.md', (id) => {
    expect(HEADINGS).toContain(id);
    expect(anchorOf(id)).toBe(`docs/figure-2.md#${id.replace('.', '').toLowerCase()}`);
  });

  test.each(namedIds())('%s has words of its own', (id) => {
    const entry = entryOf(id);
    expect(entry?.title).toMatch(/^[A-Z].*[^.]$/);
    expect(entry?.paper).not.toBe('');
    expect(entry?.lookAt).not.toBe('');
  });

  test('has its words in one place: explanations.ts repeats no watcher', () => {
    const file = path.join(ROOT, 'grader', 'judge', 'rules', 'explanations.ts');
    const text = fs.readFileSync(file, 'utf8');
    const ids = [...text.matchAll(/\bid: '([^']+)'/g)].map((match) => match[1] ?? '');
    expect(ids.length).toBeGreaterThan(5);
    expect([...ids, ...RULES.map(({ id }) => id)].sort()).toEqual([...namedIds()].sort());
  });
});

/** Ids that code under these folders ends a run with, by literal name. */
function thrownIds(...folders: readonly string[]): string[] {
  const texts = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => fs.readFileSync(path.join(ROOT, folder, name), 'utf8')),
  );
  const ids = texts.flatMap((text) => [
    ...text.matchAll(/new Broken\(\s*'([^']+)'/g),
    ...text.matchAll(/\bdemand\([^;]*?,\s*'([A-Z]+\.\d+)'/g),
  ]);
  return [...new Set(ids.map((match) => match[1] ?? ''))].sort();
}

test('every rule that ends a run has an explanation', () => {
  const thrown = thrownIds('grader/world/cluster', 'grader/judge/scenarios', 'grader/runs/pool');
  expect(thrown.length).toBeGreaterThan(8);
  expect(thrown.filter((id) => !entryOf(id))).toEqual([]);
});
