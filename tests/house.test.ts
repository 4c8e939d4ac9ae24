/** The house rules hold, and each of them can be broken. */
import fs from 'node:fs';
import path from 'node:path';
import {
  areaOf,
  IMPORT_TABLE,
  importProblems,
  pictureOfWings,
  type Source,
  WINGS,
} from './support/house';
import { lengthProblems, wallClockProblems } from './support/house-files';
import { circles, unusedExports } from './support/house-graph';

const ROOT = path.join(__dirname, '..');
const LINES_MAX = 300;

/** All TypeScript files under these folders. */
function sourcesIn(...folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join(folder, name).split(path.sep).join('/'))
      .map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, file), 'utf8') })),
  );
}

describe('imports', () => {
  const sources = sourcesIn('grader', 'labs/raft', 'solutions/raft');

  test('go one way', () => {
    expect(importProblems(sources)).toEqual([]);
  });

  test('of every area are looked at', () => {
    const seen = new Set(sources.map(({ file }) => areaOf(file)));
    for (const area of Object.keys(IMPORT_TABLE))
      if (!area.endsWith('.test')) expect(seen).toContain(area);
    expect(sources.length).toBeGreaterThan(600);
  });

  test.each([
    [
      'of the realm by the simulator',
      'grader/world/sim/clock.ts',
      "import { Realm } from '../realm/realm';",
      'imports ../realm/realm; world/sim may import nothing outside itself',
    ],
    [
      'of a type alone',
      'grader/judge/rules/one-vote.ts',
      "import type { Cluster } from '../../world/cluster/cluster';",
      'imports ../../world/cluster/cluster; judge/rules may import world/sim, contract',
    ],
    [
      'that is handed on',
      'grader/world/cluster/wire.ts',
      "export { RULES } from '../../judge/rules';",
      'imports ../../judge/rules; world/cluster may import world/realm, world/sim, contract',
    ],
    [
      'at run time, from a wing above',
      'grader/judge/scenarios/expect.ts',
      "const late = import('../../runs/pool/run-test');",
      'imports ../../runs/pool/run-test; judge/scenarios may import judge/rules, world/cluster, world/sim, contract',
    ],
    [
      'from a folder further down',
      'grader/world/realm/prelude/main.ts',
      "import { Cluster } from '../../cluster/cluster';",
      'imports ../../cluster/cluster; world/realm may import world/processes, world/sim, contract',
    ],
    [
      'of a door',
      'grader/command/place.ts',
      "import '../cli/grade';",
      'imports ../cli/grade; command/* may import report, judge, world, contract',
    ],
    [
      "of the grader by a student's file",
      'labs/raft/raft.ts',
      "import { Rng } from '../../grader/world/sim/rng';",
      'imports ../../grader/world/sim/rng; labs/raft may import contract',
    ],
    [
      "of the grader by a student's test",
      'labs/raft/mine.test.ts',
      "import { Cluster } from '../../grader/world/cluster/cluster';",
      'imports ../../grader/world/cluster/cluster; labs/raft/*.test may import labs/raft, student/testing, contract',
    ],
    [
      "of what is for tests by a student's code",
      'labs/raft/raft.ts',
      "import { scenario } from '../../grader/student/testing';",
      'imports ../../grader/student/testing; labs/raft may import contract',
    ],
    [
      'of a package by the reference',
      'solutions/raft/raft.ts',
      "import fs from 'node:fs';",
      'imports node:fs; solutions/raft may import contract',
    ],
    [
      'of the reference by a variant',
      'grader/proof/variants/sticky/raft.ts',
      "export * from '../../../../solutions/raft/raft';",
      'imports ../../../../solutions/raft/raft; proof/variants may import contract',
    ],
    [
      'of a package by a variant',
      'grader/proof/variants/sticky/raft.ts',
      "import fs from 'node:fs';",
      'imports node:fs; proof/variants may import contract',
    ],
    [
      'of the reference by the skeleton',
      'labs/raft/log.ts',
      "export * from '../../solutions/raft/log';",
      'imports ../../solutions/raft/log; labs/raft may import contract',
    ],
  ])('against the table are found: %s', (_name, file, text, message) => {
    expect(importProblems([{ file, text }])).toEqual([`${file} ${message}`]);
  });

  test('from an area that the table does not know are found', () => {
    expect(importProblems([{ file: 'grader/magic/wand.ts', text: '' }])).toEqual([
      'grader/magic/wand.ts: magic/* is not in the import table (tests/support/house.ts)',
    ]);
  });

  test.each([
    ['one’s own area', 'grader/world/sim/disk.ts', "import { Rng } from './rng';"],
    [
      'a package',
      'grader/world/sim/rng.ts',
      "import { x } from 'pure-rand/distribution/uniformInt';",
    ],
    ['the contract', 'solutions/raft/log.ts', "import type { A } from '../../grader/contract';"],
    [
      'a test’s own verbs',
      'labs/raft/a.test.ts',
      "import { scenario } from '../../grader/student/testing';",
    ],
    ['a package by a test', 'labs/raft/a.test.ts', "import { test } from '@jest/globals';"],
    [
      'what the table names',
      'grader/runs/pool/run-test.ts',
      "import { referee } from '../../judge/rules';",
    ],
    ['all for the commands', 'grader/cli/grade.ts', "import { Clock } from '../world/sim/clock';"],
    [
      'a text that looks like one',
      'grader/world/sim/a.ts',
      "// import '../realm/realm'\nconst a = 1;",
    ],
  ])('that are allowed are let be: %s', (_name, file, text) => {
    expect(importProblems([{ file, text }])).toEqual([]);
  });

  test('make no circle in the table', () => {
    const areasOf = (name: string) =>
      IMPORT_TABLE[name]
        ? [name]
        : Object.keys(IMPORT_TABLE).filter((one) => one.startsWith(`${name}/`));
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      (IMPORT_TABLE[from] ?? []).flatMap(areasOf).some((next) => {
        if (next === to) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return reaches(next, to, seen);
      });
    for (const area of Object.keys(IMPORT_TABLE))
      expect([area, reaches(area, area)]).toEqual([area, false]);
  });

  test('go down the list of wings, and from room to room within one', () => {
    const order = WINGS.map(({ name }) => name);
    for (const [at, { name, rooms }] of WINGS.entries())
      for (const target of Object.values(rooms).flat()) {
        const wing = target.replace(/\/.*$/, '');
        expect([name, target, order.indexOf(wing) >= at]).toEqual([name, target, true]);
      }
  });
});

