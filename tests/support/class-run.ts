/** Grades small classes in this process, with two quick tests. */
import type { ClassRun, Entry } from '../../grader/instructor/class/entry';
import { type Setting, USUAL_LIMITS } from '../../grader/instructor/class/grade-one';
import type { Found, Handed } from '../../grader/instructor/class/intake';
import type { Due } from '../../grader/instructor/class/regrade';
import { type ClassOptions, gradeClass } from '../../grader/instructor/class/run';
import { seedsBy, toldOf } from '../../grader/instructor/class/seed-plan';
import type { Suite } from '../../grader/runs/grading/grade-folder';
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { filesIn } from './programs';

export const REFERENCE = filesIn('solutions', 'raft');
export const SKELETON = filesIn('labs', 'raft');
export const TESTS = CATALOGUE.filter(
  ({ id }) => id === '2A/initial-election' || id === '2A/majority',
);
export const FULL = TESTS.reduce((sum, { points }) => sum + points, 0);

export function handed(id: string, texts: Readonly<Record<string, string>>): Handed {
  const files = new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
  return { ...sourceOf(id), files, ignored: [], remarks: [] };
}

export function found(id: string, texts: Readonly<Record<string, string>> = REFERENCE): Found {
  return { ...sourceOf(id), open: () => Promise.resolve(handed(id, texts)) };
}

function sourceOf(id: string) {
  return { id, source: id, claim: { platform: 'folders', name: id } } as const;
}

function setting(suite: Suite, more: Partial<Setting>): Setting {
  return {
    stage: '2A',
    tests: TESTS,
    seedsOf: seedsBy({ shown: 1 }),
    suite,
    kitVersion: '1',
    limits: USUAL_LIMITS,
    types: false,
    rechecks: 1,
    ...more,
  };
}

export const RUN: ClassRun = {
  schema: 'raft-lab/class/1',
  assignment: '2A',
  stage: '2A',
  kitVersion: '1',
  suiteHash: 'suite',
  seeds: toldOf({ shown: 1 }, TESTS),
  gradedAt: '2026-01-02T03:04:05.000Z',
};

export interface Graded {
  readonly entries: readonly Entry[];
  readonly complete: boolean;
  readonly due: readonly Due[];
  readonly retried: readonly string[];
}

/** @param place the grader's code, and the folder for the journal */
export async function gradedBy(
  place: { readonly suite: Suite; readonly home: string },
  submissions: readonly Found[],
  more: Partial<Setting> = {},
  options: Partial<ClassOptions> = {},
): Promise<Graded> {
  const due: Due[] = [];
  const retried: string[] = [];
  const outcome = await gradeClass({
    found: submissions,
    setting: setting(place.suite, more),
    run: RUN,
    out: place.home,
    planOnly: false,
    signal: new AbortController().signal,
    observer: {
      reading: () => undefined,
      planned: (all) => due.push(...all),
      begun: () => undefined,
      retried: (id) => retried.push(id),
      done: () => undefined,
    },
    ...options,
  });
  return { ...outcome, due, retried };
}

/** The entries without what is measured. */
export function timeless(entries: readonly Entry[]) {
  return entries.map((entry) => ({ ...entry, cost: undefined }));
}
