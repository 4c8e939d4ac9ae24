/**
 * Helpers for several election tests: silence, a vote, heartbeats by hand, and a situation that may
 * need several tries.
 */
import type { Puppet, VoteRequest } from '../../../world/cluster/puppet';
import type { RequestVoteReply } from '../../../contract';
import { voteReply } from '../../rules/wire';
import { BEAT_MS, type Directed } from '../directed';
import { at, atEvent, demand } from '../expect';

const TRIES = 5;
/** Several times the longest election timeout that makes sense. */
const STANDS_MS = 5_000;
const PLEAS = 20;
const ASK_EVERY_MS = 30;
/** By then a message has arrived. */
const ARRIVED_MS = 10;
/** More terms than the subject's own elections can add while a message is on its way. */
export const FAR = 10;

/**
 * Shorter than any sensible election timeout: a server that heard from a leader this recently has no reason to
 * start an election.
 */
export const JUST_NOW_MS = 130;
/** How long a candidate has waited when it receives a message: up to where most election timeouts end. */
const WAITED_MS = [100, 480] as const;
const WAITS = 20;

/** `moved on`: it has moved to a newer term by itself meanwhile. */
type Ballot = 'granted' | 'refused' | 'moved on';

/**
 * Plays until the situation arises that a test is about. The subject's election timer may run out at
 * any time and spoil it.
 *
 * @param play returns whether the situation arose
 */
export function tried(play: () => boolean): void {
  for (let i = 0; i < TRIES; i++) if (play()) return;
}

/**
 * What a report adds if the subject refused its vote without adopting the term. Until then no leader has
 * sent it anything, and if it leads, nobody has answered it for a while.
 */
export function notAdopted({ subject, term: now, leads }: Directed, term: number): string {
  if (now >= term) return '';
  return leads
    ? ` It has not adopted that term, but still leads term ${now}, though no server answers it: a leader may ignore a newer term in a RequestVote only while a majority answers it.`
    : ` It has not adopted that term either. Only a leader, or a server that has heard from one, may do so, and ${subject.name} has heard from none: a RequestVote, an election of its own or a boot does not count.`;
}

/** From now on requests wait at the puppets, without an answer. */
export function silence(test: Directed): void {
  for (const puppet of test.puppets) puppet.part = () => undefined;
}

/**
 * The puppet moves to a newer term and answers AppendEntries with that term.
 *
 * @returns whether it has answered yet
 */
export function answersFrom(puppet: Puppet, term: number): () => boolean {
  let told = false;
  puppet.part = (request) => {
    if (request.method !== 'appendEntries') return;
    request.answer({ term, success: false });
    told = true;
  };
  return () => told;
}

/** From now on all requests to the puppets are lost, including those that wait there already. */
export function lose(test: Directed): void {
  for (const puppet of test.puppets) {
    for (const request of puppet.requests) if (!request.done) request.drop();
    puppet.part = (request) => {
      request.drop();
    };
  }
}

/**
 * Asks the subject for its vote, and after a refusal several times more: a server may refuse now and
 * then for reasons of its own, but not always. Until its first vote or election it may take it that a leader
 * is alive.
 */
export function plead(test: Directed, from: Puppet, term: number): Ballot {
  const first = test.ask(from, term);
  const last = { lastLogIndex: 0, lastLogTerm: 0 };
  const pleas = first.voteGranted ? 0 : PLEAS;
  const more = Array.from({ length: pleas }, () =>
    from.requestVote(test.subject.id, { term, ...last }),
  );
  const what = `RequestVote of term ${term} from ${from.name}`;
  const replies = [first, ...more.map((sent) => test.answered<RequestVoteReply>(sent, what))];
  const older = replies.find((reply) => reply.voteGranted && reply.term < term);
  demand(
    older === undefined,
    'ALL.2',
    `${test.subject.name} granted its vote in term ${term} to ${from.name} with a reply of term ${older?.term ?? 0} (${at(test.cluster)}): it must adopt the newer term first, and the reply must carry that term.`,
  );
  if (replies.some(({ voteGranted }) => voteGranted)) return 'granted';
  if (replies.some((reply) => reply.term > term)) return 'moved on';
  if (stands(test, 0) || hasVoted(test)) return 'refused';
  test.cluster.until(() => stands(test, 0) !== undefined, STANDS_MS);
  return stands(test, 0) ? 'moved on' : 'refused';
}

