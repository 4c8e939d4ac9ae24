/** A cluster of scripted servers (see raft.ts), and what can be observed of it. */
import { Cluster } from '../../../grader/world/cluster/cluster';
import type { Program } from '../../../grader/world/realm/program';
import { MS } from '../../../grader/world/sim/time';
import type { EventOf, Happening, TraceEvent } from '../../../grader/world/sim/trace';
import { filesIn, programOf } from '../programs';

export async function scriptedProgram(): Promise<Program> {
  const { 'raft.ts': raft = '', 'persister.ts': persister = '' } = filesIn(
    'tests',
    'support',
    'scripted',
  );
  return programOf({ 'raft.ts': raft, 'persister.ts': persister });
}

export class ScriptedCluster {
  readonly cluster: Cluster;
  readonly events: TraceEvent[] = [];

  constructor(program: Program, seed = 1, servers = 3) {
    this.cluster = new Cluster({ program, servers, seed });
    this.cluster.system.trace.listen((event) => this.events.push(event));
    this.cluster.boot();
  }

  /** Makes a server execute steps. */
  tell(server: number, ...steps: readonly string[]): void {
    this.cluster.node(server).start(steps.join('; '));
  }

  run(ms: number): void {
    this.cluster.run(ms);
  }

  of<K extends Happening['kind']>(kind: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** The console lines of a server, with times in ms. */
  said(server: number): { readonly text: string; readonly atMs: number }[] {
    return this.of('log')
      .filter((event) => event.server === server)
      .map(({ text, at }) => ({ text, atMs: at / MS }));
  }

  /** The content of a server's disk at its last boot. */
  diskAtBoot(server: number): string {
    const found = this.said(server).filter(({ text }) => text.startsWith('disk'));
    return found.at(-1)?.text.slice('disk '.length) ?? 'never booted';
  }

  /** A server's messages and disk operations in order, in the words of its script. */
  outgoing(server: number): string[] {
    return this.events.flatMap((event) => {
      if (event.kind === 'send' && event.from === server)
        return [`send ${event.to} ${(event.args as { term: number }).term}`];
      if (event.kind === 'reply' && event.to === server) return [`reply to S${event.from}`];
      if (event.kind !== 'disk' || event.server !== server) return [];
      const { operation } = event;
      return [
        `${operation.op} ${operation.file}${operation.op === 'rename' ? ` ${operation.to}` : ''}`,
      ];
    });
  }
}
