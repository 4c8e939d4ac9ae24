import { plead, standsSoon } from '../2A/moments';
import { keepSending, there } from '../2B/steps';
import { entries, Follower } from '../follower';
import { type Append, Directed } from '../directed';
import { at, atEvent, demand } from '../expect';
import { rows, scenario } from '../scenario';
import {
  checkApplied,
  keepsCommitted,
  keepsFewerEntries,
  keepsMoreEntries,
  keepsSameCommand,
  keepsWide,
  listed,
} from './persist-entries';
import {
  keepsAfterShorterLog,
  keepsBesideSilent,
  keepsBurst,
  keepsLongCommand,
  keepsStream,
  LONG,
} from './persist-leader';
import {
  keepsEntriesOfCandidate,
  keepsEntriesOfLeader,
  keepsNextVote,
  keepsTermOfCandidate,
  keepsTermOfLeader,
  keepsVoteOfCandidate,
  keepsVoteOfLeader,
} from './persist-roles';
import {
  APPLY_MS,
  byAppendReply,
  byVoteReply,
  checkTerm,
  keepsDigits,
  keepsFreeVote,
  keepsNoVote,
  keepsTerm,
  keepsTermOfAppendReply,
  keepsTermOfLateAppendReply,
  keepsTermOfLateVoteReply,
  keepsTermOfVoteReply,
} from './persist-terms';

/** Commands with unusual content, because Raft must not look inside. */
const COMMANDS = [
  '',
  'a "quoted" \\ word',
  'two\nlines\r\tand a nul \u0000',
  'é 漢字 😀 \u2028',
  '{"term":9,"entries":[]}',
  'undefined',
  '__proto__',
  'constructor',
  ' 1|2,3;4:5=6 ',
  ...['007', '1e3', 'null', 'one\r\ntwo\r', 'no line: \\n'],
  'x'.repeat(2_000),
] as const;
/** All values of a byte, first the separators of files, groups, records and units. */
const EVERY_CHARACTER = String.fromCharCode(
  ...Array.from({ length: 256 }, (_, i) => (i + 0x1c) % 256),
);
/** As the contract says, below 2^31; and odd, with more digits than a 32-bit float keeps. */
const HIGH_TERM = 2_000_000_001;

/**
 * Each place at which a server has to save is tested alone before it is tested together with others, so
 * that the name of the failing row is that of the missing save.
 */
const ROWS: readonly { readonly name: string; readonly play: (test: Directed) => void }[] = [
  { name: 'candidacy', play: keepsOwnVote },
  { name: 'vote granted', play: keepsVote },
  { name: 'entries accepted', play: keepsEntries },
  { name: 'a command with all characters from 0 to 255', play: keepsEveryCharacter },
  { name: 'a long command of wide characters', play: keepsWide },
  { name: 'requests that arrive together', play: keepsWhatComesTogether },
  { name: 'vote granted in its current term', play: keepsLaterVote },
  { name: 'votes for the same candidate in two terms', play: keepsNextVote },
  { name: 'newer term in a request', play: keepsTerm },
  { name: 'newer term in a vote reply', play: keepsTermOfVoteReply },
  { name: 'newer term in an AppendEntries reply', play: keepsTermOfAppendReply },
  { name: 'newer term in a vote reply, as the leader', play: keepsTermOfLateVoteReply },
  { name: 'newer term in a late AppendEntries reply', play: keepsTermOfLateAppendReply },
  { name: 'vote granted by a candidate', play: keepsVoteOfCandidate },
  { name: 'vote granted by a leader', play: keepsVoteOfLeader },
  { name: 'vote refused by a candidate', play: keepsTermOfCandidate },
  { name: 'vote refused by a leader', play: keepsTermOfLeader },
  { name: 'a vote, and a term with the same digits', play: keepsDigits },
  { name: 'entries accepted by a candidate', play: keepsEntriesOfCandidate },
  { name: 'entries accepted by a leader', play: keepsEntriesOfLeader },
  { name: 'entries that are committed already', play: keepsCommitted },
  { name: 'entries replaced by more', play: keepsMoreEntries },
  { name: 'entries replaced by fewer', play: keepsFewerEntries },
  { name: 'an entry that is replaced by the same command', play: keepsSameCommand },
  { name: 'command added by the leader', play: keepsOwnEntries },
  { name: 'commands in quick succession', play: keepsStream },
  { name: 'many commands at once', play: keepsBurst },
  { name: 'a long command', play: keepsLongCommand },
  { name: 'a command while one server is silent', play: keepsBesideSilent },
  { name: 'a command when the log was longer before', play: keepsAfterShorterLog },
  { name: 'a high term and long commands', play: keepsMuch },
  { name: 'many entries', play: keepsMany },
  { name: 'a vote that was refused', play: keepsFreeVote },
  { name: 'no vote in the term of a vote reply', play: keepsNoVote(byVoteReply) },
  { name: 'no vote in the term of an AppendEntries reply', play: keepsNoVote(byAppendReply) },
];

