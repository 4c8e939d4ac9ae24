/** Facts about each stage as a whole. A new stage is a line in contract.ts and one here. */
import { type Stage, STAGES } from '../../contract';

interface AboutStage {
  /** The stage in one word. */
  readonly name: string;
  /** Id of the test that needs only what all others need too. */
  readonly firstTest: string;
  /** What a student has learnt when the stage passes. */
  readonly learnt: string;
}

export const ABOUT_STAGES: Readonly<Record<Stage, AboutStage>> = {
  '2A': {
    name: 'election',
    firstTest: '2A/initial-election',
    learnt: 'Each server has one vote per term, so at most one leader gets a majority.',
  },
  '2B': {
    name: 'replication',
    firstTest: '2B/basic-agree',
    learnt: 'Logs that match at one entry match up to it; what a majority holds is safe.',
  },
  '2C': {
    name: 'persistence',
    firstTest: '2C/persister-round-trip',
    learnt: 'A server keeps its promises across a crash; one refusal skips a whole term.',
  },
};

/** @returns undefined after the last stage */
export function stageAfter(stage: Stage): Stage | undefined {
  return STAGES[STAGES.indexOf(stage) + 1];
}
