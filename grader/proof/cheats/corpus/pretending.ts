/**
 * Servers that lose saved promises and hide it after a restart: the restart may be that of a throwaway
 * server, whose lie has no further effect. The test itself restarts no server.
 */
import type { Cheat, Pieces } from '../cheat';
import { named, on, over, tries } from './make';

const RUNS = [{ test: '2C/unreliable-agree', seeds: [1] }];
const UNSAVED = named('P.1', 'P.2', 'K.2');

/** Records whether the server was restarted, and how many calls have arrived since. */
const WATCHED =
  'this.born = performance.now(); this.isBack = this.born > 0; this.came = 0; this.peersOf = peers;';
const FIRST = 'this.isBack && this.came++ === 0';
const NEWER = 'term: args.term + 1';
const NO_VOTE = 'voteGranted: false';
const WAIT = 'new Promise((done) => setTimeout(done, 900))';

interface Lie {
  readonly when: string;
  readonly vote: string;
  readonly log: string;
  readonly before?: string;
  readonly built?: string;
}

function pretends(id: string, attempt: string, lie: Lie): Cheat {
  const pieces: Pieces = {
    before: lie.before ?? NEVER,
    built: `${WATCHED} ${lie.built ?? ''}`,
    requestVote: `if (${lie.when}) { ${lie.vote} }`,
    appendEntries: `if (${lie.when}) { ${lie.log} }`,
  };
  return on(RUNS, over('reference', tries(`crash/${id}`, attempt, pieces, UNSAVED)));
}

/** A persister that saves as given in `how`: never, after the reply, or every half second. */
const saves = (how: string) =>
  `const real = persister; let held, timer; persister = { saveRaftState: (state) => { ${how} }, readRaftState: () => real.readRaftState(), raftStateSize: () => real.raftStateSize() };`;
const NEVER = saves('');
const LATE = saves('setTimeout(() => real.saveRaftState(state), 0);');
/** Saves the state without a part of it. The reference's state is JSON. */
const WITHOUT = (part: string) =>
  saves(
    `const kept = JSON.parse(new TextDecoder().decode(state)); ${part} real.saveRaftState(new TextEncoder().encode(JSON.stringify(kept)));`,
  );
const HALF = saves('held = state; timer ??= setInterval(() => real.saveRaftState(held), 500);');

/** While its votes are still saved. */
const EARLY = 'performance.now() < 2000';
const ASKS_AGAIN = `peers = peers.map((peer) => peer && { ...peer, requestVote: (args) => { for (let i = 0; ${EARLY} && i < 40; i++) void peer.requestVote(args); return peer.requestVote(args); } });`;

const says = (reply: string) => `return { ${reply} };`;
const NEWS: Pick<Lie, 'vote' | 'log'> = {
  vote: says(`${NEWER}, ${NO_VOTE}`),
  log: says(`${NEWER}, success: false`),
};
const YES: Pick<Lie, 'vote' | 'log'> = {
  vote: says(`term: args.term, ${NO_VOTE}`),
  log: says('term: args.term, success: true'),
};
const MIXED = { vote: NEWS.vote, log: YES.log };

/** A term above all others, of which every server has heard once and which none has taken. */
const FAR = 1_000_000;
const ANNOUNCES = `if (!this.isBack) setTimeout(() => { for (const peer of peers) void peer?.requestVote({ term: ${FAR}, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }); }, 20);`;
const IGNORES = `if (!this.isBack) return { term: this.server.state.currentTerm, ${NO_VOTE} };`;

