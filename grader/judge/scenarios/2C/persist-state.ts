import { keepSending } from '../2B/steps';
import { entries, Follower } from '../follower';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';

/** What a client may say: Raft never looks inside. */
const COMMANDS = [
  '',
  'a "quoted" \\ word',
  'two\nlines\r\tand a nul \u0000',
  'é 漢字 😀 \u2028',
  '{"term":9,"entries":[]}',
  'undefined',
  'x'.repeat(2_000),
] as const;
const APPLY_MS = 2_000;

const ROWS: readonly { readonly name: string; readonly play: (test: Directed) => void }[] = [
  { name: 'the term', play: keepsTerm },
  { name: 'a newer term from a reply', play: keepsTermOfReply },
  { name: 'a vote for another', play: keepsVote },
  { name: 'a vote in a term that it knew', play: keepsLaterVote },
  { name: 'a vote for itself', play: keepsOwnVote },
  { name: 'entries of a leader', play: keepsEntries },
  { name: 'entries of its own', play: keepsOwnEntries },
];

export const persistState = scenario({
  id: '2C/persist-state',
  title: 'What a server comes back with',
  story:
    'One server promises one thing after the other to servers played by hand, crashes right after each, and returns: its term, its vote and its log, last entry and odd commands included, are what they were, and it applies from index 1 again.',
  rules: ['P.1', 'P.2', 'RV.2', 'ALL.1'],
  points: 5,
  servers: 3,
  alone: true,
  seeds: 2,
  play: rows(ROWS, (cluster, { play }) => {
    // What is not synced is lost: nobody may rely on luck.
    cluster.system.machine(0).fate = 'lost';
    play(new Directed(cluster));
  }),
});

function keepsTerm(test: Directed): void {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  test.append(one, { term: 7 });
  checkTerm(test, 7);
  // Refused, for the log is not up to date; the newer term counts all the same.
  test.append(one, { term: 7, entries: entries([7]) });
  const { term } = test.ask(other, 9);
  checkTerm(test, term);
  // Refused, for the entry before is missing.
  const { term: newest } = test.append(other, { term: 11, prev: [5, 10] });
  checkTerm(test, newest);
}

function keepsTermOfReply(test: Directed): void {
  const { term, requests } = test.candidacy();
  for (const request of requests) request.answer({ term: term + 5, voteGranted: false });
  test.cluster.until(() => test.term > term, APPLY_MS);
  const told = test.ask(test.puppet(1), 1);
  checkTerm(test, told.term);
}

function keepsVote(test: Directed): void {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  test.ask(one, 3);
  test.subject.restart();
  // Whether the first was granted or not: rule RV.2 sees a second vote.
  test.ask(other, 3);
  test.subject.restart();
  test.ask(one, 3);
}

/** The term is news with the first request, and the vote with the second. */
function keepsLaterVote(test: Directed): void {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  test.append(one, { term: 2, entries: entries([2]) });
  test.ask(one, 4);
  test.ask(other, 4, [1, 2]);
  test.subject.restart();
  test.ask(one, 4);
}

function keepsOwnVote(test: Directed): void {
  const { term } = test.candidacy();
  test.subject.restart();
  test.ask(test.puppet(0), term);
}

function keepsEntries(test: Directed): void {
  const { cluster, subject } = test;
  const leader = test.puppet(0);
  const log = COMMANDS.map((command) => ({ term: 2, command }));
  test.append(leader, { term: 2, entries: log });
  // The second time, nothing was changed since the boot.
  for (const time of ['once', 'twice']) {
    subject.restart();
    const { success } = test.append(leader, { term: 2, prev: [log.length, 2] });
    demand(
      success,
      'P.1',
      `${subject.name} accepted ${log.length} entries of term 2, crashed ${time}, and ${at(cluster)} refuses an AppendEntries that follows the last of them.`,
    );
  }
  for (const time of ['', 'again ']) {
    const heartbeat = { term: 2, prev: [log.length, 2], commit: log.length } as const;
    const isApplied = () => test.applied.length >= log.length;
    keepSending(test, leader, heartbeat, APPLY_MS, isApplied);
    checkApplied(test, COMMANDS, `knows ${time}that all of them are committed`);
    subject.restart();
  }
}

function keepsOwnEntries(test: Directed): void {
  const { cluster, subject } = test;
  const [one, other] = test.puppets;
  test.elect();
  for (const command of COMMANDS) subject.start(command);
  cluster.until(() => test.applied.length === COMMANDS.length, APPLY_MS);
  const { term } = test;
  subject.restart();
  // One follower lacks everything: what it is sent is what the server has kept.
  // Both are past the old term: what is still on its way from then is no longer theirs to answer.
  const empty = new Follower([], term + 1);
  const follower = new Follower([], term + 1);
  if (one) one.part = follower.part;
  if (other) other.part = empty.part;
  cluster.until(() => test.leads, 5_000);
  demand(
    test.leads,
    'V.1',
    `${subject.name} led term ${term}, crashed and came back, and does not lead ${at(cluster)}, though all others were ready to vote for it.`,
  );
  const taken = subject.start('after the restart');
  const due = [...COMMANDS, 'after the restart'];
  cluster.until(() => empty.log.length >= due.length, APPLY_MS);
  const got = empty.log.map(({ command }) => command);
  demand(
    taken?.index === due.length && due.every((command, i) => got[i] === command),
    'P.1',
    `${subject.name} took ${COMMANDS.length} commands as leader of term ${term}, crashed and came back. As leader of term ${test.term} it took the next one at index ${taken?.index ?? 'none'}, and to a follower with an empty log it has sent ${listed(got)} by ${at(cluster)}.`,
  );
  checkApplied(test, due, 'leads again and has committed all of them');
}

/** Crashes now, and is asked afterwards. */
function checkTerm(test: Directed, told: number): void {
  const { cluster, subject } = test;
  subject.restart();
  const { term } = test.ask(test.puppet(1), 1);
  demand(
    term >= told,
    'P.1',
    `${subject.name} spoke of term ${told}, crashed, and came back in term ${term} ${at(cluster)}.`,
  );
}

/** From index 1 on, since the last boot. */
function checkApplied(test: Directed, due: readonly string[], why: string): void {
  const { cluster, subject } = test;
  cluster.until(() => test.applied.length >= due.length, APPLY_MS);
  demand(
    due.every((command, i) => test.applied[i] === command),
    'ALL.1',
    `${subject.name} came back after a crash and ${why}: ${due.length} entries from index 1 on. ${at(cluster)} it has applied ${listed(test.applied)} since that boot.`,
  );
}

function listed(commands: readonly string[]): string {
  if (commands.length === 0) return 'nothing';
  const short = (command: string) => JSON.stringify(command.slice(0, 20));
  return `${commands.length} commands: ${commands.map(short).join(', ')}`;
}
