import { accountOf, type Excess } from './commit-account';
import type { Rule } from './rule';
import { appendEntries, lastSent, name, when } from './wire';

/** What a leader treats as committed must have been acknowledged to it in its term by enough others. */
export const commitByMajority: Rule = {
  id: 'V.3',
  title: 'Nothing is committed without a majority',
  paper: 'section 5.4',
  explanation:
    'An entry that only a minority holds can be missing on the next leader. Only acknowledgements that reach the leader in its current term make an entry committed.',
  lookAt:
    'how many servers must hold an entry before commitIndex advances, whether leaderCommit is commitIndex, and how matchIndex is set. Is it computed from the acknowledged request as it was sent, in the current term, or from the log as it is now, or from an object that a later request has changed? Does each server have its own nextIndex and matchIndex, or do several share one object (Array.fill)? Does something sort the array?',
  from: '2B',
  watch: (world) => {
    /** By server: when it accepted the latest command for an index. */
    const grown = new Map<string, number>();
    const watcher = accountOf(world).watch((excess) => {
      const { leadership, event, index } = excess;
      if (!leadership || leadership.reached >= index) return undefined;
      const needed = Math.floor(world.servers / 2);
      const acks = [...leadership.acks.values()];
      const late = [...leadership.late.values()].filter((ack) => ack.index >= index);
      const has =
        acks.length === 0
          ? 'it has none'
          : `it has ${acks.map((ack) => `one from ${name(ack.from)} up to index ${ack.index}`).join(' and ')}`;
      const lateAcks = late.map(
        (ack) =>
          ` The success of ${name(ack.from)} up to index ${ack.index} (received ${when(ack.event)}) replies to a request of term ${appendEntries(ack.event)?.term ?? 0}, not of term ${leadership.term} (L.3).`,
      );
      const former = [...leadership.former.values()].filter((ack) => ack.index >= index);
      const formerAcks = former.map(
        (ack) =>
          ` The success of ${name(ack.from)} up to index ${ack.index} (received ${when(ack.event)}) belongs to term ${appendEntries(ack.event)?.term ?? 0}, which it led before: a new leader's matchIndex starts at 0 (L.3).`,
      );
      const refused = [...leadership.refusals.values()].filter((refusal) => {
        const args = appendEntries(refusal);
        const known = leadership.acks.get(refusal.to)?.index ?? 0;
        return args && lastSent(args).index >= index && known < index;
      });
      const refusals = refused.map(
        (refusal) =>
          ` ${name(refusal.to)} refused the request that reached that far (received ${when(refusal)}), and a refusal does not raise matchIndex.`,
      );
      const text = sortedAsText(acks, index, world.servers);
      const sorted = text
        ? ` Sorted as text, as sort() without a function does, the indexes ${text.join(', ')} have ${index} in the middle: sort a copy of matchIndex, as numbers.`
        : '';
      const again = acks.filter((ack) => ack.again && ack.index >= index);
      const repeated = again.map(
        ({ from }) => ` ${name(from)} acknowledged it more than once, and each server counts once.`,
      );
      const reasons = [...lateAcks, ...formerAcks, ...repeated, ...refusals].length;
      const holders = acks.filter((ack) => ack.index >= index).length + 1;
      const oneShort =
        reasons === 0 && !text && holders > 1 && holders === needed
          ? ` With itself, ${holders} of ${world.servers} servers hold it, and a majority is ${needed + 1}: does your code count the leader twice, or half of the servers as a majority?`
          : '';
      // A success that counts for more than its request, for example for the whole log.
      const last = acks.findLast((ack) => ack.index > 0 && ack.index < index);
      // When it arrived, the log was longer than its request.
      const isShort = last && last.event.order > (grown.get(`${excess.server} ${index}`) ?? 0);
      const beyond =
        reasons === 0 && last && (!oneShort || isShort)
          ? ` ${text || oneShort ? 'Or does' : 'Does'} a success count for more than its own request held? That of ${name(last.from)} covers prevLogIndex + entries.length = ${last.index}, wherever the log ends by now.`
          : '';
      const own =
        reasons === 0 && acks.length === 0
          ? " Where does your code find that majority: does it count the leader's own entry more than once, or sort matchIndex itself instead of a copy, so that its numbers change servers?"
          : '';
      return {
        message: `${name(excess.server)}, leader of term ${leadership.term}, ${deed(excess)} ${when(event)}. For this it needs acknowledgements up to index ${index} from ${needed} other ${needed === 1 ? 'server' : 'servers'} in that term; ${has}.${[...lateAcks, ...formerAcks, ...repeated, ...(again.length > 0 ? [] : refusals)].join('')}${sorted}${oneShort}${beyond}${own}${afterwards(excess)}`,
        witness: [
          ...[...acks, ...late, ...former].map((ack) => ack.event),
          ...again.flatMap(({ again }) => again ?? []),
          ...refused,
          event,
        ],
      };
    });
    return {
      ...watcher,
      start: (event) => {
        grown.set(`${event.server} ${event.index}`, event.order);
        return watcher.start?.(event);
      },
    };
  },
};

/** A sentence if the server no longer led. It may have counted before, or still count. */
export function afterwards({ ended }: Excess): string {
  return ended
    ? ` It no longer led: its getState() has returned term ${ended.term} since ${when(ended).slice(3)}. Does it count acknowledgements in every role, with the matchIndex of a term that is over? Only a leader does, and each leader begins with 0.`
    : '';
}

/** What a server did with an entry that it treats as committed. */
export function deed({ event, index }: Excess): string {
  return event.kind === 'apply'
    ? `applied ${event.index === index ? 'index' : `indexes ${event.index} to`} ${index}`
    : `sent ${name(event.to)} leaderCommit ${index}`;
}

/**
 * The servers' last indexes sorted as text, if that puts this index in the middle and a numeric sort
 * does not.
 */
function sortedAsText(
  acks: readonly { readonly index: number }[],
  index: number,
  servers: number,
): readonly number[] | undefined {
  const held = acks.map((ack) => ack.index);
  const silent = Array<number>(servers - 1 - held.length).fill(0);
  const all = [Math.max(index, ...held), ...held, ...silent];
  const middle = Math.floor((servers - 1) / 2);
  const asText = all.toSorted((a, b) => (`${a}` < `${b}` ? -1 : 1));
  const asNumbers = all.toSorted((a, b) => a - b);
  return asText[middle] === index && asNumbers[middle] !== index ? asText : undefined;
}