export const persistState = scenario({
  id: '2C/persist-state',
  title: 'A restarted server has its term, vote and log',
  story:
    'The test plays the other servers. Your server makes one promise after another, crashes right after each, and restarts. Its term, its vote (or no vote) and its whole log must be the same as before, and it applies from index 1 again.',
  rules: ['P.1', 'P.2', 'RV.2', 'ALL.1'],
  points: 5,
  servers: 3,
  alone: true,
  seeds: 2,
  play: rows(ROWS, (cluster, { play }) => {
    // All unsynced data is lost, so that a server cannot pass by luck.
    const test = new Directed(cluster);
    cluster.system.machine(test.subject.id).fate = 'lost';
    play(test);
  }),
});

function keepsMuch(test: Directed): void {
  const log = ['x', 'y'].map((char) => ({ term: HIGH_TERM, command: char.repeat(LONG) }));
  test.append(test.puppet(0), { term: HIGH_TERM, entries: log });
  checkTerm(test, HIGH_TERM);
}

function keepsMany(test: Directed): void {
  test.append(test.puppet(0), { term: 2, entries: entries(Array<number>(1_500).fill(2)) });
  checkTerm(test, 2);
}

function keepsVote(test: Directed): void {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  const { voteGranted } = test.ask(one, 3);
  test.subject.restart();
  // Rule RV.2 notices a second vote, whether or not the first was granted.
  test.ask(other, 3);
  test.subject.restart();
  const again = plead(test, one, 3);
  demand(
    !voteGranted || again !== 'refused',
    'P.1',
    `${test.subject.name} granted its vote to ${one.name} in term 3, crashed and restarted, and ${at(test.cluster)} refused it when ${one.name} asked again in that term. A vote must survive a crash: is votedFor read back as the same number, and is the empty log read back as an empty one, with only the sentinel at index 0? JSON.parse returns plain objects: a class instance comes back without its methods and getters.`,
  );
}

