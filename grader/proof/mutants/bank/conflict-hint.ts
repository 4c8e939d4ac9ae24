/** A follower's mistakes in the conflict hint (stage 2C). */
import { edit, inStage } from '../mutant';

const TOO_SHORT = '    return { conflictTerm: -1, conflictIndex: log.lastIndex + 1 };';
const HINT = '  return { conflictTerm, conflictIndex };';
const FIRST = '  while (log.termAt(conflictIndex - 1) === conflictTerm) conflictIndex -= 1;';

export const CONFLICT_HINT = inStage('2C', [
  {
    id: 'fast-backup/no-hint',
    mistake: "A follower's rejections carry no conflict hint.",
    rules: ['FB.1', 'FB.2'],
    edits: [
      edit('fast-backup.ts', TOO_SHORT, '    return {};'),
      edit('fast-backup.ts', HINT, '  return {};'),
    ],
  },
  {
    id: 'fast-backup/conflict-index-is-prev-index',
    mistake: 'conflictIndex is prevLogIndex instead of the first index of the conflicting term.',
    rules: ['FB.2'],
    edits: [edit('fast-backup.ts', `${FIRST}\n`, '')],
  },
  {
    id: 'fast-backup/conflict-index-one-too-far',
    mistake: 'conflictIndex is one too low: one below the first index of the conflicting term.',
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
    mistake: 'The search for the first index of the conflicting term stops one entry too early.',
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
    mistake:
      "conflictTerm is the term of the follower's last entry instead of the entry at prevLogIndex.",
    rules: ['FB.2'],
    edits: [
      edit('fast-backup.ts', HINT, '  return { conflictTerm: log.lastTerm, conflictIndex };'),
    ],
  },
  {
    id: 'fast-backup/first-index-in-the-whole-log',
    mistake:
      'The search for the first index does not stop where the term changes, so conflictIndex is always 1.',
    rules: ['FB.2'],
    edits: [edit('fast-backup.ts', FIRST, '  while (conflictIndex > 1) conflictIndex -= 1;')],
  },
  {
    id: 'fast-backup/too-short-one-too-many',
    mistake: 'When the log is too short, conflictIndex is one too high: the last index + 2.',
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
    mistake: 'When the log is too short, conflictIndex is one too low: the last index.',
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
    mistake: "When the log is too short, conflictTerm is 0, the sentinel's term, instead of -1.",
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
    mistake: 'When the log is too short, conflictTerm is the term of its last entry instead of -1.',
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
    mistake: 'When the log is too short, conflictIndex is 1, which asks for the whole log.',
    rules: ['FB.1'],
    edits: [
      edit('fast-backup.ts', TOO_SHORT, '    return { conflictTerm: -1, conflictIndex: 1 };'),
    ],
  },
  {
    id: 'fast-backup/boundary-of-too-short',
    mistake:
      'A prevLogIndex just past the end does not count as too short, and reading the missing entry throws.',
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
    mistake: 'The search for the first index of the conflicting term never reaches index 1.',
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
