/**
 * Not a Raft: a server that executes a script and prints what happens to it. The script is the argument of
 * start(), with steps separated by `; `:
 *
 * - `write FILE TEXT`, `sync FILE`, `rename FILE FILE`, `remove FILE`
 * - `send SERVER NUMBER`: RequestVote with that term; every server answers those with the same term
 * - `timer MS WORD`: prints `timer WORD` when it fires
 * - `say WORD`
 *
 * At boot it prints the content of its disk: `disk FILE=TEXT ...`. Runs inside realms.
 */
import type {
  AppendEntriesReply,
  Peer,
  RaftShape,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../grader/contract';
import type { Persister } from './persister';

const FILES = ['a', 'b', 'c'];

export class Raft implements RaftShape {
  constructor(
    private readonly peers: readonly (Peer | undefined)[],
    private readonly me: number,
    private readonly persister: Persister,
  ) {
    const files = FILES.flatMap((file) => {
      const bytes = persister.disk.read(file);
      return bytes ? [`${file}=${new TextDecoder().decode(bytes)}`] : [];
    });
    console.log(['disk', ...files].join(' '));
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: 1, isLeader: false };
  }

  start(script: string): { index: number; term: number; isLeader: boolean } {
    for (const step of script.split('; ')) this.#do(step.split(' '));
    return { index: 1, term: 1, isLeader: true };
  }

  requestVote({ term }: RequestVoteArgs): RequestVoteReply {
    console.log(`got ${term}`);
    return { term, voteGranted: true };
  }

  appendEntries(): AppendEntriesReply {
    return { term: 1, success: true };
  }

  #do([step, first = '', second = '']: readonly string[]): void {
    const { disk } = this.persister;
    switch (step) {
      case 'write':
        disk.write(first, new TextEncoder().encode(second));
        return;
      case 'sync':
        disk.sync(first);
        return;
      case 'rename':
        disk.rename(first, second);
        return;
      case 'remove':
        disk.remove(first);
        return;
      case 'send':
        void this.#send(Number(first), Number(second));
        return;
      case 'timer':
        setTimeout(() => console.log(`timer ${second}`), Number(first));
        return;
      case 'say':
        console.log(first);
        return;
      default:
        throw new Error(`no step ${step ?? ''}`);
    }
  }

  async #send(to: number, term: number): Promise<void> {
    const args = { term, candidateId: this.me, lastLogIndex: 0, lastLogTerm: 0 };
    const reply = await this.peers[to]?.requestVote(args);
    console.log(reply ? `answered ${reply.term}` : `lost ${term}`);
  }
}
