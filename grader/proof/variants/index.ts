/**
 * Correct Raft in many designs. Each folder is one, written from scratch, and none may ever be marked wrong.
 * `npm run fairness` checks this. They are not examples for students; solutions/raft is.
 */
export interface Variant {
  /** Name of the folder. */
  readonly name: string;
  /** What makes it different, in a sentence. */
  readonly idea: string;
  /**
   * Tests of economy or fast backup that the design may fail. Safety and progress are never given up.
   */
  readonly givesUp: readonly string[];
}

export const VARIANTS: readonly Variant[] = [
  {
    name: 'one-class',
    idea: 'Everything in one class, with timeouts of 150 to 300 ms; start() sends at once.',
    givesUp: [],
  },
  {
    name: 'state-machine',
    idea: 'A pure function from state and input to state and effects; a shell performs the effects.',
    givesUp: [],
  },
  {
    name: 'await-loops',
    idea: 'Async loops: one for each follower, and one async function for each election.',
    givesUp: [],
  },
  {
    name: 'tick-batching',
    idea: 'Timers count ticks, and requests are sent only at ticks.',
    givesUp: [],
  },
  {
    name: 'pipelining',
    idea: 'Several AppendEntries in flight to each follower, in chunks, with nextIndex moved ahead.',
    givesUp: [],
  },
  {
    name: 'eager-save',
    idea: 'Every change of a persistent field is saved separately, on a disk with two slots.',
    givesUp: ['2C/economy-once'],
  },
  {
    name: 'conservative-hint',
    idea: 'A rejection names no term and goes back at most twenty entries; the leader uses only the index.',
    givesUp: ['2C/hint', '2C/backup-steps'],
  },
  {
    name: 'sticky',
    idea: 'Grants no vote if it has heard from a leader recently, and waits a little before its own election.',
    givesUp: [],
  },
  {
    name: 'slow-to-send',
    idea: 'Saves in groups: requests and replies leave only after the save that they depend on.',
    givesUp: [],
  },
  {
    name: 'one-timer',
    idea: 'One interval and the time of day, with timeouts of about a second; probes before it sends entries.',
    givesUp: [],
  },
  {
    name: 'parallel-disk',
    idea: 'A leader sends before it saves and counts its own copy after the save, so an entry may be committed without it.',
    givesUp: [],
  },
];
