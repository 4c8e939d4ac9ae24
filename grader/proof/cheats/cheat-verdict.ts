/** Judges the outcome of a cheat. Pure. */
import type { Cheat } from './cheat';

/** The relevant results of a graded submission. */
export interface Graded {
  readonly score: number;
  /** The rules named in the verdict. `refusal` is the reason why nothing could be run. */
  readonly rules: readonly string[];
  readonly refusal?: string;
  /** The tests in which the grader failed, with its messages. */
  readonly faults: readonly string[];
  /** The digests of all runs, in order. */
  readonly digests: readonly string[];
}

export interface Played {
  readonly cheat: Cheat;
  readonly base: Graded;
  readonly graded: Graded;
  /** An honest submission, graded by the same process before and after the cheat. */
  readonly honest: { readonly before: Graded; readonly after: Graded };
  /** Processes and temporary files that the cheat left behind. */
  readonly left: readonly string[];
}

/** @returns what is wrong, in sentences; empty if the grader resisted the cheat */
export function complaints({ cheat, base, graded, honest, left }: Played): readonly string[] {
  const found: string[] = [];
  const gains = graded.score - base.score;
  if (gains > 0) found.push(`gains ${gains} points (${graded.score} instead of ${base.score})`);
  if (!isSame(honest.before, honest.after)) found.push('changes how the next submission is graded');
  if (left.length > 0) found.push(`leaves behind ${left.join(', ')}`);
  for (const fault of graded.faults) found.push(`makes the grader fail: ${fault}`);
  if (graded.faults.length === 0) found.push(...unlikeExpected(cheat, base, graded));
  return found;
}

function unlikeExpected({ expected }: Cheat, base: Graded, graded: Graded): readonly string[] {
  const { come } = expected;
  const refusal = graded.refusal?.replace(/\s+/g, ' ');
  switch (come) {
    case 'same':
      return isSame(base, graded) ? [] : [`does not run as its base does${told(graded)}`];
    case 'harmless':
      return graded.score === base.score && refusal === base.refusal
        ? []
        : [`costs ${base.score - graded.score} points${told(graded)}`];
    case 'named':
      return graded.rules.some((rule) => expected.rules.includes(rule))
        ? []
        : [`is not named by ${expected.rules.join(' or ')}${told(graded)}`];
    case 'refused':
      return refusal?.includes(expected.says) === true
        ? []
        : [`is not refused with "${expected.says}"${told(graded)}`];
    case 'no gain':
      return [];
  }
}

function isSame(a: Graded, b: Graded): boolean {
  return a.score === b.score && a.refusal === b.refusal && a.digests.join() === b.digests.join();
}

function told({ rules, refusal }: Graded): string {
  if (refusal !== undefined) return `: ${refusal}`;
  return rules.length > 0 ? `: ${rules.join(', ')}` : '';
}

/** The outcome in one line. */
export function outcome({ graded: { refusal, rules }, base, graded }: Played): string {
  if (refusal !== undefined) return 'refused';
  if (rules.length > 0) return `named by ${[...new Set(rules)].join(', ')}`;
  return isSame(base, graded) ? 'changes nothing' : 'harmless';
}
