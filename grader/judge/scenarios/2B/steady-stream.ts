import type { Puppet } from '../../../world/cluster/puppet';
import { MS } from '../../../world/sim/time';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { lastIndex } from './steps';
import { highestCommit } from './why-not-applied';

interface Row {
  readonly name: string;
  readonly everyMs: number;
  readonly answerAfterMs: number;
  readonly commands: number;
}

/** A leader may send a few such requests now and then. */
const FROM_NOWHERE_MAX = 2;

export const steadyStream = scenario({
  id: '2B/steady-stream',
  title: 'Commands are committed while new ones keep coming',
  story:
    "A leader accepts a hundred commands, one every 20 ms, and each is acknowledged 50 ms later, so a majority never holds the leader's last entry, but does hold earlier ones. Then it accepts three hundred and fifty, one every 6 ms.",
  rules: ['L.3', 'L.5', 'V.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'answers take longer', everyMs: 20, answerAfterMs: 50, commands: 100 },
      { name: 'one each 6 ms', everyMs: 6, answerAfterMs: 0, commands: 350 },
    ],
    (cluster, { everyMs, answerAfterMs, commands }) => {
      const test = new Directed(cluster);
      const followers = test.puppets.map(() => new Follower([], test.term));
      test.elect(followers);
      const { term, subject } = test;
      if (answerAfterMs > 0) for (const puppet of test.puppets) puppet.part = () => undefined;
      for (let i = 0; i < commands; i++) {
        subject.start(cluster.freshCommand());
        test.run(everyMs);
        if (answerAfterMs === 0) continue;
        const due = cluster.nowMs - answerAfterMs;
        test.puppets.forEach((puppet, i) => {
          for (const request of puppet.requests)
            if (!request.done && request.at / MS <= due) followers[i]?.answer(request);
        });
      }
      if (test.term !== term) return;
      demand(
        test.applied.length > 0,
        'L.5',
        `${subject.name} received ${commands} commands, one every ${everyMs} ms, and both other servers acknowledged all entries ${answerAfterMs > 0 ? `${answerAfterMs} ms later` : 'at once'}, but ${at(cluster)} it has applied nothing.${answerAfterMs > 0 ? whyNothing(test, followers) : SENDS_AND_COMMITS}`,
      );
      const count = Math.max(...test.puppets.map(fromNowhere));
      demand(
        count <= FROM_NOWHERE_MAX,
        'L.3',
        `${subject.name} received ${commands} commands, one every ${everyMs} ms. By ${at(cluster).slice(3)} it sent one follower ${count} AppendEntries whose previous entry it had not sent yet: after a success nextIndex must be one past the last entry of that request, not the end of the log.`,
      );
    },
  ),
});

const SENDS_AND_COMMITS =
  ' It must send entries at once and commit them as soon as a majority holds them, even while new ones keep arriving.';

/** While each answer takes longer than the next command, no follower ever holds the leader's last entry. */
function whyNothing(test: Directed, followers: readonly Follower[]): string {
  const held = Math.max(...followers.map(({ log }) => log.length));
  return held === 0 || highestCommit(test) > 0
    ? SENDS_AND_COMMITS
    : ` A majority holds the entries up to index ${held}, but never held the leader's last one, because new ones keep arriving. Does your code check only the last index of the log? commitIndex moves to the highest index that a majority holds.`;
}

/**
 * How many requests with entries follow an entry that no earlier request carried. A request that was only overtaken
 * on its way is refused, too; a leader with several requests in flight must expect that. A heartbeat may tell the
 * end of the leader's log: its refusal costs nothing.
 */
function fromNowhere({ requests }: Puppet): number {
  const asSent = requests
    .filter(isAppend)
    .filter(({ args }) => args.entries.length > 0)
    .sort((a, b) => a.call - b.call);
  let sent = 0;
  let count = 0;
  for (const request of asSent) {
    if (request.done && request.args.prevLogIndex > sent) count++;
    sent = Math.max(sent, lastIndex(request));
  }
  return count;
}
