/**
 * The architecture as a table: the wings of the grader and their rooms, and which may import which. The
 * diagram in docs/how-it-works.md is made from it.
 */
import path from 'node:path';
import ts from 'typescript';

/** A source file by its path from the root of the kit, with `/` between folders. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/**
 * A folder of the grader with one purpose. Its rooms are its folders; `*` means the files beside them.
 */
export interface Wing {
  readonly name: string;
  /** Its purpose, in words. */
  readonly is: string;
  /**
   * What each room may import: a whole wing, a room of one, or the files beside the rooms (`command/*`).
   */
  readonly rooms: Readonly<Record<string, readonly string[]>>;
}

const WORLD = ['world', 'contract'];
const JUDGED = ['judge', ...WORLD];
const REPORTED = ['report', ...JUDGED];
const RUN = ['runs', ...REPORTED];
const COMMANDED = ['command', ...RUN];

/** From the commands down to the simulated world. Imports go down this list, never up. */
export const WINGS: readonly Wing[] = [
  {
    name: 'cli',
    is: 'the commands: one short file each',
    rooms: { '*': ['proof', 'instructor', 'student', ...COMMANDED] },
  },
  {
    name: 'proof',
    is: 'tests of the grader: bugs, correct designs, cheats, sample classes',
    rooms: {
      'class-maker': [
        ...['proof/cheats', 'proof/mutants', 'proof/variants'],
        ...['instructor/skeletons', ...COMMANDED],
      ],
      cheats: [
        ...['proof/mutants', 'instructor/class', 'student/live', 'student/playground'],
        ...['student/watch', ...COMMANDED],
      ],
      fairness: ['proof/variants', ...COMMANDED],
      mutants: ['instructor/skeletons', 'student/live', ...COMMANDED],
      speed: COMMANDED,
      variants: ['contract'],
    },
  },
  {
    name: 'instructor',
    is: 'the kit that students get, and grading a class',
    rooms: {
      release: ['instructor/class', 'instructor/skeletons', 'student/doctor', ...COMMANDED],
      similarity: ['instructor/class', 'instructor/skeletons', ...COMMANDED],
      class: COMMANDED,
      skeletons: ['student/testing', ...COMMANDED],
    },
  },
  {
    name: 'student',
    is: "a student's tools: screen, hints, pages, debugging",
    rooms: {
      watch: ['student/grade', 'student/hints', 'student/timeline', ...COMMANDED],
      grade: [
        ...['student/hints', 'student/scenario-files', 'student/shrink', 'student/timeline'],
        ...COMMANDED,
      ],
      shrink: ['student/scenario-files', ...COMMANDED],
      break: COMMANDED,
      debug: COMMANDED,
      'hand-in': ['student/doctor', ...COMMANDED],
      doctor: COMMANDED,
      explore: COMMANDED,
      hints: COMMANDED,
      'scenario-files': ['student/timeline', ...COMMANDED],
      timeline: ['student/page-bundle', ...COMMANDED],
      trace: ['student/story', ...COMMANDED],
      // Runs the code for real: with the same realms, but without a judge.
      live: ['student/page-bundle', 'student/playground', ...COMMANDED],
      // Runs in a browser. Of the servers, it knows only the messages.
      page: ['student/live', 'student/playground', 'student/story', ...RUN],
      playground: ['student/page-bundle', ...COMMANDED],
      'page-bundle': [],
      story: ['runs/replay', 'report', 'world/sim', 'contract'],
      testing: RUN,
    },
  },
  {
    name: 'command',
    is: 'what all commands share: options, folders, exit codes, the latest results',
    rooms: {
      'grade-words': ['command/*', ...REPORTED],
      memory: ['command/*', ...REPORTED],
      '*': REPORTED,
    },
  },
  {
    name: 'runs',
    is: 'runs: isolated, repeated, recorded, searched',
    rooms: {
      explore: ['runs/pool', ...REPORTED],
      grading: ['runs/pool', ...REPORTED],
      replay: ['runs/pool', ...REPORTED],
      pool: REPORTED,
    },
  },
  {
    name: 'report',
    is: 'how a verdict is shown, to people and to programs',
    rooms: {
      formats: ['report/*', 'judge', 'contract'],
      '*': ['judge', 'world/sim', 'contract'],
    },
  },
  {
    name: 'judge',
    is: 'what a submission must do: rules that check every event, and scenarios',
    rooms: {
      scenarios: ['judge/rules', 'world/cluster', 'world/sim', 'contract'],
      rules: ['world/sim', 'contract'],
    },
  },
  {
    name: 'world',
    is: 'the simulated world: clock, network, disks, a V8 realm for each boot, sealed processes',
    rooms: {
      cluster: ['world/realm', 'world/sim', 'contract'],
      realm: ['world/processes', 'world/sim', 'contract'],
      processes: [],
      sim: [],
    },
  },
  { name: 'contract', is: "everything that a student's code may rely on", rooms: { '*': [] } },
];