export const PRETENDING: readonly Cheat[] = [
  pretends('says-a-newer-term', 'Answers the first message after a restart with a newer term.', {
    ...NEWS,
    when: FIRST,
  }),
  pretends(
    'says-that-it-stood',
    'Answers with a newer term for a while, and with a field in which the grader notes that an election was started.',
    {
      when: 'this.isBack && performance.now() - this.born < 3000',
      vote: says(`${NEWER}, ${NO_VOTE}, stood: 1e9`),
      log: says(`${NEWER}, success: false, stood: 1e9`),
    },
  ),
  pretends(
    'says-yes',
    'Claims in its first reply after a restart to hold every entry, and grants no vote.',
    {
      ...YES,
      when: FIRST,
    },
  ),
  pretends(
    'says-yes-for-a-while',
    'Claims to hold every entry for the first three seconds after a restart, and grants no vote.',
    {
      ...YES,
      when: 'this.isBack && performance.now() - this.born < 3000',
    },
  ),
  pretends('says-yes-to-heartbeats', 'Claims to hold every entry until some are sent.', {
    ...YES,
    when: 'this.isBack && !(args.entries?.length > 0)',
  }),
  pretends(
    'says-what-fits',
    'Claims a newer term to candidates, and to hold every entry to leaders.',
    {
      ...MIXED,
      when: FIRST,
    },
  ),
  pretends(
    'says-yes-to-its-own-term',
    "Claims to hold an entry unless it is of the leader's own term.",
    {
      ...MIXED,
      when: `${FIRST} && !(args.prevLogTerm === args.term && args.term > 2)`,
    },
  ),
  pretends(
    'silent-when-alone',
    'Waits 900 ms for another message, and never answers if none comes.',
    {
      when: FIRST,
      vote: `return ${WAIT}.then(() => this.came > 1 ? super.requestVote(args) : new Promise(() => {}));`,
      log: `return ${WAIT}.then(() => this.came > 1 ? super.appendEntries(args) : new Promise(() => {}));`,
    },
  ),
  pretends('lies-when-alone', 'Waits 900 ms for another message, and lies if none comes.', {
    when: FIRST,
    vote: `return ${WAIT}.then(() => this.came > 1 ? super.requestVote(args) : ({ ${NEWER}, ${NO_VOTE} }));`,
    log: `return ${WAIT}.then(() => this.came > 1 ? super.appendEntries(args) : ({ term: args.term, success: true }));`,
  }),
  pretends(
    'asks-the-others',
    'Asks the others for a vote in term 1, and lies if none replies with a newer term.',
    {
      ...MIXED,
      built:
        'this.news = false; if (this.isBack) for (const peer of peers) peer?.requestVote?.({ term: 1, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).then((reply) => { this.news ||= reply?.term > 1; }, () => {});',
      when: 'this.isBack && !this.news',
    },
  ),
  pretends('stands-at-once', 'Starts an election at the first message, to be in a newer term.', {
    ...NEWS,
    built:
      'this.stand = (term) => { for (const peer of peers) peer?.requestVote?.({ term, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).catch(() => {}); };',
    when: `${FIRST} && (this.stand(args.term + 1), true)`,
  }),
  pretends(
    'stands-far-ahead',
    'Starts an election in term 1,000 at boot, and answers with that term.',
    {
      built:
        'if (this.isBack) for (const peer of peers) peer?.requestVote?.({ term: 1000, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).catch(() => {});',
      when: FIRST,
      vote: says(`term: 1000, ${NO_VOTE}`),
      log: says('term: 1000, success: false'),
    },
  ),
  pretends(
    'says-a-term-that-was-announced',
    'Announces a term that all servers ignore, and claims a newer one after a restart.',
    {
      built: ANNOUNCES,
      when: `this.isBack || args.term >= ${FAR}`,
      vote: `${IGNORES} ${says(`term: Math.max(args.term, ${FAR}), ${NO_VOTE}`)}`,
      log: says(`term: Math.max(args.term, ${FAR}), success: false`),
    },
  ),
  pretends(
    'begins-in-a-term-that-was-announced',
    'Announces a term that all servers ignore, and begins in it after a restart, with a vote for itself.',
    {
      built: `${ANNOUNCES} if (this.isBack) { this.server.state.currentTerm = ${FAR}; this.server.state.votedFor = me; }`,
      when: `!this.isBack && args.term >= ${FAR}`,
      vote: IGNORES,
      log: '',
    },
  ),
  pretends(
    'counts-its-messages',
    'Lies in its first three replies after a restart, in one way or the other.',
    {
      when: 'this.isBack && this.came++ < 3',
      vote: `return args.term % 2 ? { ${NEWER}, ${NO_VOTE} } : { term: args.term, ${NO_VOTE} };`,
      log: `return args.term % 2 ? { term: args.term, success: true } : { ${NEWER}, success: false };`,
    },
  ),
  pretends(
    'saves-late-and-says-yes',
    'Saves after it has replied, and claims to hold every entry after a restart.',
    {
      ...YES,
      before: LATE,
      when: FIRST,
    },
  ),
  pretends(
    'saves-seldom-and-says-a-newer-term',
    'Saves every half second, and claims a newer term after a restart.',
    {
      ...NEWS,
      before: HALF,
      when: FIRST,
    },
  ),
  pretends('keeps-terms-alone', 'Saves the terms of its entries but not their commands.', {
    ...YES,
    before: WITHOUT("kept.entries = kept.entries.map(({ term }) => ({ term, command: '' }));"),
    when: 'false',
  }),
  pretends(
    'keeps-commands-of-old-entries',
    'Saves its log without the command of the last entry, and saves that later.',
    {
      ...YES,
      before: WITHOUT(
        'setTimeout(() => real.saveRaftState(state), 5); const last = kept.entries.at(-1); if (last) last.command = "";',
      ),
      when: 'false',
    },
  ),
  pretends(
    'keeps-its-term-and-says-yes',
    'Saves its term but no entry, and claims to hold every entry up to that term.',
    {
      ...YES,
      before: WITHOUT('kept.entries = [];'),
      built: 'this.kept = this.getState().term;',
      when: 'this.isBack && args.prevLogTerm <= this.kept && !(args.entries?.length > 0)',
      vote: says(`term: Math.max(args.term, this.kept), ${NO_VOTE}`),
    },
  ),
  pretends(
    'keeps-its-term-and-says-a-newer-one',
    'Saves its term but no entry, and claims a newer term to a leader that asks for an entry that it may have had.',
    {
      before: WITHOUT('kept.entries = [];'),
      built: 'this.kept = this.getState().term;',
      when: 'this.isBack && args.prevLogTerm <= this.kept && !(args.entries?.length > 0)',
      vote: says(`term: Math.max(args.term, this.kept), ${NO_VOTE}`),
      log: NEWS.log,
    },
  ),
  pretends(
    'keeps-its-term-and-stands-first',
    'Saves its term but no entry, and starts an election in a newer term before it answers such a leader.',
    {
      before: WITHOUT('kept.entries = [];'),
      built:
        'this.kept = this.getState().term; this.stand = (term) => { for (const peer of peers) peer?.requestVote?.({ term, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).catch(() => {}); return { term, success: false }; };',
      when: 'this.isBack && args.prevLogTerm <= this.kept && !(args.entries?.length > 0)',
      vote: says(`term: Math.max(args.term, this.kept), ${NO_VOTE}`),
      log: `return ${WAIT}.then(() => this.stand(args.term + 1));`,
    },
  ),
  on(
    [{ test: '2C/persist-2', seeds: [1] }],
    over(
      'reference',
      tries(
        'crash/uses-up-the-questions',
        "Asks for each vote forty times, to use up the grader's checks in a run, and saves no vote after that.",
        { before: `${WITHOUT(`if (!(${EARLY})) kept.votedFor = null;`)} ${ASKS_AGAIN}` },
        UNSAVED,
      ),
    ),
  ),
];
