/**
 * A leading puppet must be electable, must show one log that holds what was committed before, and its
 * entries must be ones that a leader of their term could have created.
 */
import type { AppendEntriesArgs, LogEntry } from '../../../contract';
import { appendEntries, name } from '../../rules/wire';
import type { EventOf, TraceEvent } from '../../../world/sim/trace';
import type { Accuse } from './accuse';
import type { Voters } from './voters';

interface Reign {
  readonly leader: number;
  /**
   * The known part of its log, by index. The command is unknown where only prevLogTerm showed the
   * entry.
   */
  readonly log: Map<number, { readonly term: number; readonly command?: string }>;
  commit: number;
}

export class Leaders {
  /** By term. */
  readonly #reigns = new Map<number, Reign>();
  /** The one entry for each index and term, and the term of the entry before it. */
  readonly #entries = new Map<string, { readonly command: string; readonly before: number }>();
  /** Terms of the entries that puppets have sent. */
  readonly #spokenOf = new Set<number>();
  /**
   * By index: the command that the server under test applied, and the newest term that it had received
   * by then.
   */
  readonly #applied = new Map<number, { readonly command: string; readonly term: number }>();
  #subjectTerm = 0;

  constructor(
    private readonly isPuppet: (server: number) => boolean,
    private readonly voters: Voters,
    private readonly servers: number,
    private readonly accuse: Accuse,
  ) {}

  see(event: TraceEvent): void {
    if (event.kind === 'deliver' && !this.isPuppet(event.to))
      this.#subjectTerm = Math.max(this.#subjectTerm, (event.args as AppendEntriesArgs).term);
    if (event.kind === 'start')
      this.#take(event, event.term, event.index, event.command, undefined);
    if (event.kind === 'apply')
      this.#applied.set(event.index, { command: event.command, term: this.#subjectTerm });
    if (event.kind !== 'send') return;
    const args = appendEntries(event);
    if (args) this.#leads(event, args);
  }

  #leads(event: EventOf<'send'>, args: AppendEntriesArgs): void {
    const { from } = event;
    const { term, prevLogIndex, prevLogTerm, leaderId } = args;
    let reign = this.#reigns.get(term);
    if (!reign) this.#reigns.set(term, (reign = { leader: from, log: new Map(), commit: 0 }));
    const who = name(from);
    if (reign.leader !== from)
      this.accuse(event, `${name(reign.leader)} and ${who} both lead term ${term}`);
    const { entries } = args;
    const terms = [prevLogTerm, ...entries.map((entry) => entry.term), term];
    if (this.isPuppet(from)) {
      if (leaderId !== from) this.accuse(event, `${who} leads in another's name`);
      if ((prevLogIndex === 0) !== (prevLogTerm === 0))
        this.accuse(event, `${who} gives index ${prevLogIndex} term ${prevLogTerm}`);
      if (terms.some((one, i) => one < (terms[i - 1] ?? 0)))
        this.accuse(event, `${who} has entries of terms ${terms.slice(0, -1).join(', ')}`);
    }
    this.#knows(event, reign, prevLogIndex, { term: prevLogTerm });
    entries.forEach((entry, i) => {
      const index = prevLogIndex + 1 + i;
      this.#knows(event, reign, index, entry);
      this.#take(event, entry.term, index, entry.command, terms[i]);
    });
    reign.commit = Math.max(reign.commit, args.leaderCommit);
  }

  /** A leader never changes an entry of its log. */
  #knows(event: EventOf<'send'>, { log }: Reign, index: number, entry: Partial<LogEntry>): void {
    if (index === 0) return;
    const known = log.get(index);
    const isOther =
      known !== undefined &&
      (known.term !== entry.term ||
        (known.command ?? entry.command) !== (entry.command ?? known.command));
    if (isOther && this.isPuppet(event.from))
      this.accuse(event, `${name(event.from)} has two entries at index ${index} in one term`);
    if (known?.command === undefined) log.set(index, entry as LogEntry);
  }

  #take(
    event: EventOf<'send' | 'start'>,
    term: number,
    index: number,
    command: string,
    before: number | undefined,
  ): void {
    const byPuppet = event.kind === 'send' && this.isPuppet(event.from);
    const key = `${index} of ${term}`;
    const known = this.#entries.get(key);
    if (
      known &&
      byPuppet &&
      (known.command !== command || (known.before >= 0 && known.before !== before))
    )
      this.accuse(event, `${name(event.from)} sends another entry ${key} than was sent before`);
    if (byPuppet) {
      const leader = this.#reigns.get(term)?.leader;
      if (!known && leader !== undefined && !this.isPuppet(leader))
        this.accuse(event, `${name(event.from)} sends entry ${key}, which its leader never took`);
      this.#spokenOf.add(term);
    }
    this.#entries.set(key, { command, before: before ?? known?.before ?? -1 });
  }

  atTheEnd(event: TraceEvent): void {
    for (const [term, { leader }] of this.#reigns)
      if (this.isPuppet(leader)) this.#isElectable(event, term, [leader]);
    for (const term of this.#spokenOf)
      if (!this.#reigns.has(term)) this.#isElectable(event, term, this.#puppets);
    for (const [term, reign] of this.#reigns)
      if (this.isPuppet(reign.leader)) this.#isComplete(event, term, reign);
  }

  get #puppets(): number[] {
    return [...Array(this.servers).keys()].filter((id) => this.isPuppet(id));
  }

  /**
   * A majority must be able to have voted for one of them. Servers that run code have shown all their
   * votes.
   */
  #isElectable(event: TraceEvent, term: number, candidates: readonly number[]): void {
    const votesFor = (candidate: number) =>
      [...Array(this.servers).keys()].filter((id) => {
        const vote = this.voters.voteOf(id, term);
        return vote === candidate || (vote === undefined && this.isPuppet(id));
      }).length;
    if (candidates.some((candidate) => votesFor(candidate) > this.servers / 2)) return;
    const who = candidates.map(name).join(' or ');
    this.accuse(event, `${who} cannot have won term ${term}: no majority is left to vote for it`);
  }

  /**
   * Its log must hold all that was committed in earlier terms, and all that the server under test has
   * applied.
   */
  #isComplete(event: TraceEvent, term: number, { leader, log }: Reign): void {
    for (const [index, { term: entryTerm, command }] of log) {
      for (const [earlier, other] of this.#reigns) {
        const theirs = other.log.get(index);
        if (earlier >= term || index > other.commit || !theirs || theirs.term === entryTerm)
          continue;
        this.accuse(
          event,
          `${name(leader)}, leader of term ${term}, lacks what is committed at index ${index} since term ${earlier}`,
        );
      }
      const applied = this.#applied.get(index);
      if (command !== undefined && applied && applied.term < term && applied.command !== command)
        this.accuse(event, `${name(leader)} lacks what was applied at index ${index}`);
    }
  }
}
