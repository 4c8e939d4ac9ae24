/**
 * The questions of rule P.2: if power failed right now, would the server restart with what it has just
 * promised? Each question is a message that a correct server could send then, such as the next
 * heartbeat, so that the throwaway cannot distinguish it from a real restart. A missing answer counts
 * as a broken promise.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { EventOf, TraceEvent } from '../../world/sim/trace';
import type { OwnCopy } from './leadership';
import type { Silence, World } from './rule';
import { entryKey, lossRule, lossText, type Saves, termKey, voteKey } from './saves';
import { knownEntriesOf } from './known-entries';
import { CAME_BEFORE, hinted, largeNumbers, sameLength } from './lost-entry';
import { lastSent, list, name, when } from './wire';

type Message = EventOf<'send' | 'reply'>;

export interface Ask {
  readonly world: World;
  readonly saves: Saves;
}

/** After a crash right now, would the server restart in an older term than it has just sent? */
export function termKept(
  { world, saves }: Ask,
  event: Message,
  server: number,
  term: number,
): Breach | undefined {
  // The question itself has the term before, and elections start in term 1 at the earliest.
  if (term < 2) return undefined;
  const reply = world.question(server, 'requestVote', {
    term: term - 1,
    candidateId: event.from === server ? event.to : event.from,
    lastLogIndex: 0,
    lastLogTerm: 0,
  }) as RequestVoteReply | Silence | undefined;
  if (!reply || (!isSilent(reply) && reply.term >= term)) return undefined;
  const disk = saves.of(server, termKey(term));
  const then = isSilent(reply) ? reply.silent : `it is in a term below ${term}`;
  return {
    ...lossRule(disk),
    message: `${name(server)} sent a message with term ${term} ${when(event)}${lossText(server, disk, { then, what: 'that' })}`,
    witness: shown(disk, event),
    ...thrownIn(reply),
  };
}

/**
 * After a crash right now, would the server vote for another candidate with the same log in that term?
 *
 * @param asked once; or for a while, because it may refuse all votes in its first moments
 */
export function voteKept(
  { world, saves }: Ask,
  event: Message,
  voter: number,
  { term, candidateId: candidate, lastLogIndex, lastLogTerm }: RequestVoteArgs,
  asked: 'at once' | 'for a while' = 'at once',
): Breach | undefined {
  const ids = Array.from({ length: world.servers }, (_, id) => id);
  const others = ids.filter((id) => id !== voter && id !== candidate);
  if (others.length === 0) return undefined;
  // Whom it is asked for must not tell the server that this is a question.
  const other = world.rng.fork(`rival ${voter} ${term}`).pick(others);
  const isLong = asked === 'for a while';
  const third = ids.find((id) => id !== voter && id !== other);
  const leader = candidate === voter ? third : candidate;
  const request = { term, candidateId: other, lastLogIndex, lastLogTerm };
  const reply = world.question(voter, 'requestVote', request, isLong ? leader : undefined) as
    (RequestVoteReply & Began) | Silence | undefined;
  if (!reply || (isSilent(reply) ? isLong : !reply.voteGranted)) return undefined;
  const what =
    voter === candidate
      ? `${name(voter)} asked for votes as a candidate of term ${term}`
      : `${name(voter)} granted its vote to ${name(candidate)} in term ${term}`;
  const disk = saves.of(voter, voteKey(term, candidate));
  const soon = isLong ? ' within a few seconds' : '';
  const then = isSilent(reply)
    ? reply.silent
    : `it would vote for ${name(other)} in term ${term}${soon}`;
  const besides =
    candidate === 0
      ? ' If only votes for S0 get lost: 0 is a server like any other, not null.'
      : '';
  return {
    ...lossRule(disk),
    message: `${what} ${when(event)}${lossText(voter, disk, { then, what: 'that', besides, ...notBack(reply, term) })}`,
    witness: shown(disk, event),
    ...thrownIn(reply),
  };
}