function hasVoted({ cluster, subject }: Directed): boolean {
  return cluster.system.trace
    .recent()
    .some(
      (event) =>
        event.kind === 'reply' && event.to === subject.id && voteReply(event)?.voteGranted === true,
    );
}

/**
 * Whether the subject grants its vote in this term before it starts an election itself. For a while after
 * its boot it may take it that a leader is alive.
 */
export function getsVote(
  test: Directed,
  from: Puppet,
  term: number,
  last: readonly [index: number, term: number],
): boolean {
  for (let waitedMs = 0; waitedMs < STANDS_MS; waitedMs += ASK_EVERY_MS) {
    const reply = test.ask(from, term, last);
    if (reply.voteGranted || reply.term > term) return reply.voteGranted;
    test.run(ASK_EVERY_MS);
  }
  return false;
}

/**
 * Sends heartbeats to the subject, faster than any election timeout.
 *
 * @returns its first request for votes in a later term, if there is one
 */
export function lead(
  test: Directed,
  leader: Puppet,
  term: number,
  forMs: number,
): VoteRequest | undefined {
  for (let passedMs = 0; passedMs < forMs; passedMs += BEAT_MS) {
    test.send(leader, { term });
    test.run(BEAT_MS);
    const vote = stands(test, term);
    if (vote) return vote;
  }
  return undefined;
}

/** The subject's first request for votes in a term after `above`, if there is one yet. */
export function stands(test: Directed, above: number): VoteRequest | undefined {
  return test.puppets
    .flatMap(({ candidacies }) => candidacies)
    .find(({ args }) => args.term > above);
}

/** The same, where its requests may still be on their way. */
export function standsSoon(test: Directed, above: number): VoteRequest | undefined {
  test.run(ARRIVED_MS);
  return stands(test, above);
}

/**
 * A candidate has received no reply for a while, each time a little longer, when a message arrives that
 * postpones its next election. A second timer that was not reset shows only if it was about to run out.
 *
 * @param hear delivers a message of the candidate's term and returns what the candidate did; undefined
 *   if it had moved on
 */
export function nearItsNextElection(
  test: Directed,
  hear: (term: number) => string | undefined,
): void {
  const { cluster, subject } = test;
  const [least, most] = WAITED_MS;
  lose(test);
  for (let i = 0; i < WAITS; i++) {
    const { term } = standing(test);
    const waitedMs = least + Math.round(((most - least) * i) / (WAITS - 1));
    if (cluster.until(() => stands(test, term) !== undefined, waitedMs)) continue;
    const sinceMs = cluster.nowMs;
    const deed = hear(term);
    if (deed === undefined) continue;
    const { term: now } = test;
    test.run(Math.max(0, JUST_NOW_MS - (cluster.nowMs - sinceMs)));
    const own = stands(test, now);
    const sent = own && test.departure(own);
    demand(
      own === undefined,
      'F.2',
      `${subject.name} had been a candidate in term ${term} for ${waitedMs} ms when it ${deed}, and less than ${JUST_NOW_MS} ms later (${atEvent(sent, cluster)}) it asked for votes in term ${own?.args.term ?? 0}: a candidate's election timer must also be reset when it hears from another leader or grants a vote.`,
      own && sent && [sent],
    );
  }
}

/** The subject's next candidacy, whose requests are lost. */
function standing(test: Directed): { readonly term: number } {
  const { term } = test;
  const own = () => stands(test, term)?.args.term;
  test.cluster.until(() => own() !== undefined, STANDS_MS);
  const stood = own();
  demand(
    stood !== undefined,
    'F.2',
    `${test.subject.name} is in term ${term} and has heard from no leader for ${STANDS_MS / 1_000} s, but ${at(test.cluster)} it has not asked for votes in a newer term.`,
  );
  return { term: stood };
}
