/**
 * Correct Raft in many shapes: each folder is one, written from scratch, and none may ever be marked wrong.
 * `npm run fairness` proves it. They are not examples for students; solutions/raft is.
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
    idea: 'All in one class, with timeouts of 150 to 300 ms; start() sends at once.',
    givesUp: [],
  },
  {
    name: 'state-machine',
    idea: 'A pure function from state and input to state and effects, with a shell that performs them.',
    givesUp: [],
  },
  {
    name: 'await-loops',
    idea: 'Loops that await: one for each follower, and each election an async function.',
    givesUp: [],
  },
  {
    name: 'tick-batching',
    idea: 'Timers are counts of ticks, and requests leave at ticks alone.',
    givesUp: [],
  },
  {
    name: 'pipelining',
    idea: 'Several AppendEntries on their way to each follower, in chunks, with nextIndex moved ahead.',
    givesUp: [],
  },
  {
    name: 'eager-save',
    idea: 'Every change of every persistent field is saved by itself, on a disk with two slots.',
    givesUp: ['2C/economy-once'],
  },
  {
    name: 'conservative-hint',
    idea: 'A refusal names no term and gives up twenty entries at most; the leader looks at the index alone.',
    givesUp: ['2C/hint', '2C/backup-steps'],
  },
  {
    name: 'sticky',
    idea: 'Gives no vote while it has heard a leader of late, and hesitates before it stands itself.',
    givesUp: [],
  },
  {
    name: 'slow-to-send',
    idea: 'Saves in groups: requests leave and receivers answer only after the save that they depend on.',
    givesUp: [],
  },
  {
    name: 'one-timer',
    idea: 'One interval and the time of day, timeouts of about a second; probes before it sends entries.',
    givesUp: [],
  },
  {
    name: 'parallel-disk',
    idea: 'A leader sends before it saves, and counts its own copy when the save is over; an entry may be committed without it.',
    givesUp: [],
  },
];