interface Began {
  /** The first term that the throwaway's getState() told. */
  readonly began?: number;
}

/** What to look for when a boot begins in an older term than the saved one. */
function notBack(reply: Began | Silence, term: number): Pick<Lost, 'question'> {
  const began = isSilent(reply) ? undefined : reply.began;
  if (began === undefined || began >= term) return {};
  return {
    question: `Its getState() begins with term ${began}. Is the state read in the constructor, before anything else happens, and is currentTerm among what is saved and read?`,
  };
}

/**
 * After a crash right now, would the server accept the leader's next heartbeat, and apply what that
 * commits?
 */
export function entriesKept(
  ask: Ask,
  event: EventOf<'reply'>,
  args: AppendEntriesArgs,
): Breach | undefined {
  const { term, leaderId } = args;
  const last = lastSent(args);
  const asking = { term, leaderId, savedTerm: term };
  const missing = lacks(ask, event, event.to, last, asking, 'they');
  return (
    missing && {
      ...missing.rule,
      message: `${name(event.to)} acknowledged entries up to index ${last.index} in term ${term} ${when(event)}${missing.text}`,
      witness: missing.witness,
      ...missing.thrown,
    }
  );
}

/**
 * After a crash right now, would the server hold the log up to the entry, so that it can follow the
 * next leader?
 */
export function copyKept(
  ask: Ask,
  event: EventOf<'apply' | 'send'>,
  { leader, leadership, index, term, acks }: OwnCopy,
): Breach | undefined {
  const leaderId = acks[0]?.from ?? 0;
  const asking = { term: leadership.term + 1, leaderId, savedTerm: leadership.term };
  const missing = lacks(ask, event, leader, { index, term }, asking, 'that');
  const others = list(acks.map(({ from }) => from));
  const deed = event.kind === 'apply' ? 'applied' : 'announced as committed';
  return (
    missing && {
      ...missing.rule,
      message: `${name(leader)}, leader of term ${leadership.term}, ${deed} index ${index} ${when(event)}. The entry is on ${others}; only with ${name(leader)}'s own copy is that a majority${missing.text}`,
      witness: missing.witness,
      ...missing.thrown,
    }
  );
}

/** What a boot would do instead of holding the entry; see {@link lossText}. */
interface Lost {
  readonly then: string;
  readonly question?: string;
  readonly besides?: string;
}

interface Loss {
  readonly rule: Pick<Breach, 'rule'>;
  readonly text: string;
  readonly witness: readonly TraceEvent[];
  readonly thrown: Pick<Breach, 'thrown'>;
}

/** The leader that asks, and the term that the server must have saved. */
interface Asking extends Pick<AppendEntriesArgs, 'term' | 'leaderId'> {
  readonly savedTerm: number;
}

/**
 * How the server would restart after a crash right now, if that is without the entry. If its disk has a newer
 * term, of which it has heard a leader, the message is an old one on its way out, which proves nothing. But a
 * candidate's term, or one of its own, takes nothing out of its log. So a leader of a term after all these asks,
 * and a server that is ahead even of that term makes its terms up.
 */