/** The first request brings the term, and the second gets the vote: S0, whose number is falsy, if it can. */
function keepsLaterVote(test: Directed): void {
  const [other = test.puppet(1), one = test.puppet(0)] = test.puppets.toSorted(
    (a, b) => a.id - b.id,
  );
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

/** All requests are in flight at once. Rule P.2 notices a reply that leaves before the save. */
function keepsWhatComesTogether(test: Directed): void {
  const [leader, candidate] = [test.puppet(0), test.puppet(1)];
  const log = entries([2, 2, 2]);
  const twice = (what: Append) => {
    const sent = [test.send(leader, what), test.send(leader, what)];
    for (const one of sent) test.answered(one, 'AppendEntries that came twice');
  };
  twice({ term: 2, entries: log.slice(0, 1) });
  twice({ term: 2, prev: [1, 2], entries: log.slice(1) });
  const heartbeat = { term: 2, prev: [3, 2], commit: 3 } as const;
  test.send(leader, { term: 2, prev: [3, 2], entries: entries([2], 4) });
  test.append(leader, heartbeat);
  test.send(leader, { term: 2, prev: [3, 2], entries: entries([2], 4) });
  test.append(leader, { ...heartbeat, prev: [4, 2] });
  const more = entries([2, 2, 2], 5).map((entry, i) =>
    there(test, leader, () => test.send(leader, { term: 2, prev: [4 + i, 2], entries: [entry] })),
  );
  for (const one of more) test.answered(one, 'AppendEntries that came right after another');
  const last = { lastLogIndex: 7, lastLogTerm: 2 };
  const term = test.term + 2;
  const asked = [1, 2].map(() => candidate.requestVote(test.subject.id, { term, ...last }));
  for (const one of asked) test.answered(one, 'RequestVote that came twice');
}

/** A character that separates entries in the saved state may occur in a command, too. */
function keepsEveryCharacter(test: Directed): void {
  keepsEntries(test, [EVERY_CHARACTER]);
}

function keepsEntries(test: Directed, commands: readonly string[] = COMMANDS): void {
  const { cluster, subject } = test;
  const leader = test.puppet(0);
  const log = commands.map((command) => ({ term: 2, command }));
  test.append(leader, { term: 2, entries: log });
  // At the second crash nothing has changed since the boot.
  for (const time of ['once', 'twice']) {
    subject.restart();
    const { success, term } = test.append(leader, { term: 2, prev: [log.length, 2] });
    const now = at(cluster);
    const own = success ? undefined : standsSoon(test, 2);
    demand(
      own === undefined,
      'F.2',
      `${subject.name} crashed in term 2, and right after its restart (${atEvent(own && test.departure(own), cluster)}) it asked for votes in term ${own?.args.term ?? 0}: a server boots as a follower, and starts an election only when an election timeout has passed without a leader.`,
    );
    demand(
      success,
      'P.1',
      `${subject.name} accepted ${log.length} entries of term 2, crashed ${time}, and ${now} refused an AppendEntries whose prevLogIndex is the last of them${term > 2 ? `, with term ${term}: a restart must not change currentTerm, which was 2` : ''}.`,
    );
  }
  for (const time of ['', 'again ']) {
    const heartbeat = { term: 2, prev: [log.length, 2], commit: log.length } as const;
    const isApplied = () => test.applied.length >= log.length;
    keepSending(test, leader, heartbeat, APPLY_MS, isApplied);
    checkApplied(test, commands, `learned ${time}that all of them are committed`);
    subject.restart();
  }
}

/** A leader may send entries that it has not saved yet, but it must have saved those that it counts. */
function keepsOwnEntries(test: Directed): void {
  const { cluster, subject } = test;
  const [one, other] = [test.puppet(0), test.puppet(1)];
  const [follower, empty] = [new Follower([], test.term), new Follower([], test.term)];
  // Entries reach only one follower, so a majority holds them only with the leader's own copy.
  empty.reach = 0;
  const term = test.elect([follower, empty]);
  for (const command of COMMANDS) subject.start(command);
  cluster.until(() => test.applied.length === COMMANDS.length, APPLY_MS);
  const count = test.applied.length;
  const applied = test.latest((event) => event.kind === 'apply' && event.server === subject.id);
  subject.restart();
  // The follower that holds them all leads now. Requests of the old term that are still in flight get
  // no answer.
  follower.term = empty.term = term + 1;
  one.part = other.part = () => undefined;
  const prev = count === 0 ? ([0, 0] as const) : ([count, term] as const);
  const { success } = test.append(one, { term: term + 1, prev, commit: count });
  demand(
    success,
    'P.2',
    `${subject.name} accepted ${COMMANDS.length} commands as leader of term ${term} and committed ${count} of them: ${one.name} had acknowledged them, and with its own copy that was a majority. After a crash and a restart it does not have the entry at index ${count} (${at(cluster)}): it counted its own copy before it was saved.`,
    applied,
  );
  // The subject leads again, and one follower has an empty log: what it receives is what the subject
  // has kept.
  empty.reach = Infinity;
  one.part = follower.part;
  other.part = empty.part;
  cluster.until(() => test.leads, 5_000);
  demand(
    test.leads,
    'V.1',
    `${subject.name} led term ${term}, crashed and restarted, but does not lead ${at(cluster)}, though all other servers were ready to vote for it.`,
  );
  const taken = subject.start('after the restart');
  const due = [...COMMANDS, 'after the restart'];
  cluster.until(() => empty.log.length >= due.length, APPLY_MS);
  const got = empty.log.map(({ command }) => command);
  demand(
    taken?.index === due.length && due.every((command, i) => got[i] === command),
    'P.1',
    `${subject.name} accepted ${COMMANDS.length} commands as leader of term ${term}, crashed and restarted. As leader of term ${test.term} it put the next one at index ${taken?.index ?? 'none'}, and sent ${listed(got)} to a follower with an empty log (${at(cluster)}).`,
    [
      ...test.latest(({ kind }) => kind === 'crash'),
      ...test.latest(({ kind }) => kind === 'start'),
    ],
  );
  checkApplied(test, due, 'leads again and has committed all of them');
}
