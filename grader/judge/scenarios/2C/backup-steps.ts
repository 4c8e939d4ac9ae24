/** The leader's side of fast backup: from which entry it continues after a refusal. */
import type { Cluster } from '../../../world/cluster/cluster';
import { Broken } from '../../../world/sim/broken';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { type Astray, BackupSetting, HEARD_MS, hintOf } from './backup-setting';

interface Step extends Astray {
  readonly name: string;
  readonly rule: string;
  /**
   * Where the hint sends the leader. Its own log may prove that it can skip further, down to where the
   * logs match.
   */
  readonly prevLogIndex: number;
  readonly why: string;
}

/** More than a leader may keep at hand, or go back at once, if it limits that. */
const LONG = 700;

const STEPS: readonly Step[] = [
  known('more of a term than the leader has', [1, 1, 2, 2, 3, 3], [1, 1, 2, 2, 2, 2], 4),
  known("the leader's part of the term is one entry", [1, 2, 3, 3, 3], [1, 2, 2, 2, 2], 2),
  known("the leader's log begins with the term", [2, 5, 5, 5], [2, 2, 2, 2], 1),
  known('the term ends just before', [1, 2, 2, 2, 5], [1, 2, 2, 2, 2], 4),
  known('other terms in between', [1, 1, 2, 4, 4, 5, 6], [1, 1, 2, 2, 2, 2, 2], 3),
  unknown('a term that the leader never saw', [1, 1, 3, 3], [1, 1, 2, 2], 2),
  unknown('a term above all of the leader', [1, 1, 3, 3], [1, 1, 9, 9], 2),
  unknown('a term below all of the leader', [3, 3, 3], [1, 1, 1], 0),
  unknown('the last of several unknown terms', [1, 5, 5, 5, 5], [1, 2, 2, 3, 3], 3),
  unknown('a single entry of an unknown term', [1, 1, 1, 3], [1, 1, 1, 2], 3),
  unknown('nothing in common, from index 1 on', [4, 4, 4, 4], [2, 2, 2, 2], 0),
  short('too short by one', [1, 1, 2, 2], [1, 1, 2], 3),
  short('too short by many', [1, 1, 2, 2, 3, 3], [1], 1),
  short('an empty log', [1, 1, 2, 2], [], 0),
  short('hundreds of entries too short', [1, ...Array<number>(LONG).fill(2)], [1], 1),
  short('a log of one entry, asked for the second', [2, 2], [2], 1),
];

export const backupSteps = scenario({
  id: '2C/backup-steps',
  title: 'After a refusal the leader goes back to the right entry',
  story:
    'A new leader meets followers with various logs. After one refusal it continues where the hint says, or further back if its own log shows that this is right, and never below index 1.',
  rules: ['FB.3', 'FB.4', 'FB.5', 'L.4'],
  points: 3,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(STEPS, (cluster, step) => {
    const setting = new BackupSetting(cluster, step);
    const { leader, astray } = setting;
    const request = setting.first();
    const refused = request.args.prevLogIndex;
    // Repetitions of the refused request are lost, so that the leader receives only one refusal.
    astray.part = (other) => {
      if (other.method === 'requestVote') setting.log.vote(other);
      else if (other.args.prevLogIndex >= refused) other.drop();
    };
    for (const other of setting.waiting) if (other !== request) other.drop();
    const refusal = setting.refusalOf(request);
    const before = setting.sent.length;
    const heard = `${leader.name} sent AppendEntries with prevLogIndex ${refused} and was refused with ${hintOf(refusal)}`;

    const moved = () =>
      setting.sentSince(before).find(({ prevLogIndex }) => prevLogIndex !== refused);
    // A leader that probes before it sends entries may probe at the sentinel.
    const probe = () =>
      setting.waiting.some(({ args }) => args.prevLogIndex === 0) ? 0 : undefined;
    inWords(heard, step.rule, () => {
      request.answer(refusal);
      cluster.until(() => moved() !== undefined, HEARD_MS);
    });
    judge(cluster, setting, step, heard, refused, moved()?.prevLogIndex ?? probe());
  }),
});

function judge(
  cluster: Cluster,
  { leader: { name } }: BackupSetting,
  { rule, prevLogIndex, why, ...logs }: Step,
  heard: string,
  refused: number,
  next: number | undefined,
): void {
  demand(
    next === undefined || next < refused,
    'FB.5',
    `${heard}; it continued with prevLogIndex ${next ?? 0} (${at(cluster)}). A refusal must never move nextIndex forward.`,
  );
  demand(
    next !== undefined,
    rule,
    `${heard}, but ${HEARD_MS / 1_000} s later ${name} has not gone back (${at(cluster)}).`,
  );
  demand(
    next <= prevLogIndex && next >= matching(logs),
    rule,
    `${heard}; it continued with prevLogIndex ${next} (${at(cluster)}) instead of ${prevLogIndex}. ${why}`,
  );
}

/** The last index up to which both logs are the same. */
function matching({ leader, follower }: Astray): number {
  const other = leader.findIndex((term, i) => follower[i] !== term);
  return other < 0 ? leader.length : other;
}

/** Adds the hint to the message when a server crashes or breaks the contract because of it. */
function inWords(heard: string, rule: string, run: () => void): void {
  try {
    run();
  } catch (thrown) {
    if (!(thrown instanceof Broken) || !thrown.rule.startsWith('K.')) throw thrown;
    const { breach } = thrown;
    throw new Broken(rule, { ...breach, message: `${heard}. Then: ${breach.message}` });
  }
}

function known(name: string, leader: readonly number[], follower: readonly number[], prev: number) {
  const why =
    'The leader has entries of conflictTerm, so nextIndex must be the index after the last of them.';
  return step(name, 'FB.3', leader, follower, prev, why);
}

function unknown(
  name: string,
  leader: readonly number[],
  follower: readonly number[],
  prev: number,
) {
  const why = 'The leader has no entry of conflictTerm, so nextIndex must be conflictIndex.';
  return step(name, 'FB.4', leader, follower, prev, why);
}

function short(name: string, leader: readonly number[], follower: readonly number[], prev: number) {
  const why = 'conflictTerm -1 names no term, so nextIndex must be conflictIndex.';
  return step(name, 'FB.4', leader, follower, prev, why);
}

function step(
  name: string,
  rule: string,
  leader: readonly number[],
  follower: readonly number[],
  prevLogIndex: number,
  why: string,
): Step {
  return { name, rule, leader, follower, prevLogIndex, why };
}
