/**
 * Records what the server under test has promised by the messages that it sent: a term, a vote, entries
 * that it holds. After a crash, checks all of it over the wire. Messages that it merely received
 * promise nothing.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  LogEntry,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../contract';
import type { Puppet } from '../../../world/cluster/puppet';
import type { EventOf, TraceEvent } from '../../../world/sim/trace';
import { quoted } from '../../rules/wire';
import { APPLIED_MS, keepSending } from '../2B/steps';
import type { Directed } from '../directed';
import { at, demand } from '../expect';

const EMPTY = [0, 0] as const;

type Message = EventOf<'send' | 'reply'>;

export class Promises {
  /** Newest term in its messages. */
  #term = 0;
  /** Newest term in which it voted. */
  #voteTerm = 0;
  #candidate = 0;
  /**
   * Entries that it must hold, from index 1 on: it acknowledged them, or counted them for a commit as
   * leader.
   */
  #held: readonly LogEntry[] = [];
  /** Commands that it held before and that a newer leader's entries replaced, by index. */
  readonly #replaced = new Map<number, string>();
  /** The term of the leader that received the acknowledgement, or of the leader's own entry. */
  #heldTerm = 0;
  #witness: Message | undefined;
  /** Newest term in any message. */
  #newest = 0;
  /** By server and term: the end of its log as shown in its candidacy. */
  readonly #ends = new Map<string, readonly [index: number, term: number]>();
  /** Servers that cannot have an empty log. */
  readonly #hasShownLog = new Set<number>();
  /** Terms with a leader: in these, other servers may have voted for it. */
  readonly #led = new Set<number>();
  /** By server and term: it has sent a message of that term, so it may have voted. */
  readonly #spokeIn = new Set<string>();
  /** Commands that it accepted as a leader, by index - 1, until a crash or a newer leader. */
  #taken: LogEntry[] = [];

  constructor(private readonly test: Directed) {
    test.cluster.system.trace.listen((event) => {
      this.#see(event);
    });
  }

  /** Called after a restart. Checks first that the server keeps its promises, and then that it works. */
  check(): void {
    const { test } = this;
    const [one, other] = [test.puppet(0), test.puppet(1)];
    if (this.#term >= 2) {
      const { term } = test.ask(other, 1);
      demand(
        term >= this.#term,
        'P.1',
        `${test.subject.name} sent messages with term ${this.#term}, crashed, and restarted in term ${term} (${at(test.cluster)}).`,
      );
    }
    this.#checkVote(one, other);
    this.#checkLog();
  }

  /** In the newest term in which it voted, another candidate asks, with a log that is good enough. */
  #checkVote(one: Puppet, other: Puppet): void {
    const term = this.#voteTerm;
    if (term === 0) return;
    const rival = this.#candidate === other.id ? one : other;
    // A candidate of that term has no entry of it; in the first term logs are empty.
    const best = term === 1 ? EMPTY : ([this.#held.length + 1, term - 1] as const);
    // Any answer except a second vote is right, and rule RV.2 checks that.
    this.test.ask(rival, term, this.#ends.get(`${rival.id} ${term}`) ?? best);
    this.#checkVoteForEmptyLog();
  }

  /**
   * A server with an empty log must not get the vote of the present term either, whatever it got
   * before.
   */
  #checkVoteForEmptyLog(): void {
    const { test } = this;
    const { term } = test;
    const last = this.#held.at(-1);
    const asking = test.puppets.find(
      ({ id }) => !this.#hasShownLog.has(id) && !this.#spokeIn.has(`${id} ${term}`),
    );
    if (!last || !asking || this.#led.has(term)) return;
    const { voteGranted } = test.ask(asking, term);
    demand(
      !voteGranted,
      'RV.3',
      `${test.subject.name} holds the entry of term ${last.term} at index ${this.#held.length}, crashed and restarted. In term ${term} it then granted its vote to ${asking.name}, whose log is empty (${at(test.cluster)}). A vote of an earlier term does not count in this one: save currentTerm and votedFor together.`,
    );
  }

  /** A newer leader, which has all entries, continues where the log must end. */
  #checkLog(): void {
    const { test } = this;
    const index = this.#held.length;
    // A term that no message has mentioned.
    const term = Math.max(this.#newest, test.term) + 1;
    const prev = [index, this.#held.at(-1)?.term ?? 0] as const;
    const next = { term, command: 'after the restart' };
    const all = [...this.#held, next].map(({ command }) => command);
    const leader = test.puppet(0);
    const { success } = test.append(leader, { term, prev, entries: [next], commit: all.length });
    demand(
      success,
      'P.1',
      `${test.subject.name} acknowledged the entry of term ${prev[1]} at index ${index}. It crashed, restarted, and refused an AppendEntries with prevLogIndex ${index} (${at(test.cluster)}). Is each change of the log saved? If you save only after changes: is an entry that is replaced noticed, though the log is as long as before?`,
      this.#witness ? [this.#witness] : [],
    );
    const heartbeat = { term, prev: [all.length, term], commit: all.length } as const;
    const applied = test.cluster.appliedBy(test.subject);
    keepSending(test, leader, heartbeat, APPLIED_MS, () => test.applied.length >= all.length);
    const wrong =
      1 + this.#held.findIndex(({ command }, i) => (applied.get(i + 1) ?? command) !== command);
    demand(
      wrong === 0,
      'P.1',
      `${test.subject.name} acknowledged ${quoted(this.#held[wrong - 1]?.command ?? '')} as the entry at index ${wrong}, of term ${this.#held[wrong - 1]?.term ?? 0}. It crashed, restarted, and applied ${quoted(applied.get(wrong) ?? '')} there (${at(test.cluster)})${this.#replaced.get(wrong) === applied.get(wrong) ? `, the command of the entry that this one had replaced. Its log was right, but what it saved was not: each save must hold the entries as they are in the log then, so nothing that was encoded for an index before may be used again after its entry was replaced` : ': what was saved or read back is not what the log held'}.`,
      this.#witness ? [this.#witness] : [],
    );
    demand(
      all.every((command, i) => test.applied[i] === command),
      test.applied.length === 0 ? 'P.1' : 'ALL.1',
      `${test.subject.name} restarted after a crash and learned that ${all.length} entries are committed. Since that boot it has applied ${listed(test.applied)} (${at(test.cluster)}) instead of ${listed(all)}, from index 1 on. Are commitIndex and lastApplied 0 at each boot? They are volatile, and the service starts empty.`,
    );
  }

  #see(event: TraceEvent): void {
    const subject = this.test.subject.id;
    if (event.kind === 'send' || event.kind === 'reply') this.#hears(event);
    switch (event.kind) {
      case 'boot':
        if (event.server === subject) this.#taken = [];
        return;
      case 'start':
        if (event.server === subject)
          this.#taken[event.index - 1] = { term: event.term, command: event.command };
        return;
      case 'send':
        if (event.from !== subject) return;
        this.#tells((event.args as { term: number }).term);
        if (event.method === 'requestVote')
          this.#votes((event.args as RequestVoteArgs).term, subject);
        else this.#counts(event, event.args as AppendEntriesArgs);
        return;
      case 'apply':
        // A leader that applies an entry has counted its own copy.
        if (event.server === subject && this.#taken[event.index - 1]?.command === event.command)
          this.#commits(event.index);
        return;
      case 'deliver':
        if (event.to === subject && event.method === 'appendEntries')
          this.#mayCut(event.args as AppendEntriesArgs);
        return;
      case 'reply':
        if (event.to !== subject) return;
        this.#tells((event.reply as { term: number }).term);
        if (event.method === 'requestVote') {
          const { voteGranted } = event.reply as RequestVoteReply;
          if (voteGranted) this.#votes((event.args as RequestVoteArgs).term, event.from);
        } else if ((event.reply as AppendEntriesReply).success) {
          this.#acknowledges(event, event.args as AppendEntriesArgs);
        }
        return;
      default:
        return;
    }
  }

  /** Records what each message shows of its sender, and the newest term of all. */
  #hears(event: Message): void {
    const asked = event.args as { readonly term: number };
    const told = event.kind === 'reply' ? (event.reply as { readonly term: number }) : asked;
    this.#newest = Math.max(this.#newest, asked.term, told.term);
    const speaker = event.kind === 'send' ? event.from : event.to;
    this.#spokeIn.add(`${speaker} ${told.term}`);
    if (event.method === 'appendEntries') {
      if (event.kind === 'send' || (event.reply as AppendEntriesReply).success)
        this.#hasShownLog.add(speaker);
      if (event.kind === 'send') this.#led.add(asked.term);
    } else if (event.kind === 'send') {
      const { term, lastLogIndex, lastLogTerm } = event.args as RequestVoteArgs;
      this.#ends.set(`${speaker} ${term}`, [lastLogIndex, lastLogTerm]);
      if (lastLogIndex > 0) this.#hasShownLog.add(speaker);
    }
  }

  #tells(term: number): void {
    this.#term = Math.max(this.#term, term);
  }

  #votes(term: number, candidate: number): void {
    if (term <= this.#voteTerm) return;
    this.#voteTerm = term;
    this.#candidate = candidate;
  }

  /**
   * Successes may overtake each other. One that has overtaken that of the entries before its own says nothing yet,
   * and a later one of a shorter request deletes nothing: see {@link #mayCut}.
   */
  #acknowledges(event: Message, { term, prevLogIndex: prev, entries }: AppendEntriesArgs): void {
    if (term < this.#heldTerm || prev > this.#held.length) return;
    const end = prev + entries.length;
    if (term === this.#heldTerm && end <= this.#held.length) return;
    this.#heldTerm = term;
    this.#held = [...this.#held.slice(0, prev), ...entries, ...this.#held.slice(end)];
    this.#witness = event;
  }

  /** A leader's commitIndex counts its own copy of the entries. */
  #counts(event: Message, { leaderCommit }: AppendEntriesArgs): void {
    if (this.#commits(leaderCommit)) this.#witness = event;
  }

  #commits(index: number): boolean {
    const last = this.#taken[index - 1];
    const more = this.#taken.slice(this.#held.length, index);
    // Entries of other leaders that it has not acknowledged yet leave holes.
    if (!last || more.length === 0 || more.includes(undefined as never)) return false;
    this.#heldTerm = last.term;
    this.#held = [...this.#held, ...more];
    return true;
  }

  /** From now on the server may have deleted entries that conflict with a newer leader. */
  #mayCut({ term, prevLogIndex, prevLogTerm, entries }: AppendEntriesArgs): void {
    if (this.#taken.some((own) => own.term < term)) this.#taken = [];
    if (term <= this.#heldTerm) return;
    const before = this.#held[prevLogIndex - 1];
    // It refuses the request, but its own entry differs from the leader's, and some servers delete it
    // at once.
    if (before && before.term !== prevLogTerm) {
      this.#cut(prevLogIndex);
      return;
    }
    const conflict = entries.findIndex((entry, i) => {
      const held = this.#held[prevLogIndex + i];
      return held !== undefined && held.term !== entry.term;
    });
    if (conflict >= 0) this.#cut(prevLogIndex + 1 + conflict);
  }

  /** From this index on. */
  #cut(from: number): void {
    this.#held.slice(from - 1).forEach(({ command }, i) => this.#replaced.set(from + i, command));
    this.#held = this.#held.slice(0, from - 1);
  }
}

function listed(commands: readonly string[]): string {
  return commands.length === 0 ? 'nothing' : commands.map(quoted).join(', ');
}
