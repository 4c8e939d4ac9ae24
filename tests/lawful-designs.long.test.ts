/**
 * Designs of other implementations that Figure 2 allows: the reference with one habit of theirs. None
 * may be marked wrong in a directed test that looks at it. Whole programs of other shapes are in grader/proof/variants.
 */
import { edit, edited, type Edit } from '../grader/proof/mutants/mutant';
import { runTest } from '../grader/runs/pool/run-test';
import { CATALOGUE } from '../grader/judge/scenarios/catalogue';
import { filesIn, programOf } from './support/programs';

jest.setTimeout(300_000);

/** Directed tests that judge where a leader goes on, when it sends, and what a server comes back with. */
const DIRECTED = CATALOGUE.filter(({ id }) =>
  /^2B\/(prev-entry|retry|dead-peer|commit-(count|news)|match-index|late-|lost-|earlier|figure-7|no-rep|lagging)|^2C\/(crash|backup|stale|economy)/.test(
    id,
  ),
);
const BEATS = 'new HeartbeatTimer(() => sendTo(server, otherServers(server)))';
const IMPORT = "import { sendTo, takeCommand } from './replication';";
const ARGS = '/** L.3: all entries that the other server';

/** Heartbeats without entries that follow an index known to match; a success is followed by what is missing. */
function beatsAfter(index: string): readonly Edit[] {
  return [
    edit('raft.ts', BEATS, 'new HeartbeatTimer(() => beat(server, otherServers(server)))'),
    edit('raft.ts', IMPORT, "import { beat, sendTo, takeCommand } from './replication';"),
    edit(
      'replication.ts',
      ARGS,
      `export function beat(server: Server, others: readonly number[]): void {
  if (server.state.role === 'leader') for (const other of others) void beatOne(server, other);
}

async function beatOne(server: Server, other: number): Promise<void> {
  const { me, state } = server;
  const matched = () => state.matchIndex[other] ?? 0;
  const prevLogIndex = ${index};
  const args: AppendEntriesArgs = {
    term: state.currentTerm,
    leaderId: me,
    prevLogIndex,
    prevLogTerm: state.log.at(prevLogIndex).term,
    entries: [],
    leaderCommit: Math.min(state.commitIndex, matched()),
  };
  const reply = await server.peers[other]?.appendEntries(args);
  if (reply === undefined) return;
  onAppendEntriesReply(server, other, args, reply);
  const leads = state.role === 'leader' && state.currentTerm === args.term;
  if (leads && matched() < state.log.lastIndex) void sendAppendEntries(server, other);
}

${ARGS}`,
    ),
  ];
}

const DESIGNS: readonly (readonly [string, readonly Edit[]])[] = [
  ['heartbeats that follow matchIndex', beatsAfter('matched()')],
  ['heartbeats that always follow index 0', beatsAfter('0')],
  ['terms that begin with 1', [edit('state.ts', '  currentTerm = 0;', '  currentTerm = 1;')]],
  [
    'commands that travel with heartbeats, each 300 ms',
    [
      edit('timers.ts', 'const HEARTBEAT_MS = 100;', 'const HEARTBEAT_MS = 300;'),
      edit('timers.ts', 'ELECTION_TIMEOUT_MIN_MS = 300;', 'ELECTION_TIMEOUT_MIN_MS = 800;'),
      edit('timers.ts', 'ELECTION_TIMEOUT_MAX_MS = 600;', 'ELECTION_TIMEOUT_MAX_MS = 1_400;'),
      edit('raft.ts', '    if (answer.isLeader) this.pace.sendSoon();\n', ''),
    ],
  ],
  [
    'a leader that goes back to where its own log proves that the logs can meet',
    [
      edit(
        'fast-backup.ts',
        '  return hint.conflictIndex ?? prevLogIndex;',
        `  const { conflictTerm = -1, conflictIndex = prevLogIndex } = hint;
  let index = conflictIndex;
  while (conflictTerm > 0 && index > 1 && (log.termAt(index - 1) ?? 0) > conflictTerm) index -= 1;
  return index;`,
      ),
    ],
  ],
  [
    'a Persister whose files have names of all kinds',
    [
      edit('persister.ts', "'raft-state.new'", "'état de raft~ (new)\\n'"),
      edit('persister.ts', "= 'raft-state'", "= 'r'.repeat(255)"),
    ],
  ],
];

test.each(DESIGNS)('is judged fairly: %s', async (_design, edits) => {
  const files = edited(filesIn('solutions', 'raft'), edits);
  if (Array.isArray(files)) throw new Error(files.join('\n'));
  const program = await programOf(files as Readonly<Record<string, string>>);
  const failures = DIRECTED.flatMap((one) => {
    const { status, failure } = runTest(program, one, 1);
    return status === 'failed'
      ? [`${one.id}: ${failure?.rule ?? ''} ${failure?.message ?? ''}`]
      : [];
  });
  expect(failures).toEqual([]);
});
