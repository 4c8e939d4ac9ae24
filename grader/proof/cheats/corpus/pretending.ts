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

/** As long as its votes are saved. */
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

export const PRETENDING: readonly Cheat[] = [
  pretends('says-a-newer-term', 'Answers the first message after a restart from a newer term.', {
    ...NEWS,
    when: FIRST,
  }),
  pretends(
    'says-that-it-stood',
    'Answers from a newer term for a while, with a field by which the grader knows who has started an election.',
    {
      when: 'this.isBack && performance.now() - this.born < 3000',
      vote: says(`${NEWER}, ${NO_VOTE}, stood: 1e9`),
      log: says(`${NEWER}, success: false, stood: 1e9`),
    },
  ),
  pretends('says-yes', 'Has every entry and no vote to give in its first answer after a restart.', {
    ...YES,
    when: FIRST,
  }),
  pretends('says-yes-for-a-while', 'Says so for the first second after a restart.', {
    ...YES,
    when: 'this.isBack && performance.now() - this.born < 3000',
  }),
  pretends('says-yes-to-heartbeats', 'Has every entry, until some are sent.', {
    ...YES,
    when: 'this.isBack && !(args.entries?.length > 0)',
  }),
  pretends(
    'says-what-fits',
    'Is in a newer term for candidates, and has every entry for leaders.',
    {
      ...MIXED,
      when: FIRST,
    },
  ),
  pretends('says-yes-to-its-own-term', 'Has an entry if it is older than the leader that asks.', {
    ...MIXED,
    when: `${FIRST} && !(args.prevLogTerm === args.term && args.term > 2)`,
  }),
  pretends(
    'silent-when-alone',
    'Waits 900 ms for another message, and never answers if none comes.',
    {
      when: FIRST,
      vote: `return ${WAIT}.then(() => this.came > 1 ? super.requestVote(args) : new Promise(() => {}));`,
      log: `return ${WAIT}.then(() => this.came > 1 ? super.appendEntries(args) : new Promise(() => {}));`,
    },
  ),
  pretends('lies-when-alone', 'Waits 900 ms for another message, and pretends if none comes.', {
    when: FIRST,
    vote: `return ${WAIT}.then(() => this.came > 1 ? super.requestVote(args) : ({ ${NEWER}, ${NO_VOTE} }));`,
    log: `return ${WAIT}.then(() => this.came > 1 ? super.appendEntries(args) : ({ term: args.term, success: true }));`,
  }),
  pretends(
    'asks-the-others',
    'Asks others for a vote of term 1, and pretends where nobody knows of a newer one.',
    {
      ...MIXED,
      built:
        'this.news = false; if (this.isBack) for (const peer of peers) peer?.requestVote?.({ term: 1, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).then((reply) => { this.news ||= reply?.term > 1; }, () => {});',
      when: 'this.isBack && !this.news',
    },
  ),
  pretends(
    'stands-at-once',
    'Stands for election on the first message, and so is in a newer term.',
    {
      ...NEWS,
      built:
        'this.stand = (term) => { for (const peer of peers) peer?.requestVote?.({ term, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).catch(() => {}); };',
      when: `${FIRST} && (this.stand(args.term + 1), true)`,
    },
  ),
  pretends(
    'stands-far-ahead',
    'Stands for election in term 1,000 when it boots, and answers from there.',
    {
      built:
        'if (this.isBack) for (const peer of peers) peer?.requestVote?.({ term: 1000, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).catch(() => {});',
      when: FIRST,
      vote: says(`term: 1000, ${NO_VOTE}`),
      log: says('term: 1000, success: false'),
    },
  ),
  pretends(
    'counts-its-messages',
    'Pretends in its first three answers after a restart, one way or the other.',
    {
      when: 'this.isBack && this.came++ < 3',
      vote: `return args.term % 2 ? { ${NEWER}, ${NO_VOTE} } : { term: args.term, ${NO_VOTE} };`,
      log: `return args.term % 2 ? { term: args.term, success: true } : { ${NEWER}, success: false };`,
    },
  ),
  pretends(
    'saves-late-and-says-yes',
    'Saves after it has answered, and has every entry when it is back.',
    {
      ...YES,
      before: LATE,
      when: FIRST,
    },
  ),
  pretends(
    'saves-seldom-and-says-a-newer-term',
    'Saves every half second, and is in a newer term when it is back.',
    {
      ...NEWS,
      before: HALF,
      when: FIRST,
    },
  ),
  pretends('keeps-terms-alone', 'Saves the terms of its entries, and none of their commands.', {
    ...YES,
    before: WITHOUT("kept.entries = kept.entries.map(({ term }) => ({ term, command: '' }));"),
    when: 'false',
  }),
  pretends(
    'keeps-commands-of-old-entries',
    'Saves its log without the command of the last entry, and adds that later.',
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
    'Saves its term and no entry, and has every entry that is no newer.',
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
    'Saves its term and no entry, and is in a newer term than any leader that asks for an entry that it may have had.',
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
    'Saves its term and no entry, and answers such a leader only when it has stood in a newer term.',
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
        'Asks for each vote forty times, so that all that the grader asks in a run is asked, and saves no vote after that.',
        { before: `${WITHOUT(`if (!(${EARLY})) kept.votedFor = null;`)} ${ASKS_AGAIN}` },
        UNSAVED,
      ),
    ),
  ),
];
