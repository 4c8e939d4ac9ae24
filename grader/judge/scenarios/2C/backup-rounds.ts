import type { AppendEntriesArgs } from '../../../contract';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { aside, type Astray, BackupSetting } from './backup-setting';

const LENGTH = 200;
/** A leader reacts to a refusal within a heartbeat, so this is enough for a few of them. */
const REPAIR_MS = 10_000;

interface Distance extends Astray {
  readonly name: string;
  /** Terms that the leader never saw. */
  readonly unknown: number;
}

const DISTANCES: readonly Distance[] = [
  astray('one unknown term', 1, LENGTH),
  astray('three unknown terms', 3, LENGTH),
  astray('five unknown terms', 5, LENGTH),
  astray('five unknown terms in a shorter log', 5, LENGTH - 30),
  astray('fourteen unknown terms', 14, 140),
  {
    name: 'many entries of a term of which the leader has few',
    unknown: 0,
    leader: [...common(), ...times(20, 2), ...times(LENGTH - 20, 4)],
    follower: [...common(), ...times(LENGTH, 2)],
  },
];

export const backupRounds = scenario({
  id: '2C/backup-rounds',
  title: 'One refusal for each conflicting term',
  story:
    'A follower holds 200 conflicting entries, of one, three, five or fourteen terms that the leader does not know. The leader finds the last matching entry within that many refusals and one more.',
  rules: ['FB.3', 'FB.4', 'L.4'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(DISTANCES, (cluster, { unknown, leader, follower }) => {
    const setting = new BackupSetting(cluster, { leader, follower });
    const allowed = unknown + 1;
    let met = false;
    setting.astray.part = (request) => {
      if (request.method === 'requestVote') {
        setting.log.vote(request);
        return;
      }
      const reply = setting.log.takeIn(request.args);
      request.answer(reply);
      met ||= reply.success && !aside(request.args);
    };
    // The last step is the one that matches.
    cluster.until(() => met || backwards(setting.sent).length > allowed + 1, REPAIR_MS);
    const steps = backwards(setting.sent);
    const { name } = setting.astray;
    const told = `${name} holds ${follower.length} entries, some of them in ${unknown} terms that the leader never saw`;
    demand(
      steps.length <= allowed + 1,
      'FB.4',
      `${told}. ${setting.leader.name} sent it AppendEntries with prevLogIndex ${steps.join(', ')}, each further back after a refusal (${at(cluster)}). ${allowed} refusals are enough: each skips a whole term.`,
    );
    demand(
      met,
      'L.4',
      `${told}. ${setting.leader.name} tried prevLogIndex ${steps.join(', ')} but has sent no AppendEntries that matches that log within ${REPAIR_MS / 1_000} s after its election (${at(cluster)}).`,
    );
  }),
});

/**
 * Each prevLogIndex that is further back than all before, in the order of sending. A leader may have
 * many requests in flight; consecutive ones count as one step.
 */
function backwards(sent: readonly AppendEntriesArgs[]): number[] {
  const steps: number[] = [];
  for (const { prevLogIndex } of sent)
    if (prevLogIndex < (steps.at(-1) ?? Infinity)) steps.push(prevLogIndex);
  return steps;
}

function astray(name: string, unknown: number, length: number): Distance {
  const follower = Array.from({ length }, (_, i) => 2 + 2 * Math.floor((i * unknown) / length));
  return {
    name,
    unknown,
    leader: [...common(), ...times(LENGTH, 1 + 2 * (unknown + 1))],
    follower: [...common(), ...follower],
  };
}

function common(): number[] {
  return times(10, 1);
}

function times(count: number, term: number): number[] {
  return Array<number>(count).fill(term);
}
