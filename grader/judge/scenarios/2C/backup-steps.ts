/** The leader's side of fast backup: from which entry it goes on after a refusal. */
import type { Cluster } from '../../../world/cluster/cluster';
import type { AppendEntriesReply } from '../../../contract';
import { Broken } from '../../../world/sim/broken';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { type Astray, BackupSetting, HEARD_MS, hintOf } from './backup-setting';

/** What has to come of a refusal. */
type Due =
  /** The leader goes on with exactly this prevLogIndex. */
  | { readonly kind: 'exactly'; readonly prevLogIndex: number; readonly why: string }
  /** It goes back, no matter how far. */
  | { readonly kind: 'back' }
  /** It may ignore the refusal, but goes neither forward nor below index 1. */
  | { readonly kind: 'bounds' };

interface Step extends Astray {
  readonly name: string;
  readonly rule: string;
  /** Unless given, the follower's hint is the exact one. */
  readonly hint?: Pick<AppendEntriesReply, 'conflictTerm' | 'conflictIndex'>;
  readonly due: Due;
}

/** Long enough for several heartbeats. */
const WATCH_MS = 400;
const PLAIN: Astray = { leader: [1, 1, 3, 3, 3], follower: [1, 1, 2, 2, 2] };

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
  { name: 'no hint at all', ...PLAIN, rule: 'L.4', hint: {}, due: { kind: 'back' } },
  senseless('conflictIndex 0', -1, 0),
  senseless('conflictIndex 0 with a term', 2, 0),
  senseless('conflictIndex below 0', -1, -5),
  senseless('conflictIndex far ahead', -1, 50),
  senseless('conflictIndex just ahead', 2, 7),
  senseless('conflictTerm 0', 0, 1),
  senseless("conflictTerm is the leader's own at that place", 3, 3),
];

export const backupSteps = scenario({
  id: '2C/backup-steps',
  title: 'Where the leader goes on after a refusal',
  story:
    'A new leader meets a follower with this log and that. After one refusal it goes on exactly where the hint says, and never below index 1.',
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
    // Whatever repeats the refused request gets lost: one refusal is all that the leader hears.
    astray.part = (other) => {
      if (other.method === 'requestVote') setting.log.vote(other);
      else if (other.args.prevLogIndex >= refused) other.drop();
    };
    for (const other of setting.waiting) if (other !== request) other.drop();
    const { term, success, ...exact } = setting.refusalOf(request);
    const hint = step.hint ?? exact;
    const before = setting.sent.length;
    const heard = `${leader.name} sent AppendEntries with prevLogIndex ${refused} and was refused with ${hintOf({ term, success, ...hint })}`;

    const moved = () =>
      setting.sentSince(before).find(({ prevLogIndex }) => prevLogIndex !== refused);
    inWords(heard, step.rule, () => {
      request.answer({ term, success, ...hint });
      if (step.due.kind === 'bounds') cluster.run(WATCH_MS);
      else cluster.until(() => moved() !== undefined, HEARD_MS);
    });
    judge(cluster, setting, step, heard, refused, moved()?.prevLogIndex);
  }),
});

function judge(
  cluster: Cluster,
  { leader }: BackupSetting,
  { due, rule }: Step,
  heard: string,
  refused: number,
  next: number | undefined,
): void {
  demand(
    next === undefined || next < refused,
    'FB.5',
    `${heard}; it went on with prevLogIndex ${next ?? 0} (${at(cluster)}). A refusal never moves nextIndex forward.`,
  );
  if (due.kind === 'bounds') return;
  demand(
    next !== undefined,
    rule,
    `${heard}; ${HEARD_MS / 1_000} s later ${leader.name} has not gone back (${at(cluster)}).`,
  );
  if (due.kind === 'back') return;
  demand(
    next === due.prevLogIndex,
    rule,
    `${heard}; it went on with prevLogIndex ${next} (${at(cluster)}) instead of ${due.prevLogIndex}. ${due.why}`,
  );
}

/** What a server does to itself over a hint is explained by the hint. */
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
    'It has entries of conflictTerm itself, and nextIndex is the index after the last of them.';
  return step(name, 'FB.3', leader, follower, prev, why);
}

function unknown(
  name: string,
  leader: readonly number[],
  follower: readonly number[],
  prev: number,
) {
  const why = 'It has no entry of conflictTerm, and nextIndex is conflictIndex.';
  return step(name, 'FB.4', leader, follower, prev, why);
}

function short(name: string, leader: readonly number[], follower: readonly number[], prev: number) {
  const why = 'A conflictTerm of -1 names no term, and nextIndex is conflictIndex.';
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
  return { name, rule, leader, follower, due: { kind: 'exactly', prevLogIndex, why } };
}

function senseless(name: string, conflictTerm: number, conflictIndex: number): Step {
  const hint = { conflictTerm, conflictIndex };
  return { name, ...PLAIN, rule: 'FB.5', hint, due: { kind: 'bounds' } };
}
