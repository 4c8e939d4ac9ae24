/** Entries that a server must have saved before it acknowledges them, and a log that is not as it was saved last. */
import { demandEnd, keepSending } from '../2B/steps';
import type { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { APPLY_MS } from './persist-terms';

/**
 * Three and four bytes, or one and two UTF-16 units, in turn: wherever it is cut into parts of one size, a
 * character is cut.
 */
const WIDE = '漢😀'.repeat(20_000);
/** The first request with these entries says that they are committed. */
export function keepsCommitted(test: Directed): void {
  const leader = test.puppet(0);
  const log = entries([2, 2]);
  test.append(leader, { term: 2 });
  test.append(leader, { term: 2, entries: log, commit: log.length });
  test.subject.restart();
  const { success } = test.append(leader, { term: 2, prev: [log.length, 2] });
  demand(
    success,
    'P.1',
    `${test.subject.name} accepted ${log.length} entries from ${leader.name} with leaderCommit ${log.length}, crashed and restarted, and refused an AppendEntries whose prevLogIndex is the last of them (${at(test.cluster)}): entries are saved before the reply, committed or not.`,
  );
}

/** Longer than the saved log in the end, and different from index 2 on. */
export function keepsMoreEntries(test: Directed): void {
  const [first, second] = [test.puppet(0), test.puppet(1)];
  test.append(first, { term: 2, entries: entries([2, 2, 2]) });
  const more = entries([4, 4, 4, 4], 2);
  test.append(second, { term: 4, prev: [1, 2] });
  test.append(second, { term: 4, prev: [1, 2], entries: more });
  test.subject.restart();
  const due = [...entries([2]), ...more].map(({ command }) => command);
  const heartbeat = { term: 4, prev: [5, 4], commit: 5 } as const;
  keepSending(test, second, heartbeat, APPLY_MS, () => test.applied.length >= due.length);
  checkApplied(test, due, 'learned that all of them are committed');
}

/** Shorter than the saved log in the end, with the term and the vote as they were saved. */
export function keepsFewerEntries(test: Directed): void {
  const [first, second] = [test.puppet(0), test.puppet(1)];
  test.append(first, { term: 2, entries: entries([2, 2, 2, 2]) });
  test.append(second, { term: 4, prev: [1, 2] });
  test.append(second, { term: 4, prev: [1, 2], entries: entries([4], 2) });
  test.subject.restart();
  const story = `${test.subject.name} had saved four entries of term 2 and replaced those from index 2 on by one of term 4. It crashed and restarted`;
  const { success } = test.append(second, { term: 4, prev: [2, 4] });
  demand(
    success,
    'P.1',
    `${story}, and refused an AppendEntries with prevLogIndex 2 and prevLogTerm 4 (${at(test.cluster)}): a log that becomes shorter has changed, too.`,
  );
  demandEnd(test, 4, [2, 4], 'P.1', story);
}

/** Only the term of the entry has changed, and the term of the server was saved before. */
export function keepsSameCommand(test: Directed): void {
  const [first, second] = [test.puppet(0), test.puppet(1)];
  test.append(first, { term: 2, entries: [{ term: 2, command: 'same' }] });
  test.append(second, { term: 4 });
  test.append(second, { term: 4, entries: [{ term: 4, command: 'same' }] });
  test.subject.restart();
  const { success } = test.append(second, { term: 4, prev: [1, 4] });
  demand(
    success,
    'P.1',
    `${test.subject.name} had saved an entry of term 2, accepted an entry of term 4 with the same command in its place, crashed and restarted, and refused an AppendEntries with prevLogIndex 1 and prevLogTerm 4 (${at(test.cluster)}). The term is part of an entry: if a save is skipped because nothing has changed, compare the terms, too.`,
  );
}

export function keepsWide(test: Directed): void {
  const leader = test.puppet(0);
  test.append(leader, { term: 2, entries: [{ term: 2, command: WIDE }] });
  test.subject.restart();
  const heartbeat = { term: 2, prev: [1, 2], commit: 1 } as const;
  keepSending(test, leader, heartbeat, APPLY_MS, () => test.applied.length > 0);
  checkApplied(test, [WIDE], 'learned that its entry is committed');
}

/** Checks the commands applied since the last boot, from index 1 on. */
export function checkApplied(test: Directed, due: readonly string[], why: string): void {
  const { cluster, subject } = test;
  cluster.until(() => test.applied.length >= due.length, APPLY_MS);
  const came = `${subject.name} restarted after a crash and ${why}: ${due.length} entries from index 1 on. Since that boot it has applied ${listed(test.applied)} (${at(cluster)})`;
  const other = test.applied.findIndex((command, i) => i < due.length && command !== due[i]);
  demand(
    other < 0,
    'P.1',
    `${came}; the entry at index ${other + 1} is wrong. Is the log read back as it was saved? One entry more or less, such as the sentinel at index 0, shifts all others.`,
  );
  demand(
    due.every((command, i) => test.applied[i] === command),
    test.applied.length === 0 ? 'P.1' : 'ALL.1',
    `${came}. Are commitIndex and lastApplied 0 at each boot? They are volatile, and the service starts empty.`,
  );
}

export function listed(commands: readonly string[]): string {
  if (commands.length === 0) return 'nothing';
  const short = (command: string) => JSON.stringify(command.slice(0, 20));
  const count = commands.length === 1 ? '1 command' : `${commands.length} commands`;
  return `${count}: ${commands.map(short).join(', ')}`;
}
