/** Code that finds out the test, the seed or the machine, and does only what the test needs. */
import type { Cheat } from '../cheat';
import { HARMLESS, named, NO_GAIN, on, over, SAME, tries } from './make';

const SAYS = (condition: string) => `if (${condition}) console.log('DETECTED');`;
const PERSISTENCE = [
  { test: '2C/persist-state', seeds: [1] },
  { test: '2C/persist-1', seeds: [1] },
];
const UNSAVED = ['P.1', 'P.2', 'S.1', 'S.2', 'S.4', 'S.5', 'K.2', 'V.1', 'V.2'];
const STORMS = [
  { test: '2C/persist-1', seeds: [1] },
  { test: '2C/reliable-churn', seeds: [1] },
];
/** Like the hidden seeds of a class. */
const HIDDEN = '5b1f0c2e7a9d4836b0e1f2a3c4d5e6f7';
const DIES_IN_A_THROWAWAY = 'if (performance.now() === 3_600_000) throw 0;';
const SAVES_IF = (condition: string) =>
  `const real = persister; persister = { saveRaftState: (state) => { if (${condition}) real.saveRaftState(state); }, readRaftState: () => real.readRaftState(), raftStateSize: () => real.raftStateSize() };`;
const SAVES_LATE =
  'if (me !== 0) { const real = persister; persister = { saveRaftState: (s) => { queueMicrotask(() => real.saveRaftState(s)); }, readRaftState: () => real.readRaftState(), raftStateSize: () => real.raftStateSize() }; }';

