/** Finds the stages that a person means. */
import { type Stage, STAGES } from '../contract';

/** The stages that a word names: `2C`, `lab2c`, `lab-2C`, `2A,2B` or `all`, in any case. */
export function stagesCalled(word: string): readonly Stage[] | undefined {
  const wanted = word.toUpperCase();
  if (wanted === 'ALL') return STAGES;
  const named = wanted.split(',').map((one) => one.replace(/^LAB[-_]?/, ''));
  const known = STAGES.filter((stage) => named.includes(stage));
  return named.every((one) => known.some((stage) => stage === one)) ? known : undefined;
}
