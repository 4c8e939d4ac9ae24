/** The same kinds of mistakes in solutions with a different structure (grader/proof/variants). */
import { edit, inStage } from '../mutant';

export const STYLES = inStage('2A', [
  {
    id: 'styles/one-class-votes-from-older-elections',
    mistake: 'A vote is counted without checking the term of its request.',
    of: 'one-class',
    rules: ['C.2'],
    edits: [
      edit(
        'raft.ts',
        "    if (this.role !== 'candidate' || this.currentTerm !== term || !reply.voteGranted) return;",
        "    if (this.role !== 'candidate' || !reply.voteGranted) return;",
      ),
    ],
  },
  {
    id: 'styles/one-class-arguments-made-for-each-server',
    mistake:
      'A candidate waits before each request and only then reads its term, when it may be a follower in a newer one.',
    of: 'one-class',
    rules: ['C.1', 'RV.2', 'C.2'],
    edits: [
      edit(
        'raft.ts',
        '    const term = this.currentTerm;\n    const lastLogIndex = this.lastIndex();',
        '    await new Promise((resolve) => setTimeout(resolve, 10 * other));',
        '    const term = this.currentTerm;',
        '    const lastLogIndex = this.lastIndex();',
      ),
    ],
  },
  {
    id: 'styles/one-class-always-cuts',
    mistake: 'The first new entry replaces the rest of the log, even without a conflict.',
    of: 'one-class',
    stage: '2B',
    rules: ['AE.3'],
    edits: [edit('raft.ts', '      if (this.termAt(index) === entry.term) continue;\n', '')],
  },
  {
    id: 'styles/one-class-commits-any-term',
    mistake: 'The median of matchIndex is committed, whatever the term of that entry is.',
    of: 'one-class',
    stage: '2B',
    rules: ['L.5'],
    edits: [
      edit(
        'raft.ts',
        '    if (byMajority <= this.commitIndex || this.termAt(byMajority) !== this.currentTerm) return;',
        '    if (byMajority <= this.commitIndex) return;',
      ),
    ],
  },
  {
    id: 'styles/one-class-sorts-the-wrong-way',
    mistake:
      'The leader commits the value before the median of the sorted matchIndex, so one replica fewer than a majority is enough.',
    of: 'one-class',
    stage: '2B',
    rules: ['L.5', 'V.3'],
    edits: [
      edit(
        'raft.ts',
        '    const byMajority = held[Math.floor(held.length / 2)] ?? 0;',
        '    const byMajority = held[Math.floor(held.length / 2) - 1] ?? 0;',
      ),
    ],
  },
  {
    id: 'styles/one-class-dirty-flag-forgotten',
    mistake: 'Granting a vote does not set the flag for unsaved changes.',
    of: 'one-class',
    stage: '2C',
    rules: ['P.2', 'P.1', 'RV.2'],
    edits: [edit('raft.ts', '      if (this.votedFor === null) this.isDirty = true;\n', '')],
  },
  {
    id: 'styles/await-loops-forever-first-lost-vote',
    mistake:
      'An election waits for the replies of all other servers, and this server starts no new election before that.',
    of: 'await-loops',
    rules: ['C.4', 'C.2', 'V.1'],
    edits: [
      edit(
        'raft.ts',
        '      if (!this.followers) void this.runElection();',
        '      if (!this.followers) await this.runElection();',
      ),
      edit(
        'waiting.ts',
        '        else if (yes + open < count) decide(false);',
        '        else if (open === 0) decide(false);',
      ),
    ],
  },
  {
    id: 'styles/await-loops-elected-without-a-look-back',
    mistake:
      'A candidate with enough votes becomes leader, whatever has happened while it waited for them.',
    of: 'await-loops',
    rules: ['C.2', 'S.1', 'C.3'],
    edits: [
      edit(
        'raft.ts',
        '    if (isElected && this.isStanding(term)) this.lead(term);',
        '    if (isElected) this.lead(memory.term);',
      ),
    ],
  },
  {
    id: 'styles/await-loops-one-slow-follower',
    mistake:
      'The loop for a follower waits for each reply, however long it takes, and sends nothing meanwhile.',
    of: 'await-loops',
    rules: ['L.1', 'V.1'],
    edits: [
      edit(
        'raft.ts',
        '      const outcome = await Promise.race([this.sendTo(follower, term), late(HEARTBEAT_MS)]);',
        '      const outcome = await this.sendTo(follower, term);',
      ),
    ],
  },
  {
    id: 'styles/await-loops-match-from-the-log-now',
    mistake:
      "A success sets the follower's match to the leader's last index when the reply arrives, not to the last entry sent.",
    of: 'await-loops',
    stage: '2B',
    rules: ['L.3', 'V.3'],
    edits: [
      edit(
        'raft.ts',
        '      follower.match = Math.max(follower.match, prevLogIndex + entries.length);',
        '      follower.match = memory.last;',
      ),
    ],
  },
  {
    id: 'styles/await-loops-vote-not-saved',
    mistake: 'voteFor() changes the vote but does not mark it as unsaved.',
    of: 'await-loops',
    stage: '2C',
    rules: ['P.2', 'P.1', 'RV.2'],
    edits: [
      edit('memory.ts', '    this.enter(this.term, candidate);', '    this.vote = candidate;'),
    ],
  },
  {
    id: 'styles/state-machine-vote-of-the-old-state',
    mistake: 'The state with the vote is computed, but the state without it is returned.',
    of: 'state-machine',
    rules: ['RV.2'],
    edits: [
      edit(
        'follow.ts',
        '    state: { ...state, durable: voted },',
        '    state: voted ? state : state,',
      ),
    ],
  },
  {
    id: 'styles/state-machine-votes-in-a-list',
    mistake:
      'Votes are collected in a list that may hold a server twice, and a candidate repeats its requests.',
    of: 'state-machine',
    rules: ['C.2'],
    edits: [
      edit('step.ts', '  const votes = [...new Set(granted)];', '  const votes = granted;'),
      edit(
        'raft.ts',
        '    const reply = await this.peers[to]?.requestVote(args);',
        '    setTimeout(() => {',
        '      const { role, durable } = this.#state;',
        "      if (role.kind === 'candidate' && durable.term === args.term) void this.#askVote(to, args);",
        '    }, 60);',
        '    const reply = await this.peers[to]?.requestVote(args);',
      ),
    ],
  },
  {
    id: 'styles/state-machine-effects-before-saving',
    mistake: 'Effects are performed before the new state is saved.',
    of: 'state-machine',
    stage: '2C',
    rules: ['P.2', 'P.1', 'RV.2'],
    edits: [
      edit(
        'raft.ts',
        [
          '    if (state.durable !== this.#state.durable) this.persister.saveRaftState(dump(state.durable));',
          '    this.#state = state;',
          '    for (const effect of effects) this.#perform(effect);',
        ],
        '    const { durable } = this.#state;',
        '    this.#state = state;',
        '    for (const effect of effects) this.#perform(effect);',
        '    if (state.durable !== durable) this.persister.saveRaftState(dump(state.durable));',
      ),
    ],
  },
  {
    id: 'styles/state-machine-commit-beyond-the-news',
    mistake:
      "leaderCommit is bounded by the end of the follower's log instead of the last new entry.",
    of: 'state-machine',
    stage: '2B',
    rules: ['AE.5'],
    edits: [
      edit(
        'follow.ts',
        '  const vouched = args.prevLogIndex + args.entries.length;',
        '  const vouched = lastIndex(taken(durable, args));',
      ),
    ],
  },
  {
    id: 'styles/pipelining-sent-is-confirmed',
    mistake: 'The success of one chunk confirms all chunks in flight.',
    of: 'pipelining',
    stage: '2B',
    rules: ['L.3', 'V.3', 'L.5'],
    edits: [
      edit(
        'stream.ts',
        '    if (reply?.success) this.#confirmed(end);',
        '    if (reply?.success) this.#confirmed(this.#next - 1);',
      ),
    ],
  },
  {
    id: 'styles/pipelining-lost-chunks-forgotten',
    mistake:
      'Neither a rejection nor a loss makes the leader go back, so a lost chunk is never sent again.',
    of: 'pipelining',
    stage: '2B',
    rules: ['L.3', 'L.4', 'V.2'],
    edits: [
      edit(
        'stream.ts',
        '    else if (era === this.#era) this.#failed(from - 1, end, reply);',
        '    else if (era === this.#era && reply?.conflictTerm === -2) this.#failed(from - 1, end, reply);',
      ),
    ],
  },
  {
    id: 'styles/one-timer-a-lost-probe-steps-back',
    mistake: 'A leader that probes with empty requests decrements nextIndex for each lost request.',
    of: 'one-timer',
    stage: '2B',
    rules: ['L.4'],
    edits: [
      edit(
        'raft.ts',
        '    if (!reply) return;',
        '    if (!reply) {',
        '      remote.nextIndex = Math.max(1, remote.nextIndex - 1);',
        '      return;',
        '    }',
      ),
    ],
  },
]);
