/**
 * What students get, by name: programs, commands and pages. Everything that the programs import is
 * included.
 */

/** Programs of sealed processes, and what the type checker shows to code. Every grading needs them. */
export const SEALED_PROGRAMS = [
  'grader/world/realm/bundle-program.ts',
  'grader/runs/grading/typecheck-program.ts',
  'grader/runs/pool/count-loops-program.ts',
  'grader/world/realm/globals.d.ts',
] as const;

/**
 * Files that Node or the bundler opens: commands, programs of child and sealed processes, pages for a
 * browser, the prelude.
 */
export const ENTRIES = [
  'grader/cli/set-up.cjs',
  'grader/cli/grade.ts',
  'grader/cli/watch.ts',
  'grader/cli/hint.ts',
  'grader/cli/trace.ts',
  'grader/cli/shrink.ts',
  'grader/cli/play.ts',
  'grader/cli/live.ts',
  'grader/cli/break.ts',
  'grader/cli/debug.ts',
  'grader/cli/explore.ts',
  'grader/cli/doctor.ts',
  'grader/cli/hand-in.ts',
  'grader/student/testing/index.ts',
  'grader/student/testing/transform.cjs',
  ...SEALED_PROGRAMS,
  'grader/runs/pool/run-child.ts',
  'grader/runs/explore/explore-child.ts',
  'grader/runs/replay/replay-child.ts',
  'grader/student/playground/playground-child.ts',
  'grader/student/live/server/main.ts',
  'grader/student/page/timeline/main.tsx',
  'grader/student/page/playground/main.tsx',
  'grader/student/page/live/main.tsx',
  'grader/student/page/tsconfig.json',
  'grader/world/realm/prelude/main.ts',
] as const;

/** The students' commands in package.json. */
export const SCRIPTS = [
  ...[
    'grade',
    'watch',
    'hint',
    'trace',
    'shrink',
    'play',
    'live',
    'break',
    'debug',
    'explore',
    'doctor',
    'hand-in',
  ],
] as const;

/** Pages in docs/, besides figure-2.md. */
export const PAGES = [
  'docs/debugging.md',
  'docs/raft-in-typescript.md',
  'docs/how-it-works.md',
  'docs/explore.md',
  'docs/live.md',
  'docs/formats.md',
] as const;

/** Their translations, besides that of figure-2.md. */
export const PAGES_IN_CHINESE = ['docs/debugging.zh-CN.md'] as const;
