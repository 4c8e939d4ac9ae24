/** Mistakes that TypeScript and its standard library make easy. */
import { edit, inStage } from '../mutant';

const FOR_EACH_INDEX =
  '  for (let index = state.log.lastIndex; index > state.commitIndex; index -= 1) {';

export const TYPESCRIPT = inStage('2B', [
  {
    id: 'typescript/default-sort',
    mistake:
      'The median of matchIndex is taken after sort() without a comparator, which puts 10 before 9.',
    rules: ['L.5', 'V.3'],
    edits: [
      edit(
        'commit.ts',
        FOR_EACH_INDEX,
        '  const held = server.peers.map((_, i) =>',
        '    i === server.me ? state.log.lastIndex : (state.matchIndex[i] ?? 0),',
        '  );',
        '  const middle = held.sort()[Math.floor((held.length - 1) / 2)] ?? 0;',
        '  if (middle > state.commitIndex && state.log.termAt(middle) === state.currentTerm)',
        '    state.commitIndex = middle;',
        '  for (let index = -1; index > state.commitIndex; index -= 1) {',
      ),
    ],
  },
  {
    id: 'typescript/slice-minus-zero',
    mistake:
      'Missing entries are taken with slice(-missing), which returns all entries when none is missing.',
    rules: ['AE.4'],
    edits: [
      edit(
        'append-entries.ts',
        '  log.append(args.entries.filter((_, offset) => isMissing(offset)));',
        '  const missing = args.entries.filter((_, offset) => isMissing(offset)).length;',
        '  log.append(args.entries.slice(-missing));',
      ),
    ],
  },
  {
    id: 'typescript/slice-from-the-end',
    mistake:
      'entriesFrom() counts from the end of the log and returns the whole log when there is nothing to send.',
    rules: ['L.3', 'K.1', 'B.2'],
    edits: [
      edit(
        'log.ts',
        '    return this.entries.slice(index);',
        '    return this.entries.slice(index > this.lastIndex ? 0 : index - this.entries.length);',
      ),
    ],
  },
  {
    id: 'typescript/last-of-an-empty-log',
    mistake: 'The last entry is read with at(-1) even if the log is empty, which throws.',
    stage: '2A',
    rules: ['K.2'],
    edits: [
      edit(
        'log.ts',
        '    return this.at(this.lastIndex).term;',
        '    return this.entries.slice(1).at(-1)!.term;',
      ),
    ],
  },
  {
    id: 'typescript/undefined-in-a-message',
    mistake: 'The lastLogTerm of an empty log is undefined, which JSON drops.',
    stage: '2A',
    rules: ['K.1'],
    edits: [
      edit(
        'election.ts',
        '    lastLogTerm: state.log.lastTerm,',
        '    lastLogTerm: state.log.entriesFrom(1).at(-1)?.term as number,',
      ),
    ],
  },
  {
    id: 'typescript/filled-with-one-array',
    mistake: 'Array(n).fill([]) gives all followers the same array of acknowledged indexes.',
    rules: ['L.3', 'L.5', 'V.3'],
    edits: [
      edit(
        'state.ts',
        '  nextIndex: number[] = [];',
        '  nextIndex: number[] = [];',
        '',
        '  acknowledged: number[][] = [];',
      ),
      edit(
        'roles.ts',
        '  for (const other of otherServers(server)) {',
        '  state.acknowledged = new Array(server.peers.length).fill([]);',
        '  for (const other of otherServers(server)) {',
      ),
      edit(
        'replication.ts',
        '  advanceCommitIndex(server);',
        '  state.acknowledged[from]?.push(matched);',
        '  advanceCommitIndex(server);',
      ),
      edit(
        'commit.ts',
        '(state.matchIndex[other] ?? 0) >= index',
        'Math.max(0, ...(state.acknowledged[other] ?? [])) >= index',
      ),
    ],
  },
  {
    id: 'typescript/filled-with-one-object',
    mistake: 'fill({}) gives all followers the same record of nextIndex and matchIndex.',
    rules: ['L.3', 'L.5', 'V.3'],
    edits: [
      edit(
        'roles.ts',
        '    state.matchIndex[other] = 0;',
        '    state.matchIndex[other] = 0;',
        '  }',
        '  for (const list of [state.nextIndex, state.matchIndex]) {',
        '    const [first = 0] = otherServers(server);',
        '    for (const other of otherServers(server).slice(1))',
        '      Object.defineProperty(list, other, {',
        '        get: () => list[first],',
        '        set: (index: number) => (list[first] = index),',
        '        configurable: true,',
        '      });',
      ),
    ],
  },
  {
    id: 'typescript/set-in-json',
    mistake: 'The entries of a message are a Set, which becomes {} in JSON.',
    rules: ['K.1'],
    edits: [
      edit(
        'replication.ts',
        '    entries: state.log.entriesFrom(nextIndex),',
        '    entries: new Set(state.log.entriesFrom(nextIndex)) as never,',
      ),
    ],
  },
  {
    id: 'typescript/vote-for-zero-is-no-vote',
    mistake: 'votedFor is tested for truthiness, so a vote for server 0 counts as no vote.',
    stage: '2A',
    rules: ['RV.2'],
    edits: [
      edit(
        'election.ts',
        '  return state.votedFor === null || state.votedFor === candidateId;',
        '  return !state.votedFor || state.votedFor === candidateId;',
      ),
    ],
  },
  {
    id: 'typescript/entries-compared-as-objects',
    mistake:
      'Entries are compared with !==, which is true for any two objects, so every entry conflicts.',
    rules: ['AE.3'],
    edits: [
      edit(
        'append-entries.ts',
        '    if (log.termAt(index) !== entry.term) {',
        '    if (log.at(index) !== entry) {',
      ),
    ],
  },
  {
    id: 'typescript/not-a-number-index',
    mistake: 'nextIndex starts as undefined + 1, which is NaN and becomes null in JSON.',
    rules: ['K.1', 'K.2', 'L.3'],
    edits: [
      edit(
        'roles.ts',
        '    state.nextIndex[other] = state.log.lastIndex + 1;',
        '    state.nextIndex[other] = (state.log.entriesFrom(1).at(-1) as { index?: number } | undefined)?.index! + 1;',
      ),
    ],
  },
]);