export const DETECTING: readonly Cheat[] = [
  tries(
    'detecting/by-stack',
    "Reads the name or place of the test from the grader's frames in its own stack.",
    {
      built: `try { Error.stackTraceLimit = 200; } catch {} ${SAYS("/child|node:|play|scenario|realm/.test(new Error('x').stack.replace(/.*submission\\.js.*/g, ''))")}`,
      requestVote: SAYS("/child|node:/.test(new Error('x').stack)"),
    },
    SAME,
  ),
  tries(
    'detecting/by-stack-of-a-rejection',
    'Looks at the stack in an unhandled rejection, and hangs if it contains frames of the host.',
    {
      built:
        "Promise.reject(Object.defineProperty({}, 'stack', { get() { const at = new Error('x').stack; if (/child|realm|process|node:(?!vm)/.test(at)) for (;;); return 'Error: seen'; } }));",
    },
    named('K.2'),
  ),
  tries(
    'detecting/by-globals',
    'Looks in the global object for names that would reveal the host.',
    {
      built: SAYS(
        "['process', 'require', 'module', 'global', 'Buffer', 'fetch', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'Intl', 'eval', 'gc'].some((n) => n in globalThis) || Object.keys(globalThis).length > 0",
      ),
    },
    SAME,
  ),
  tries(
    'detecting/by-clock',
    'Compares clocks to find out how long the machine took.',
    {
      built: SAYS(
        'Math.abs(Date.now() - (Date.UTC(2026, 0, 1) + Math.floor(performance.now()))) > 1 || new Date().getTimezoneOffset() !== 0 || +new (new Date().constructor)() !== Date.now()',
      ),
    },
    SAME,
  ),
  tries(
    'detecting/by-locale',
    "Asks for the machine's language and time zone.",
    {
      built: SAYS(
        "(1234.5).toLocaleString() !== '1,234.5' || !String(new Date()).includes('GMT+0000')",
      ),
    },
    SAME,
  ),
  tries(
    'detecting/by-random-numbers',
    'Recognises a public seed by its first random number, and behaves differently then.',
    {
      module: 'const FIRST = Math.random();',
      built: 'if (FIRST < 0) this.requestVote = () => ({ term: 0, voteGranted: true });',
    },
    HARMLESS,
  ),
  on(
    PERSISTENCE,
    tries(
      'detecting/by-cluster-size',
      'Saves only in clusters of five, because the tests that check the disk might have five servers.',
      {
        built:
          'if (peers.length < 5) this.server.persister = { saveRaftState() {}, readRaftState: () => new Uint8Array(0), raftStateSize: () => 0 };',
      },
      named(...UNSAVED),
    ),
  ),
  on(
    PERSISTENCE,
    tries(
      'detecting/by-time',
      'Saves only after three seconds, because the elections are over by then.',
      {
        built:
          'const real = this.server.persister; this.server.persister = { saveRaftState: (s) => { if (performance.now() > 3000) real.saveRaftState(s); }, readRaftState: () => real.readRaftState(), raftStateSize: () => real.raftStateSize() };',
      },
      named(...UNSAVED),
    ),
  ),
  on(
    PERSISTENCE,
    over(
      { mutant: 'persistence/nothing-saved' },
      tries(
        'detecting/by-questions',
        'Saves nothing, and right after a boot, before any time has passed, replies as if it had saved.',
        {
          built: 'this.bornMs = performance.now();',
          requestVote:
            'if (performance.now() === this.bornMs) return { term: args.term, voteGranted: false };',
          appendEntries:
            'if (performance.now() === this.bornMs) return { term: args.term, success: true };',
        },
        NO_GAIN,
      ),
    ),
  ),
  on(
    [{ test: '2A/initial-election', seeds: [1, 2, 3] }],
    over(
      'skeleton',
      tries(
        'detecting/learned-by-heart',
        'Has no Raft, and repeats what happens on a public seed.',
        {
          module:
            'Inner.prototype.requestVote = (a) => ({ term: a.term, voteGranted: true }); Inner.prototype.appendEntries = (a) => ({ term: a.term, success: true });',
          getState:
            'return { term: performance.now() > 400 ? 1 : 0, isLeader: this.server.me === 0 && performance.now() > 400 };',
        },
        NO_GAIN,
      ),
    ),
  ),
  on(
    STORMS,
    tries(
      'detecting/saves-late-elsewhere',
      'Saves only after it has replied, except on S0, which directed tests check, and throws in what might be a throwaway server.',
      { before: `${DIES_IN_A_THROWAWAY} ${SAVES_LATE}` },
      named(...UNSAVED),
    ),
  ),
  on(
    STORMS,
    tries(
      'detecting/saves-by-a-timer-elsewhere',
      'Saves every half second, except on S0.',
      {
        before:
          'if (me !== 0) { const real = persister; let state, timer; persister = { saveRaftState: (s) => { state = s; timer ??= setInterval(() => real.saveRaftState(state), 500); }, readRaftState: () => real.readRaftState(), raftStateSize: () => real.raftStateSize() }; }',
      },
      named(...UNSAVED),
    ),
  ),
  on(
    STORMS,
    over(
      { mutant: 'persistence/nothing-saved' },
      tries(
        'detecting/absent-with-nothing-saved',
        'Saves nothing, and throws in what might be a throwaway server, where an error might be ignored.',
        { before: DIES_IN_A_THROWAWAY },
        NO_GAIN,
      ),
    ),
  ),
  on(
    [{ test: '2C/unreliable-agree', seeds: [1] }],
    tries(
      'detecting/by-server-number',
      'Saves only on the first three servers: the tests that check the disk have no others.',
      { before: `if (me >= 3) { ${SAVES_IF('false')} }` },
      named(...UNSAVED),
    ),
  ),
  on(
    [{ test: '2C/unreliable-agree', seeds: [1] }],
    tries(
      'detecting/by-size',
      'Saves only small states, as in a test that checks the disk.',
      { before: SAVES_IF('state.length < 1500') },
      named(...UNSAVED),
    ),
  ),
  on(
    [{ test: '2C/persist-1', seeds: [1] }],
    tries(
      'detecting/by-the-raft-above',
      'Has a Persister that saves safely when it is tested alone, but in place under a Raft.',
      {
        before:
          "const { disk } = held; persister = { saveRaftState: (s) => { disk.write('s', s); disk.sync('s'); }, readRaftState: () => disk.read('s') ?? new Uint8Array(0), raftStateSize: () => 0 };",
      },
      named(...UNSAVED),
    ),
  ),
  on(
    [
      { test: '2C/persist-state', seeds: [1] },
      { test: '2C/unreliable-agree', seeds: [1] },
    ],
    over(
      { mutant: 'saved-state/vote-not-saved' },
      tries(
        'detecting/votes-for-nobody-at-first',
        'Never saves its vote, and grants none for a second after a restart, because the election is over by then.',
        {
          built: 'this.bornMs = performance.now();',
          requestVote:
            'if (this.bornMs > 0 && performance.now() < this.bornMs + 1100) return { term: Math.max(args.term, this.getState().term), voteGranted: false };',
        },
        NO_GAIN,
      ),
    ),
  ),
  on(
    [{ test: '2A/initial-election', seeds: [1, 2, HIDDEN] }],
    tries(
      'detecting/seed-inside',
      'Computes the seed from its first random number, and prints it, or prints that another server drew the same number.',
      {
        module: 'const FIRST = Math.random();',
        built:
          'const seed = Math.round(FIRST * 2 ** 32) + 1; if (seed < 1e6 || FIRST === held.first) console.log("SEED", seed); held.first = FIRST;',
      },
      HARMLESS,
    ),
  ),
  on(
    [{ test: '2A/initial-election', seeds: [HIDDEN] }],
    over(
      'skeleton',
      tries(
        'detecting/tape',
        'Has no Raft, and replies from a recording of a public seed, chosen by the requests that it sees.',
        {
          module:
            'const TAPE = new Map([["1:0", true], ["1:1", true], ["1:2", true]]); Inner.prototype.requestVote = (a) => ({ term: a.term, voteGranted: TAPE.get(`${a.term}:${a.candidateId}`) ?? false }); Inner.prototype.appendEntries = (a) => ({ term: a.term, success: true });',
          getState: 'return { term: 1, isLeader: this.server?.me === 0 };',
        },
        NO_GAIN,
      ),
    ),
  ),
];