/** Code outside the grader. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  'labs/raft': ['contract'],
  /** Students' own tests. */
  'labs/raft/*.test': ['labs/raft', 'student/testing', 'contract'],
  'solutions/raft': ['contract'],
};

/** Areas in which only imports in the table exist, packages included. */
const SEALED = ['labs/raft', 'solutions/raft', 'proof/variants'];

/** The areas that each area may import. */
export const IMPORT_TABLE: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    WINGS.flatMap(({ name, rooms }) =>
      Object.entries(rooms).map(([room, imports]) => [areaNamed(name, room), imports]),
    ),
  ),
  ...OUTSIDE,
};

function areaNamed(wing: string, room: string): string {
  return room === '*' && (wing === 'cli' || wing === 'contract') ? wing : `${wing}/${room}`;
}

const STUDENTS_TEST = /^labs\/raft\/[^/]+\.test\.ts$/;

/** `grader/world/sim/clock.ts` is in `world/sim`, `grader/command/place.ts` in `command/*`. */
export function areaOf(file: string): string {
  const [top = '', wing = '', ...rest] = file.replace(/\.tsx?$/, '').split('/');
  if (top !== 'grader') return [top, wing].join('/');
  if (wing === 'contract' || wing === 'cli') return wing;
  const isRoom = rest.length > 1 || IMPORT_TABLE[`${wing}/${rest[0] ?? ''}`] !== undefined;
  return isRoom ? `${wing}/${rest[0] ?? ''}` : `${wing}/*`;
}

/** Imports that the table forbids, one per line with file, import and allowed areas. */
export function importProblems(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, text }) => {
    const area = STUDENTS_TEST.test(file) ? 'labs/raft/*.test' : areaOf(file);
    const allowed = IMPORT_TABLE[area];
    if (!allowed) return [`${file}: ${area} is not in the import table (tests/support/house.ts)`];
    return ts
      .preProcessFile(text, true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => !isAllowed(file, name, area, allowed))
      .map((name) => `${file} imports ${name}; ${area} may import ${list(allowed)}`);
  });
}

function isAllowed(file: string, name: string, area: string, allowed: readonly string[]): boolean {
  if (!name.startsWith('.')) return !SEALED.includes(area);
  const target = areaOf(path.posix.join(path.posix.dirname(file), name.replace(/\.js$/, '')));
  const wing = target.replace(/\/.*$/, '');
  return target === area || allowed.includes(target) || allowed.includes(wing);
}

function list(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'nothing outside itself' : allowed.join(', ');
}

/** The wings from top to bottom, as docs/how-it-works.md shows them. */
export function pictureOfWings(): string {
  const width = Math.max(...WINGS.map(({ name }) => name.length));
  return WINGS.map(({ name, is, rooms }) => {
    const inside = Object.keys(rooms).filter((room) => room !== '*');
    const head = `${name.padEnd(width)}  ${is}`;
    return inside.length === 0 ? head : `${head}\n${' '.repeat(width)}    ${inside.join(' · ')}`;
  }).join('\n  ↓\n');
}
