/**
 * Finds the place in a submission that a failure speaks of by name, where no stack tells it. Rather
 * none than a wrong one.
 */
import type { Failure } from '../judge/scenarios/run-result';
import type { Place, Sources } from './place';

interface Suspect {
  /** Says it better than the failure does. */
  readonly message?: string;
  readonly place?: Place | undefined;
}

export function suspectOf({ rule, message, thrown = '' }: Failure, sources: Sources): Suspect {
  if (rule !== 'K.1' && rule !== 'K.2') return {};
  const noClass = /^TypeError: (Raft|Persister) is not a constructor(?:\n|$)/.exec(thrown)?.[1];
  if (noClass !== undefined)
    return {
      message: `${noClass} is exported, but it is not a class: the kit creates every server with "new ${noClass}(…)".`,
      place: sources.findOnly(exportOf(noClass)),
    };
  const noMethod = /^TypeError: raft\.(\w+) is not a function(?:\n|$)/.exec(thrown)?.[1];
  if (noMethod !== undefined)
    return {
      message: `Class Raft has no method ${noMethod}(), which grader/contract.ts requires (RaftShape).`,
      place: sources.findOnly(exportOf('Raft'), isRaftFile),
    };
  const method =
    /^S\d+ answered (\w+) of/.exec(message) ??
    /^S\d+: (\w+)(?:\(\))? answered with/.exec(message) ??
    /: (\w+)\(\) threw/.exec(message);
  if (method?.[1] !== undefined)
    return { place: sources.findOnly(methodCalled(method[1]), isRaftFile) };
  const sent = /^S\d+(?: sent (\w+) to|: (\w+) was sent)/.exec(message);
  const call = sent?.[1] ?? sent?.[2];
  return call === undefined ? {} : { place: sources.findOnly(callOf(call)) };
}

function isRaftFile(file: string): boolean {
  return /^raft\.[jt]s$/.test(file);
}

function exportOf(name: string): RegExp {
  return new RegExp(`^export\\b.*\\b${name}\\b`, 'gm');
}

function methodCalled(name: string): RegExp {
  return new RegExp(
    `^[ \\t]+(?:(?:public|override|async|readonly) )*${name}(?:\\(| = ).*\\{$`,
    'gm',
  );
}

/** On an object, as `peer.requestVote(…)`: not its declaration. */
function callOf(name: string): RegExp {
  return new RegExp(`\\.${name}\\(`, 'g');
}
