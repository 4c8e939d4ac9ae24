/** A server made of a few lines of JavaScript, booted in a real realm. */
import { bundlePrelude } from '../../../grader/world/realm/bundle';
import type { Effect } from '../../../grader/world/realm/effects';
import { Program } from '../../../grader/world/realm/program';
import { Realm } from '../../../grader/world/realm/realm';

let prelude: Promise<string> | undefined;

export interface ServerCode {
  /** Runs when the modules are loaded. */
  readonly module?: string;
  /** Body of the constructor; `peers`, `me`, `persister`, `apply` are there, and `disk`. */
  readonly built?: string;
  /** Body of requestVote(args). */
  readonly requestVote?: string;
  readonly getState?: string;
}

/** @returns a program whose server does what the code says and otherwise nothing */
export async function programOf(code: ServerCode): Promise<Program> {
  prelude ??= bundlePrelude();
  const student = `"use strict";
    ${code.module ?? ''}
    let disk;
    class Persister { constructor(d) { disk = d; } saveRaftState() {} readRaftState() { return new Uint8Array(0); } raftStateSize() { return 0; } }
    class Raft {
      constructor(peers, me, persister, apply) { ${code.built ?? ''} }
      getState() { ${code.getState ?? 'return { term: 0, isLeader: false };'} }
      start() { return { index: -1, term: 0, isLeader: false }; }
      requestVote(args) { ${code.requestVote ?? 'return { term: 0, voteGranted: false };'} }
      appendEntries() { return { term: 0, success: false }; }
    }
    return { Raft, Persister };`;
  return new Program({ prelude: await prelude, student });
}

export interface BootSettings {
  readonly at?: number;
  readonly seed?: number;
  readonly files?: Readonly<Record<string, string>>;
  /** Whether effects say where in the code they come from. */
  readonly origins?: boolean;
}

export function boot(
  program: Program,
  { at = 0, seed = 1, files = {}, origins = false }: BootSettings = {},
): { realm: Realm; effects: Effect[] } {
  const names = Object.keys(files).sort();
  return Realm.boot(program, {
    at,
    me: 0,
    servers: 3,
    chance: [seed, 2, 3, 4],
    image: new Map(names.map((file, i) => [file, { id: i + 1, length: files[file]?.length ?? 0 }])),
    origins,
    bytes: new Map(names.map((file) => [file, files[file] ?? ''])),
  });
}

/** What console lines the effects hold. */
export function lines(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => (effect.kind === 'log' ? [effect.text] : []));
}

/** What was thrown, first lines alone. */
export function thrown(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.kind === 'threw' ? [`${effect.place}: ${effect.text.split('\n', 1)[0] ?? ''}`] : [],
  );
}
