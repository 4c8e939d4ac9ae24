/** Commands that a server answers by itself, whether or not it leads. */
import { type Answer, Failure, OK, Status } from '../service/map';
import { clusterAnswer, type View } from './cluster-words';
import { type Command, COMMANDS, SYNTAX } from './commands';

/** The oldest version with all these commands. Clients choose their commands by it. */
const VERSION = '5.0.0';

export interface Self extends View {
  readonly keys: () => number;
  readonly clients: () => number;
}

export function ownAnswer(name: string, words: readonly string[], self: Self): Answer {
  const [, first = ''] = words;
  switch (name) {
    case 'ping':
      if (words.length > 2) return new Failure("ERR wrong number of arguments for 'ping' command");
      return words.length === 2 ? first : new Status('PONG');
    case 'echo':
      return first;
    case 'info':
      return info(self);
    case 'command':
      return commandAnswer(words);
    case 'client':
      return client(words);
    case 'cluster':
      return clusterAnswer(self, words);
    case 'select':
      return first === '0' ? OK : new Failure('ERR SELECT is not allowed in cluster mode');
    case 'readonly':
    case 'readwrite':
    case 'quit':
      return OK;
    default:
      return SYNTAX;
  }
}

function client([, what = '']: readonly string[]): Answer {
  switch (what.toLowerCase()) {
    case 'setname':
    case 'setinfo':
    case 'reply':
    case 'no-evict':
    case 'no-touch':
      return OK;
    case 'getname':
      return undefined;
    case 'id':
      return 1;
    case 'list':
      return '';
    default:
      return new Failure(`ERR unknown subcommand '${what.slice(0, 128)}'.`);
  }
}

function commandAnswer([, what = '', ...names]: readonly string[]): Answer {
  switch (what.toLowerCase()) {
    case '':
      return [...COMMANDS.values()].map(about);
    case 'count':
      return COMMANDS.size;
    case 'info':
      return names.map((name) => {
        const command = COMMANDS.get(name.toLowerCase());
        return command && about(command);
      });
    case 'docs':
      return [];
    default:
      return new Failure(`ERR unknown subcommand '${what.slice(0, 128)}'.`);
  }
}

function about({ name, arity, flags, keys }: Command): Answer {
  return [name, arity, flags.map((flag) => new Status(flag)), ...keys];
}

function info({ standing, ports, me, keys, clients }: Self): string {
  const { term, isLeader, leader, lastIndex } = standing;
  const sections = {
    Server: {
      redis_version: VERSION,
      redis_mode: 'cluster',
      process_id: process.pid,
      tcp_port: ports[me],
    },
    Clients: { connected_clients: clients() },
    Persistence: { loading: 0 },
    Replication: {
      role: isLeader ? 'master' : 'slave',
      ...(!isLeader && { master_link_status: leader === undefined ? 'down' : 'up' }),
      ...(isLeader && { connected_slaves: ports.length - 1 }),
    },
    Cluster: { cluster_enabled: 1 },
    Raft: {
      raft_server: me,
      raft_term: term,
      raft_leader: leader ?? 'none',
      raft_last_index: lastIndex,
    },
    Keyspace: { db0: `keys=${keys()},expires=0,avg_ttl=0` },
  };
  return Object.entries(sections)
    .map(([name, lines]) => {
      const told = Object.entries(lines).map(([key, value]) => `${key}:${value}\r\n`);
      return `# ${name}\r\n${told.join('')}`;
    })
    .join('\r\n');
}
