/** A follower's mistakes in the conflict hint (stage 2C). */
import { edit, inStage } from '../mutant';

const TOO_SHORT = '    return { conflictTerm: -1, conflictIndex: log.lastIndex + 1 };';
const HINT = '  return { conflictTerm, conflictIndex };';
const FIRST = '  while (log.termAt(conflictIndex - 1) === conflictTerm) conflictIndex -= 1;';

export const CONFLICT_HINT = inStage('2C', [
  {
    id: 'fast-backup/no-hint',
    mistake: 'A follower gives no hint with its refusals.',
    rules: ['FB.1', 'FB.2'],
    edits: [
      edit('fast-backup.ts', TOO_SHORT, '    return {};'),
      edit('fast-backup.ts', HINT, '  return {};'),
    ],
  },
  {
    id: 'fast-backup/conflict-index-is-prev-index',
    mistake: 'The hint names prevLogIndex instead of the first index of the conflicting term.',
    rules: ['FB.2'],
    edits: [edit('fast-backup.ts', `${FIRST}\n`, '')],
  },
  {
    id: 'fast-backup/conflict-index-one-too-far',
    mistake: 'The search for the first index of the term stops at the last one of the term before.',
    rules: ['FB.2'],
    edits: [
      edit(
        'fast-backup.ts',
        HINT,
        '  return { conflictTerm, conflictIndex: Math.max(1, conflictIndex - 1) };',
      ),
    ],
  },
  {
    id: 'fast-backup/conflict-index-one-too-late',
    mistake: 'The search for the first index of the term stops one entry before it.',
    rules: ['FB.2'],
    edits: [
      edit(
        'fast-backup.ts',
        FIRST,
        '  while (log.termAt(conflictIndex - 2) === conflictTerm) conflictIndex -= 1;',
      ),
    ],
  },
  {
    id: 'fast-backup/term-of-the-last-entry',
    mistake: 'The hint names the term of the last entry instead of the one at prevLogIndex.',
    rules: ['FB.2'],
    edits: [
      edit('fast-backup.ts', HINT, '  return { conflictTerm: log.lastTerm, conflictIndex };'),
    ],
  },
  {
    id: 'fast-backup/first-index-in-the-whole-log',
    mistake: 'The first index is sought without an end, so that the hint always names index 1.',
    rules: ['FB.2'],
    edits: [edit('fast-backup.ts', FIRST, '  while (conflictIndex > 1) conflictIndex -= 1;')],
  },
  {
    id: 'fast-backup/too-short-one-too-many',
    mistake:
      'A log that is too short names the index after the one where its next entry would stand.',
    rules: ['FB.1'],
    edits: [
      edit(
        'fast-backup.ts',
        TOO_SHORT,
        '    return { conflictTerm: -1, conflictIndex: log.lastIndex + 2 };',
      ),
    ],
  },
  {
    id: 'fast-backup/too-short-one-too-few',
    mistake: 'A log that is too short names the index of its last entry.',
    rules: ['FB.1'],
    edits: [
      edit(
        'fast-backup.ts',
        TOO_SHORT,
        '    return { conflictTerm: -1, conflictIndex: Math.max(1, log.lastIndex) };',
      ),
    ],
  },
  {
    id: 'fast-backup/too-short-with-term-zero',
    mistake: 'A log that is too short names term 0, which is the term of the sentinel.',
    rules: ['FB.1'],
    edits: [
      edit(
        'fast-backup.ts',
        TOO_SHORT,
        '    return { conflictTerm: 0, conflictIndex: log.lastIndex + 1 };',
      ),
    ],
  },
  {
    id: 'fast-backup/too-short-with-its-last-term',
    mistake: 'A log that is too short names the term of its last entry instead of -1.',
    rules: ['FB.1'],
    edits: [
      edit(
        'fast-backup.ts',
        TOO_SHORT,
        '    return { conflictTerm: log.lastTerm, conflictIndex: log.lastIndex + 1 };',
      ),
    ],
  },
  {
    id: 'fast-backup/too-short-back-to-the-start',
    mistake: 'A log that is too short asks for everything from index 1 on.',
    rules: ['FB.1'],
    edits: [
      edit('fast-backup.ts', TOO_SHORT, '    return { conflictTerm: -1, conflictIndex: 1 };'),
    ],
  },
  {
    id: 'fast-backup/boundary-of-too-short',
    mistake:
      'A prevLogIndex just past the end is not seen as too short, and an entry is read that is not there.',
    rules: ['FB.1', 'K.2'],
    edits: [
      edit(
        'fast-backup.ts',
        'if (prevLogIndex > log.lastIndex) {',
        'if (prevLogIndex > log.lastIndex + 1) {',
      ),
    ],
  },
  {
    id: 'fast-backup/first-index-never-one',
    mistake: 'The search for the first index of the term never gets to index 1.',
    rules: ['FB.2'],
    edits: [
      edit(
        'fast-backup.ts',
        'while (log.termAt(conflictIndex - 1)',
        'while (conflictIndex > 2 && log.termAt(conflictIndex - 1)',
      ),
    ],
  },
]);
