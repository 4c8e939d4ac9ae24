/** The bank of mutants, in the order of docs/mutants.md. */
import type { Mutant } from '../mutant';
import { APPLY } from './apply';
import { ASYNCHRONY } from './asynchrony';
import { BOOKKEEPING } from './bookkeeping';
import { COMMIT } from './commit';
import { CONFLICT_HINT } from './conflict-hint';
import { CONFLICTS } from './conflicts';
import { ECONOMY } from './economy';
import { ELECTION } from './election';
import { ELECTION_RESTRICTION } from './election-restriction';
import { ELECTION_TIMERS } from './election-timers';
import { FAST_BACKUP } from './fast-backup';
import { HEARTBEATS } from './heartbeats';
import { LEADER } from './leader';
import { LONG_HISTORIES } from './long-histories';
import { MISREAD_ELECTIONS } from './misread-elections';
import { MISREAD_LOGS } from './misread-logs';
import { MOMENTS } from './moments';
import { OVERLOOKED } from './overlooked';
import { OVERLOOKED_SAVED } from './overlooked-saved';
import { PERSISTENCE } from './persistence';
import { PERSISTER } from './persister';
import { REPLICATION } from './replication';
import { REPORTED } from './reported';
import { REPORTED_MORE } from './reported-more';
import { SAVED_STATE } from './saved-state';
import { STALE_MESSAGES } from './stale-messages';
import { STYLES } from './styles';
import { TERMS } from './terms';
import { TYPESCRIPT } from './typescript';
import { TYPESCRIPT_SAVED } from './typescript-saved';
import { UNFORESEEN } from './unforeseen';
import { UNFORESEEN_MORE } from './unforeseen-more';
import { UNSEEN_ROLES } from './unseen-roles';
import { UNSEEN_STATES } from './unseen-states';
import { VOTES } from './votes';

export const BANK: readonly Mutant[] = [
  ...ELECTION,
  ...VOTES,
  ...TERMS,
  ...STALE_MESSAGES,
  ...ELECTION_TIMERS,
  ...HEARTBEATS,
  ...ELECTION_RESTRICTION,
  ...REPLICATION,
  ...CONFLICTS,
  ...LEADER,
  ...BOOKKEEPING,
  ...COMMIT,
  ...APPLY,
  ...PERSISTENCE,
  ...ECONOMY,
  ...SAVED_STATE,
  ...PERSISTER,
  ...CONFLICT_HINT,
  ...FAST_BACKUP,
  ...TYPESCRIPT,
  ...TYPESCRIPT_SAVED,
  ...ASYNCHRONY,
  ...STYLES,
  ...UNFORESEEN,
  ...UNFORESEEN_MORE,
  ...LONG_HISTORIES,
  ...UNSEEN_ROLES,
  ...UNSEEN_STATES,
  ...REPORTED,
  ...REPORTED_MORE,
  ...MISREAD_ELECTIONS,
  ...MISREAD_LOGS,
  ...MOMENTS,
  ...OVERLOOKED,
  ...OVERLOOKED_SAVED,
];
