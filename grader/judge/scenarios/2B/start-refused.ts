import { FAR, silence } from '../2A/moments';
import type { AppendRequest } from '../../../world/cluster/puppet';
import { Directed, isAppend } from '../directed';
import { at, atEvent, demand } from '../expect';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { bring, demandEnd, demandReaches, endOf, keepSending } from './steps';

const LOG = entries([1, 1]);

type Role =
  | 'follower'
  | 'candidate'
  | 'leader that stepped down'
  | 'leader that steps down right then'
  | 'leader that stepped down with a request unanswered';

/**
 * Commands come so fast that, in one of several tries, one is accepted just before the newer term
 * arrives.
 */
const EVERY_MS = 2;
const COMMANDS_MAX = 10;
const TRIES = 6;
/** Time for a sender to learn that a request is lost. */
const LOST_MS = 500;
/** Time to send it again. */
const AGAIN_MS = 500;
/** By then all messages for these commands have been sent. */
const SENT_MS = 100;

export const startRefused = scenario({
  id: '2B/start-refused',
  title: 'Only a leader accepts a command',
  story:
    'A client calls start() on a follower, on a candidate, and on a leader that has stepped down. Each refuses it, and its log does not change. A command that the leader accepted just before it stepped down is not sent any more, or only as an entry of that term once it leads again, and a lost request is not sent again.',
  rules: ['L.2', 'ALL.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<{ readonly name: Role }>(
    [
      { name: 'follower' },
      { name: 'candidate' },
      { name: 'leader that stepped down' },
      { name: 'leader that steps down right then' },
      { name: 'leader that stepped down with a request unanswered' },
    ],
    (cluster, { name }) => {
      const test = new Directed(cluster);
      const leader = test.puppet(0);
      const { subject } = test;
      if (name === 'leader that steps down right then') {
        stepsDownRightThen(test);
        return;
      }
      if (name === 'leader that stepped down with a request unanswered') {
        sendsNoneAgain(test);
        return;
      }
      if (name === 'leader that stepped down') {
        test.elect();
        for (const puppet of test.puppets) puppet.part = () => undefined;
      }
      const term = test.term + 1;
      bring(test, { from: leader, term, log: LOG.map((entry) => ({ ...entry, term })) });
      if (name === 'candidate') test.candidacy(term);
      for (const command of ['refused 1', 'refused 2']) {
        const taken = subject.start(command);
        demand(
          taken === undefined,
          'L.2',
          `${subject.name} is a ${name} in term ${test.term} and accepted the command "${command}" ${at(cluster)}, at index ${taken?.index ?? 0}: only a leader accepts commands.`,
        );
      }
      const end = endOf(LOG.map((entry) => ({ ...entry, term })));
      const story = `${subject.name} is a ${name} and held two entries when a client called start()`;
      if (name !== 'candidate') keepSending(test, leader, { term, prev: end }, 100);
      demandEnd(test, test.term, end, 'L.2', story);
    },
  ),
});

/** It learns that a request of its former term is lost, and must not send it again. */
function sendsNoneAgain(test: Directed): void {
  const { cluster, subject } = test;
  const [lost, leader] = [test.puppet(0), test.puppet(1)];
  const followers = test.puppets.map(() => new Follower());
  const old = test.elect(followers);
  const unanswered: AppendRequest[] = [];
  lost.part = (request) => {
    if (isAppend(request)) unanswered.push(request);
  };
  subject.start('unanswered');
  test.run(SENT_MS);
  const term = test.term + FAR;
  lost.part = (request) => {
    request.drop();
  };
  test.append(leader, { term });
  for (const request of unanswered) request.drop();
  keepSending(test, leader, { term }, LOST_MS);
  const before = lost.requests.length;
  keepSending(test, leader, { term }, AGAIN_MS);
  const again = lost.requests.slice(before).filter(isAppend);
  demand(
    again.length === 0,
    'ALL.2',
    `${subject.name} led term ${old}, stepped down for term ${term}, and then learned that its AppendEntries to ${lost.name} were lost. More than ${LOST_MS} ms later it has sent it ${again.length} more of term ${again[0]?.args.term ?? 0} (until ${at(cluster).slice(3)}): before a request is sent again, ask whether this server still leads that term.`,
  );
  const [follower] = followers as [Follower];
  for (const one of followers) one.term = Math.max(one.term, test.term);
  test.elect(followers);
  const { index = 1 } = subject.start('again') ?? {};
  demandReaches(test, lost, follower, index);
}

/** A server that has just stepped down must not send the commands that it accepted as leader. */
function stepsDownRightThen(test: Directed): void {
  const { cluster, subject } = test;
  const followers = test.puppets.map(() => new Follower());
  const accepted = new Map<string, Accepted>();
  const start = (command: string) => {
    const taken = subject.start(command);
    if (taken) accepted.set(command, { ...taken, led: test.term });
  };
  for (let i = 0; i < TRIES; i++) {
    test.elect(followers);
    silence(test);
    const term = test.term + FAR;
    test.send(test.puppet(0), { term });
    for (let k = 0; k < COMMANDS_MAX && test.term < term; k++) {
      start(`command ${i}.${k}`);
      test.run(EVERY_MS);
    }
    test.run(SENT_MS);
    demandAsAccepted(test, accepted);
    const wrong = test.puppets
      .flatMap(({ requests }) => requests)
      .filter(isAppend)
      .find(({ args }) => args.term === term);
    demand(
      wrong === undefined,
      'ALL.2',
      `${subject.name} accepted commands as the leader, learned of term ${term}, and then sent AppendEntries of term ${term} (${at(cluster)}), which it has not won: a follower must send none, even for commands it accepted as leader.`,
    );
  }
  test.elect(followers);
  start('of the last term');
  test.run(SENT_MS);
  demandAsAccepted(test, accepted);
}

interface Accepted {
  readonly index: number;
  readonly term: number;
  /** The term of the leader that took it. */
  readonly led: number;
}

/** Each entry that is sent has the index and the term that start() returned for its command. */
function demandAsAccepted(test: Directed, accepted: ReadonlyMap<string, Accepted>): void {
  for (const request of test.puppets.flatMap(({ requests }) => requests).filter(isAppend)) {
    const first = request.args.prevLogIndex + 1;
    request.args.entries.forEach(({ term, command }, i) => {
      const taken = accepted.get(command);
      if (!taken || (taken.term === term && taken.index === first + i)) return;
      const sent = test.departure(request);
      demand(
        taken.term === taken.led,
        'L.2',
        `${test.subject.name} led term ${taken.led} when start() took "${command}", but start() returned term ${taken.term}. It returns the index and the term of the new entry, so the term is the currentTerm of that moment.`,
        sent && [sent],
      );
      demand(
        false,
        'L.2',
        `${test.subject.name} accepted "${command}" as leader of term ${taken.term}, and start() returned index ${taken.index}. Then it stepped down, and as leader of term ${request.args.term} it sent that command at index ${first + i} with term ${term} (${atEvent(sent, test.cluster)}): an entry keeps the index and the term of its start(). What a leader has accepted but not yet put into its log is forgotten when it steps down.`,
        sent && [sent],
      );
    });
  }
}
