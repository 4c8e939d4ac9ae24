/** What a report adds when a leader has not applied what it should have committed. */
import type { LogEntry } from '../../../contract';
import type { Puppet } from '../../../world/cluster/puppet';
import { lastSent, quoted } from '../../rules/wire';
import { type Directed, isAppend, isVote } from '../directed';
import { at } from '../expect';
import { entryCount } from '../follower';
import { stoppedLeading } from '../stopped-leading';

/** A byte holds no more. */
const BYTE_MAX = 255;

/** Nobody limits requests to fewer characters than this. */
const LONG_CHARS = 1_000;

/**
 * The leaderCommit that it sends shows whether it has not committed the entry, or only not applied it.
 *
 * @param log its log
 */
export function whyNotApplied(test: Directed, index: number, log: readonly LogEntry[]): string {
  if (!test.leads) return noLongerLeads(test);
  const told = highestCommit(test);
  const applied = test.applied.length;
  if (told >= index && applied > 0)
    return ` It has sent leaderCommit ${told}, but the last index that it has applied is ${applied}: a server applies all entries up to commitIndex at once, not only some of them at each heartbeat (ALL.1).`;
  return told < index
    ? ` The highest leaderCommit that it has sent is ${told}: ${whyNotCommitted(test, told + 1, log)} (L.5)?`
    : ` It has sent leaderCommit ${told}: does a leader also apply entries when its commitIndex advances (ALL.1)?`;
}

function noLongerLeads(test: Directed): string {
  const stop = stoppedLeading(test.cluster.system.trace.recent(), test.subject.id);
  if (!stop) return ` The last index that it has applied is ${test.applied.length}.`;
  const hasStood = test.puppets.some(({ requests }) =>
    requests.some((request) => isVote(request) && request.args.term > stop.term),
  );
  const question = hasStood
    ? ''
    : ' Since then it has not started an election: a leader that becomes a follower starts its election timer, whatever the reason (F.2).';
  return ` It led term ${stop.term} but no longer leads.${stop.text}${question}`;
}

/** Asks only for what its requests and the replies leave open. */
function whyNotCommitted(test: Directed, index: number, log: readonly LogEntry[]): string {
  const entry = log[index - 1];
  const isOlder = entry !== undefined && entry.term < test.term;
  const isSent = test.puppets.some(({ requests }) =>
    requests
      .filter(isAppend)
      .some(({ args }) => args.term === test.term && lastSent(args).index >= log.length),
  );
  if (!isSent)
    return `it has not sent its last entry, at index ${log.length}, to any server, so what stops it from being sent`;
  const holders = test.puppets.filter((puppet) => hasAcknowledged(puppet, test.term, index));
  const silent = test.puppets.filter((puppet) => !holders.includes(puppet));
  const isHeld = holders.length + 1 >= test.majority;
  const story = isOlder
    ? `the entry at index ${index} is of an older term, so it is committed only by a later entry of term ${test.term}; `
    : '';
  const questions = [
    ...(isOlder ? ['does a loop upwards from commitIndex + 1 stop at it'] : []),
    ...(holders.length < test.majority ? ['does it count its own copy'] : []),
    ...(isHeld && silent.length > 0 ? [`does the count wait for ${namesOf(silent)}`] : []),
    'does it check commitIndex again after each success',
    ...(index === log.length ? [`does a loop over indexes reach ${index}, the last one`] : []),
    ...(isHeld && log.length > BYTE_MAX ? [`can an element of matchIndex be ${log.length}`] : []),
    'and if it sorts matchIndex, does it sort a copy, as numbers: [...matchIndex].sort((a, b) => a - b)',
  ];
  return `${story}${questions.join(', ')}`;
}

function hasAcknowledged({ requests }: Puppet, term: number, index: number): boolean {
  return requests
    .filter(isAppend)
    .some(
      ({ args, reply }) => reply?.success && args.term === term && lastSent(args).index >= index,
    );
}

/** `S2, which has not acknowledged it` */
function namesOf(silent: readonly Puppet[]): string {
  const names = silent.map(({ name }) => name).join(' and ');
  return `${names}, which ${silent.length === 1 ? 'has' : 'have'} not acknowledged it`;
}

/** The highest leaderCommit that reached a puppet. */
export function highestCommit(test: Directed): number {
  const commits = test.puppets.flatMap(({ requests }) =>
    requests.filter(isAppend).map(({ args }) => args.leaderCommit),
  );
  return Math.max(0, ...commits);
}

/** A sentence if no AppendEntries of the subject has ever carried the entry at this index. */
export function neverSent(test: Directed, index: number, command: string): string | undefined {
  const sent = test.puppets
    .flatMap((puppet) => puppet.requests.filter(isAppend).map(({ args }) => ({ puppet, args })))
    .filter(({ args }) => args.term === test.term);
  const last = sent.findLast(({ args }) => args.prevLogIndex === index - 1);
  if (!test.leads || !last || sent.some(({ args }) => lastSent(args).index >= index))
    return undefined;
  const question =
    command.length >= LONG_CHARS
      ? 'If your code limits the size of a request, let at least one entry through, however long it is (L.3).'
      : 'A request carries the entries from nextIndex on (L.3): how are they cut out of the log?';
  return `${test.subject.name} leads term ${test.term} and has accepted ${quoted(command)} at index ${index}, but until ${at(test.cluster).slice(3)} it sent that entry to no server. Its latest AppendEntries to ${last.puppet.name} that ends before it has prevLogIndex ${index - 1} and ${entryCount(last.args.entries.length)}. ${question}`;
}

/** A sentence if the subject took the command there itself, in a term in which that entry was lost. */
export function asTaken({ cluster, subject }: Directed, command: string, index: number): string {
  for (const event of cluster.system.trace.recent())
    if (
      event.kind === 'start' &&
      event.server === subject.id &&
      event.command === command &&
      event.index === index
    )
      return ` ${quoted(command)} is what its start() took at index ${index} in term ${event.term}, and another entry has replaced it since: a server applies what its log has at that index now (ALL.1).`;
  return '';
}
