/** Provides the secret for a class's hidden seeds: the given one, or one that is created and kept. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { HOW_TO_MAKE, makeSecret, readSecret, type SecretRead } from './secret-file';
import { type SeedPlan, USUAL_COUNTS } from './seed-plan';
import { assignmentKey } from './hidden-seeds';
import { fitted, plain } from '../../report/plain';
import type { ClassRun } from './entry';
import type { GradeClassCommand } from './grade-class-args';
import { whereStood } from '../../command/place';
import { Refusal } from '../../command/run-command';

/** @param last the previous run into the same folder */
export function seedPlan(command: GradeClassCommand, last: ClassRun | undefined): SeedPlan {
  const { assignment, shown, hidden, ownSeeds, publicOnly } = command;
  if (publicOnly) {
    if (shown === 0) throw new Refusal('public=0 leaves no seed to grade on.');
    return { shown };
  }
  if (hidden === 0)
    throw new Refusal(
      'hidden=0 leaves only public seeds, and memorized answers can pass on those. If you want that, use: public-only',
    );
  const count = hidden ?? USUAL_COUNTS.hidden;
  const secret = secretOf(command, last?.seeds.commitment !== undefined);
  return { shown, hidden: { key: assignmentKey(secret, assignment), count, own: ownSeeds } };
}

/** The given secret, else the one beside the results, which is created the first time. */
function secretOf({ secret, out, shard }: GradeClassCommand, hadSecret: boolean): Buffer {
  const named = namedSecret(secret);
  if (named) return named;
  if (shard)
    throw new Refusal(`All parts of a class need the same secret: secret=FILE.\n${HOW_TO_MAKE}`);
  const beside = `${whereStood(out)}-secret.txt`;
  const shownName = plain(`${out.replace(/[/\\]+$/, '')}-secret.txt`);
  if (!existsSync(beside)) {
    if (hadSecret)
      throw new Refusal(
        `The results in ${plain(out)} have hidden seeds from a secret that is not named now, and a new one would grade everyone again, on other seeds. Add secret=FILE; or choose another out=, or delete that folder.`,
      );
    mkdirSync(path.dirname(beside), { recursive: true });
    const problem = makeSecret(beside);
    if (problem !== undefined) throw new Refusal(problem);
    process.stdout.write(
      fitted(
        `No secret was named, so a new one was written: ${shownName}. Keep it, and keep it private: the hidden seeds come from it.`,
      ) + '\n',
    );
  }
  const own = readSecret(beside, process.env);
  if (own.kind !== 'secret')
    throw new Refusal(`${shownName} is not a secret. Name one: secret=FILE`);
  return warned(own);
}

/** @returns undefined if neither a file nor the environment has one */
export function namedSecret(file: string | undefined): Buffer | undefined {
  const read = readSecret(file === undefined ? undefined : whereStood(file), process.env);
  if (read.kind === 'problem') throw new Refusal(read.problem);
  return read.kind === 'secret' ? warned(read) : undefined;
}

function warned(read: Extract<SecretRead, { kind: 'secret' }>): Buffer {
  for (const warning of read.warnings) process.stderr.write(`${fitted(warning)}\n`);
  return read.secret;
}