function lacks(
  { world, saves }: Ask,
  event: Message | EventOf<'apply'>,
  holder: number,
  last: { readonly index: number; readonly term: number },
  { savedTerm, ...heartbeat }: Asking,
  what: 'that' | 'they',
): Loss | undefined {
  const asked = (term: number, prevLogIndex = last.index) =>
    world.question(holder, 'appendEntries', {
      ...{ ...heartbeat, term, entries: [] },
      ...{ prevLogIndex, prevLogTerm: last.term, leaderCommit: last.index },
    }) as (AppendEntriesReply & Applying & Began) | Silence | undefined;
  const first = asked(heartbeat.term);
  const isAhead = first && !isSilent(first) && first.term > heartbeat.term;
  const leader = saves.newestLeader(holder);
  if (isAhead && !first.success && first.term <= leader) return undefined;
  const isNews = isAhead && first.term > leader;
  const term = isNews
    ? Math.min(Math.max(first.term, saves.newestTerm(holder)) + 1, Number.MAX_SAFE_INTEGER)
    : heartbeat.term;
  const reply = isNews ? asked(term) : first;
  if (!reply) return undefined;
  const missing = (refusal: AppendEntriesReply & Began): Lost => {
    const shifted = asked(term, last.index + 1);
    const isShifted = shifted && !isSilent(shifted) && shifted.success;
    const { shows, ...hint } = hinted(refusal, last.term);
    return {
      then: `it does not have the entry of term ${last.term} at index ${last.index}${shows}`,
      ...hint,
      ...notBack(refusal, savedTerm),
      besides: isShifted
        ? ` It has that entry at index ${last.index + 1}: is the sentinel at index 0 saved as an extra entry?`
        : '',
    };
  };
  const lost: Lost | undefined = isSilent(reply)
    ? { then: reply.silent }
    : reply.success
      ? appliesOtherwise(reply, knownEntriesOf(world).logUpTo(last), last.index)
      : reply.term > term
        ? {
            then: `it replies to a leader of term ${term} with term ${reply.term}, which no message has brought to it`,
          }
        : missing(reply);
  if (!lost) return undefined;
  const disk = saves.of(holder, entryKey(last));
  const isAgain = event.kind === 'reply' && saves.cameBefore(event, last);
  const unsaved = isAgain ? CAME_BEFORE : sameLength(world, holder, last);
  const besides = `${lost.besides ?? ''}${largeNumbers(world, last)}`;
  return {
    rule: lossRule(disk),
    text: lossText(holder, disk, { what, unsaved, ...lost, besides }),
    witness: shown(disk, event),
    thrown: thrownIn(reply),
  };
}

const VOLATILE =
  'Are commitIndex and lastApplied 0 at each boot? They are volatile, and the service starts empty. If they are, is the whole of each entry saved, and read back?';

interface Applying {
  /** The commands that it has applied since the boot, by index. Undefined if nothing was recorded. */
  readonly applied?: ReadonlyMap<number, string>;
}

const COMMAND_CHARS_MAX = 20;

/**
 * A matching term does not prove that the entry is there: a server that accepts the heartbeat knows
 * that all up to it is committed, and must apply it.
 */
function appliesOtherwise(
  { applied }: Applying,
  log: ReadonlyMap<number, string>,
  end: number,
): Lost | undefined {
  if (!applied) return undefined;
  for (let index = 1; index <= end; index++) {
    const [got, due] = [applied.get(index), log.get(index)];
    if (got === undefined)
      return {
        then: `it accepts a heartbeat with leaderCommit ${end}, but does not apply index ${index}`,
        question: VOLATILE,
      };
    if (due !== undefined && got !== due)
      return { then: `it applies ${otherCommand(got, due, index)}` };
  }
  return undefined;
}

/** Long commands are told by where they differ. */
function otherCommand(got: string, due: string, index: number): string {
  const shown = (command: string) => JSON.stringify(command.slice(0, COMMAND_CHARS_MAX));
  if (shown(got) !== shown(due)) return `${shown(got)} at index ${index} instead of ${shown(due)}`;
  let same = 0;
  while (same < due.length && got[same] === due[same]) same++;
  return `a command of ${got.length} characters at index ${index} instead of one of ${due.length}; the first ${same} are the same`;
}

/** The stack of an error in code that reads what it has saved. */
export function thrownIn(reply: object): Pick<Breach, 'thrown'> {
  return isSilent(reply) && reply.thrown !== undefined ? { thrown: reply.thrown } : {};
}

export function isSilent(reply: object): reply is Silence {
  return 'silent' in reply;
}

function shown(
  disk: EventOf<'disk'> | undefined,
  event: Message | EventOf<'apply'>,
): readonly TraceEvent[] {
  return disk ? [disk, event] : [event];
}
