/**
 * A leader counts its own copy of an entry only when it is saved. Rule P.2 notices a command that is applied
 * before.
 */
import { FAR, silence } from '../2A/moments';
import type { Directed } from '../directed';
import { at, demand, startOn } from '../expect';
import { entries, Follower } from '../follower';
import { APPLY_MS } from './persist-terms';

/** So many that the entries of some requests are acknowledged within the 2 ms in which commands may be collected. */
const STREAM = 100;
/** Shorter than most pauses in which commands are collected. */
const STREAM_EVERY_MS = 0.7;
/** Many heartbeats. */
const SILENT_MS = 2_500;
/** By then a leader has saved what it took. */
const SAVED_MS = 400;

/** Replies arrive, and requests leave, between a command and its save. */
export function keepsStream(test: Directed): void {
  test.elect();
  for (let i = 0; i < STREAM; i++) {
    startOn(test.subject, test.cluster.freshCommand(), test.cluster);
    test.run(STREAM_EVERY_MS);
  }
  demandAllApplied(test, STREAM);
}

/** More than a server takes for few. */
const BURST = 60;
/** In characters; the contract states this size. */
export const LONG = 256_000;

/** So many commands at once that a server may treat them differently. */
export function keepsBurst(test: Directed): void {
  test.elect();
  for (let i = 0; i < BURST; i++) startOn(test.subject, test.cluster.freshCommand(), test.cluster);
  demandAllApplied(test, BURST);
}

export function keepsLongCommand(test: Directed): void {
  test.elect();
  startOn(test.subject, 'x'.repeat(LONG), test.cluster);
  demandAllApplied(test, 1);
}

/** Requests to that server pile up, and a leader may treat it differently. */
export function keepsBesideSilent(test: Directed): void {
  test.elect();
  test.puppet(1).part = () => undefined;
  test.run(SILENT_MS);
  startOn(test.subject, test.cluster.freshCommand(), test.cluster);
  demandAllApplied(test, 1);
}

/** What it had saved in an earlier term is gone, so its own copy counts anew. */
export function keepsAfterShorterLog(test: Directed): void {
  const { cluster, subject } = test;
  test.elect();
  silence(test);
  for (let i = 0; i < 4; i++) startOn(subject, cluster.freshCommand(), cluster);
  test.run(SAVED_MS);
  const term = test.term + FAR;
  const log = entries([term]);
  test.append(test.puppet(0), { term, entries: log });
  test.elect(test.puppets.map(() => new Follower(log, term)));
  for (let i = 0; i < 2; i++) startOn(subject, cluster.freshCommand(), cluster);
  demandAllApplied(test, log.length + 2);
}

function demandAllApplied(test: Directed, count: number): void {
  const { cluster, subject } = test;
  cluster.until(() => test.applied.length >= count, APPLY_MS);
  demand(
    test.applied.length >= count,
    'V.2',
    `${subject.name} leads and ${test.puppet(0).name} answers each request, but ${at(cluster)} it has applied ${test.applied.length} of its ${count} entries.`,
  );
}
