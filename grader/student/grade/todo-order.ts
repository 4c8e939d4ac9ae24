/** The TODOs of the skeleton in this kit. */
import type { Stage } from '../../contract';

/**
 * The beginning of each TODO, in the "good order" of labs/2A/README.md and the other handouts:
 * rule, file, text. A release with the bare skeleton has a different list here.
 */
export const TODO_ORDER: Readonly<Record<Stage, readonly string[]>> = {
  '2A': [
    'C.1 roles.ts',
    'C.1 election.ts',
    'RV.1 election.ts',
    'RV.2 election.ts',
    'C.2 server.ts',
    'C.2 election.ts',
    'L.1 roles.ts',
    'L.1 replication.ts',
    'AE.1 append-entries.ts',
    'ALL.2 roles.ts',
    'ALL.2 replication.ts',
  ],
  '2B': [
    'L.2 replication.ts',
    'L.3 roles.ts',
    'L.3 replication.ts Send',
    'L.3 replication.ts Record',
    'AE.2 append-entries.ts',
    'AE.3 append-entries.ts',
    'AE.4 append-entries.ts',
    'L.5 commit.ts',
    'AE.5 commit.ts',
    'ALL.1 commit.ts',
    'L.4 replication.ts',
    'RV.3 election.ts',
  ],
  '2C': [
    'P.3 persister.ts Replace',
    'P.3 persister.ts Return',
    'P.1 persistence.ts Turn the persistent',
    'P.1 persistence.ts Turn the bytes',
    'P.2 persistence.ts',
    'P.1 persistence.ts Restore',
    'FB.1 fast-backup.ts',
    'FB.2 fast-backup.ts',
    'FB.3 fast-backup.ts',
    'FB.4 fast-backup.ts',
    'P.4 economy.ts',
  ],
};