describe('the wings', () => {
  test('are what a look into the folder shows, and few', () => {
    const entries = fs
      .readdirSync(path.join(ROOT, 'grader'))
      .map((name) => name.replace('.ts', ''));
    expect(entries.sort()).toEqual(WINGS.map(({ name }) => name).sort());
    expect(entries.length).toBeLessThanOrEqual(10);
  });

  test('have doors that are files, and no rooms behind them', () => {
    const entries = fs.readdirSync(path.join(ROOT, 'grader', 'cli'), { withFileTypes: true });
    expect(entries.filter((entry) => entry.isDirectory())).toEqual([]);
  });

  test('are drawn in docs/how-it-works.md as they are', () => {
    const page = fs.readFileSync(path.join(ROOT, 'docs', 'how-it-works.md'), 'utf8');
    expect(page.replaceAll('\r\n', '\n')).toContain(`\`\`\`\n${pictureOfWings()}\n\`\`\``);
  });

  test('are walked through there in the same order', () => {
    const page = fs.readFileSync(path.join(ROOT, 'docs', 'how-it-works.md'), 'utf8');
    const heads = [...page.matchAll(/^## `(?:grader\/)?([\w-]+)(?:\/|\.ts)?`/gm)].map(
      ([, name]) => name,
    );
    expect(heads).toEqual(WINGS.map(({ name }) => name));
  });

  test.each(['tests', 'docs'])('have no folder of %s that mirrors nothing', (top) => {
    const rooms = new Set(
      WINGS.flatMap(({ name, rooms }) => [
        name,
        ...Object.keys(rooms).map((room) => `${name}/${room}`),
      ]),
    );
    const others = [
      'support',
      'docs',
      'solutions',
      'images',
      'scale-out',
      'platforms',
      'student/live/programs',
      'student/live/support',
      'report/formats/golden',
      'report/formats/schemas',
    ];
    const folders = fs
      .readdirSync(path.join(ROOT, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) =>
        path
          .relative(path.join(ROOT, top), path.join(entry.parentPath, entry.name))
          .split(path.sep)
          .join('/'),
      )
      .filter((folder) => !others.some((one) => folder === one || folder.startsWith(`${one}/`)));
    expect(folders.filter((folder) => !rooms.has(folder))).toEqual([]);
  });
});

describe('files', () => {
  const sources = sourcesIn('grader');

  test('make no circle, but within a correct variant', () => {
    const isVariant = (way: string) => way.startsWith('grader/proof/variants/');
    expect(circles(sources).filter((way) => !isVariant(way))).toEqual([]);
  });

  test('that make one are found', () => {
    const text = (name: string) => `import type { A } from './${name}';`;
    expect(
      circles([
        { file: 'grader/a.ts', text: text('b') },
        { file: 'grader/b.ts', text: text('c') },
        { file: 'grader/c.ts', text: text('a') },
        { file: 'grader/d.ts', text: text('a') },
      ]),
    ).toEqual(['grader/a.ts -> grader/b.ts -> grader/c.ts -> grader/a.ts']);
  });

  test('export nothing that nobody imports', () => {
    // What a student may use need not be used by us; the prelude's harness is found by its bundle.
    const isOffered = ({ file }: Source) =>
      /contract\.ts$|prelude\/main\.ts$|student\/testing\/|proof\/variants\//.test(file);
    const users = sourcesIn('grader', 'tests', 'labs/raft', 'solutions/raft');
    expect(
      unusedExports(
        sources.filter((source) => !isOffered(source)),
        users,
      ),
    ).toEqual([]);
  });

  test('that do are found', () => {
    const a = { file: 'grader/a.ts', text: 'export const used = 1;\nexport function idle() {}' };
    const b = { file: 'grader/b.ts', text: "import { used as one } from './a';\none;" };
    expect(unusedExports([a, b], [a, b])).toEqual([
      'grader/a.ts exports idle, which nobody imports',
    ]);
  });
});

describe('a file of the grader', () => {
  test('is one room', () => {
    expect(lengthProblems(sourcesIn('grader'), LINES_MAX)).toEqual([]);
  });

  test('that is longer is found', () => {
    const long = { file: 'grader/world/sim/long.ts', text: 'x;\n'.repeat(LINES_MAX + 1) };
    const full = { file: 'grader/world/sim/full.ts', text: 'x;\n'.repeat(LINES_MAX) };
    expect(lengthProblems([long, full], LINES_MAX)).toEqual([
      'grader/world/sim/long.ts has 301 lines; a file has at most 300',
    ]);
  });
});

describe('the clock on the wall', () => {
  test('is not seen where time is virtual', () => {
    const sources = sourcesIn(
      'grader/world/sim',
      'grader/world/cluster',
      'grader/judge/rules',
      'grader/judge/scenarios',
    );
    expect(wallClockProblems(sources)).toEqual([]);
  });

  test.each([
    ['Date.now()', 'const now = Date.now();', 'Date'],
    ['new Date()', 'const now = new Date();', 'Date'],
    ['performance.now()', 'const now = performance.now();', 'performance'],
    ['setTimeout', 'setTimeout(() => 1, 5);', 'setTimeout'],
    ['setTimeout by a longer name', 'globalThis.setTimeout(() => 1, 5);', 'setTimeout'],
    ['a timer that is handed on', 'const timers = { setInterval };', 'setInterval'],
  ])('is found: %s', (_name, text, name) => {
    expect(wallClockProblems([{ file: 'grader/world/sim/a.ts', text: `\n${text}` }])).toEqual([
      `grader/world/sim/a.ts:2 uses ${name}; time is virtual here: ask the Clock`,
    ]);
  });

  test('may be spoken of', () => {
    const text = "// Date.now()\nconst hint = 'use setTimeout';\nrealm.setTimeout(1);\n";
    expect(wallClockProblems([{ file: 'grader/world/sim/a.ts', text }])).toEqual([]);
  });
});
