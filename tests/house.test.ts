/** The house rules hold, and each of them can be broken. */
import fs from 'node:fs';
import path from 'node:path';
import {
  IMPORT_TABLE,
  importProblems,
  lengthProblems,
  type Source,
  wallClockProblems,
} from './support/house';

const ROOT = path.join(__dirname, '..');
const LINES_MAX = 320;

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
    const seen = new Set(sources.map(({ file }) => file.split('/').slice(0, 2).join('/')));
    for (const area of [
      'grader/world/sim',
      'grader/judge/rules',
      'grader/world/cluster',
      'solutions/raft',
    ])
      expect(seen).toContain(area);
    expect(sources.length).toBeGreaterThan(80);
  });

  test.each([
    [
      'of the realm by the simulator',
      'grader/world/sim/clock.ts',
      "import { Realm } from '../realm/realm';",
      'grader/world/sim/clock.ts imports ../realm/realm; grader/world/sim may import nothing outside itself',
    ],
    [
      'of a type alone',
      'grader/judge/rules/one-vote.ts',
      "import type { Cluster } from '../cluster/cluster';",
      'grader/judge/rules/one-vote.ts imports ../cluster/cluster; grader/judge/rules may import grader/world/sim, grader/contract',
    ],
    [
      'that is handed on',
      'grader/world/cluster/wire.ts',
      "export { RULES } from '../rules';",
      'grader/world/cluster/wire.ts imports ../rules; grader/world/cluster may import grader/world/sim, grader/world/realm, grader/contract',
    ],
    [
      'at run time',
      'grader/judge/scenarios/expect.ts',
      "const late = import('../pool/job');",
      'grader/judge/scenarios/expect.ts imports ../pool/job; grader/judge/scenarios may import grader/world/cluster, grader/judge/rules, grader/world/sim, grader/contract',
    ],
    [
      'from a folder further down',
      'grader/world/realm/prelude/main.ts',
      "import { Cluster } from '../../cluster/cluster';",
      'grader/world/realm/prelude/main.ts imports ../../cluster/cluster; grader/world/realm may import grader/world/sim, grader/contract',
    ],
    [
      "of the grader by a student's file",
      'labs/raft/raft.ts',
      "import { Rng } from '../../grader/world/sim/rng';",
      'labs/raft/raft.ts imports ../../grader/world/sim/rng; labs/raft may import grader/contract',
    ],
    [
      "of the grader by a student's test",
      'labs/raft/mine.test.ts',
      "import { Cluster } from '../../grader/world/cluster/cluster';",
      'labs/raft/mine.test.ts imports ../../grader/world/cluster/cluster; labs/raft/*.test may import labs/raft, grader/student/testing, grader/contract',
    ],
    [
      "of what is for tests by a student's code",
      'labs/raft/raft.ts',
      "import { scenario } from '../../grader/student/testing';",
      'labs/raft/raft.ts imports ../../grader/student/testing; labs/raft may import grader/contract',
    ],
    [
      'of a package by the reference',
      'solutions/raft/raft.ts',
      "import fs from 'node:fs';",
      'solutions/raft/raft.ts imports node:fs; solutions/raft may import grader/contract',
    ],
    [
      'of the reference by a variant',
      'grader/proof/variants/sticky/raft.ts',
      "export * from '../../../solutions/raft/raft';",
      'grader/proof/variants/sticky/raft.ts imports ../../../solutions/raft/raft; grader/proof/variants may import grader/contract',
    ],
    [
      'of a package by a variant',
      'grader/proof/variants/sticky/raft.ts',
      "import fs from 'node:fs';",
      'grader/proof/variants/sticky/raft.ts imports node:fs; grader/proof/variants may import grader/contract',
    ],
    [
      'of the reference by the skeleton',
      'labs/raft/log.ts',
      "export * from '../../solutions/raft/log';",
      'labs/raft/log.ts imports ../../solutions/raft/log; labs/raft may import grader/contract',
    ],
  ])('against the table are found: %s', (_name, file, text, message) => {
    expect(importProblems([{ file, text }])).toEqual([message]);
  });

  test('from an area that the table does not know are found', () => {
    expect(importProblems([{ file: 'grader/magic/wand.ts', text: '' }])).toEqual([
      'grader/magic/wand.ts: grader/magic is not in the import table (tests/support/house.ts)',
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
    ['what the table names', 'grader/runs/pool/run-test.ts', "import { referee } from '../rules';"],
    ['all for the commands', 'grader/cli/grade.ts', "import { Clock } from '../sim/clock';"],
    [
      'a text that looks like one',
      'grader/world/sim/a.ts',
      "// import '../realm/realm'\nconst a = 1;",
    ],
  ])('that are allowed are let be: %s', (_name, file, text) => {
    expect(importProblems([{ file, text }])).toEqual([]);
  });

  test('make no circle in the table', () => {
    const reaches = (from: string, to: string): boolean => {
      const allowed = IMPORT_TABLE[from] ?? [];
      return allowed !== 'anything' && allowed.some((next) => next === to || reaches(next, to));
    };
    for (const area of Object.keys(IMPORT_TABLE))
      expect([area, reaches(area, area)]).toEqual([area, false]);
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
      'grader/world/sim/long.ts has 321 lines; a file has at most 320',
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
