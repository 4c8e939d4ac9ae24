/** Decides whether a mutant was caught as it should be. Pure. */
import { type Catch, isSure, type Kill, type Sureness } from './hunt';
import type { Mutant } from './mutant';

export type Verdict =
  /** Its own stage caught it, and the first failure names a rule that explains the mistake. */
  | { readonly kind: 'killed'; readonly headline: Kill }
  | { readonly kind: 'wrong rule'; readonly headline: Kill }
  /** The rule is right, but the message lacks these words. */
  | { readonly kind: 'wrong words'; readonly headline: Kill; readonly unsaid: readonly string[] }
  /** Caught only on some seeds, and the record does not say why. */
  | {
      readonly kind: 'caught by luck';
      readonly headline: Kill;
      readonly directed: Sureness | undefined;
    }
  | { readonly kind: 'caught late'; readonly by: Kill }
  | { readonly kind: 'survived' }
  /** Its edits do not fit, or the result is not a program. */
  | { readonly kind: 'unusable'; readonly problems: readonly string[] };

export function verdictOn(mutant: Mutant, { headline, directed, later }: Catch): Verdict {
  if (!headline) return later ? { kind: 'caught late', by: later } : { kind: 'survived' };
  if (!mutant.rules.includes(headline.rule)) return { kind: 'wrong rule', headline };
  const unsaid = (mutant.says ?? []).filter((words) => !headline.message.includes(words));
  if (unsaid.length > 0) return { kind: 'wrong words', headline, unsaid };
  const isLuck = mutant.luck === undefined && !(directed && isSure(directed));
  return isLuck ? { kind: 'caught by luck', headline, directed } : { kind: 'killed', headline };
}

/** Any other verdict leads to exit code 1. */
export function isKilled(verdict: Verdict): boolean {
  return verdict.kind === 'killed';
}

/** What is wrong with the test or the record; undefined if nothing is. */
export function complaint(mutant: Mutant, verdict: Verdict): string | undefined {
  const rules = mutant.rules.join(' or ');
  switch (verdict.kind) {
    case 'killed':
      return undefined;
    case 'wrong rule':
      return `${mutant.id}: ${told(verdict.headline)}. Should have been named: ${rules}`;
    case 'wrong words':
      return `${mutant.id}: ${told(verdict.headline)}. Its message should have said: ${verdict.unsaid.join(', ')}`;
    case 'caught by luck':
      return `${mutant.id}: ${told(verdict.headline)}; ${verdict.directed ? surenessText(verdict.directed) : 'no directed test fails'}. Say in its record what that is due to (luck), or let a directed test fail on all of its seeds`;
    case 'caught late':
      return `${mutant.id}: no test of ${mutant.stage} fails, only ${told(verdict.by)}`;
    case 'survived':
      return `${mutant.id}: no test fails. ${mutant.mistake}`;
    case 'unusable':
      return `${mutant.id}: ${verdict.problems.join('; ')}`;
  }
}

function surenessText({ test, failed, seeds }: Sureness): string {
  return `${test} fails on ${failed} of ${seeds} seeds`;
}

function told({ test, seed, rule, message }: Kill): string {
  return `${test} fails on seed ${seed} with ${rule} (${message})`;
}
