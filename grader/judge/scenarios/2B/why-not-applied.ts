/** What a report asks when a leader has not applied an entry that it should have committed. */
import { lastSent, quoted } from '../../rules/wire';
import { type Directed, isAppend, isVote } from '../directed';
import { at } from '../expect';
import { entryCount } from '../follower';
import { stoppedLeading } from '../stopped-leading';

/** Nobody limits requests to fewer characters than this. */
const LONG_CHARS = 1_000;

/** The leaderCommit that it sends shows whether it has not committed the entry, or only not applied it. */
export function whyNotApplied(test: Directed, index: number): string {
  if (!test.leads) return noLongerLeads(test);
  const told = highestCommit(test);
  const applied = test.applied.length;
  if (told >= index && applied > 0)
    return ` It has sent leaderCommit ${told}, but the last index that it has applied is ${applied}: a server applies all entries up to commitIndex at once, not only some of them at each heartbeat (ALL.1).`;
  return told < index
    ? ` The highest leaderCommit that it has sent is ${told}: ${whyNotCommitted(test, told + 1)} (L.5)?`
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

/** An older entry is committed by a later one of the current term, so a search must not end at it. */
function whyNotCommitted(test: Directed, index: number): string {
  const questions =
    'does it count its own copy, does it check commitIndex again after each success, and if it sorts matchIndex, does it sort a copy, as numbers: [...matchIndex].sort((a, b) => a - b)';
  const sent = test.puppets.flatMap(({ requests }) => requests.filter(isAppend));
  const older = sent.some(({ args: { term, prevLogIndex, entries } }) => {
    const entry = entries[index - prevLogIndex - 1];
    return term === test.term && entry !== undefined && entry.term < term;
  });
  return older
    ? `the entry at index ${index} is of an older term, so it is committed only by a later entry of term ${test.term}; does it look for the highest such entry, ${questions}`
    : questions;
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
