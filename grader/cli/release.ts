/** `npm run release`: writes what students get into a new folder, and proves it before it is there. */
import path from 'node:path';
import pc from '../report/colour';
import type { Stage } from '../contract';
import { BadPlace, Place } from '../instructor/release/place';
import { NotInstalled, prove, Unfit } from '../instructor/release/proof';
import { commitAll, NoRepository } from '../instructor/release/repository';
import { studentKit } from '../instructor/release/student-kit';
import { fitted } from '../report/plain';
import { listenForInterruption } from '../command/interruption';
import { print } from '../command/run-command';
import { parseRelease, RELEASE, type ReleaseCommand } from '../instructor/release/release-args';

const EXIT = { written: 0, unfit: 1, usage: 2, grader: 3, interrupted: 130 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

const ROOT = path.join(__dirname, '..', '..');

const interruption = listenForInterruption(EXIT.interrupted);

async function main(): Promise<Exit> {
  const command = parseRelease(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      print(command.text);
      return EXIT.written;
    case 'problem':
      complain(command.message);
      return EXIT.usage;
    case 'release':
      return release(command);
  }
}

async function release({ out, through, isGit, isUnproven }: ReleaseCommand): Promise<Exit> {
  const { signal } = interruption;
  // npm runs scripts at the repository's root; the person may have stood elsewhere.
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), out);
  let place: Place | undefined;
  try {
    place = Place.take(folder, ROOT);
    print(`Making a kit for students in ${out}, ${stagesIn(through)}`);
    const files = await studentKit(ROOT, through);
    place.write(files);
    const proven = (what: string) => {
      print(`${pc.green('✓')} ${what}`);
    };
    await prove({ root: ROOT, place, files, through, unproven: isUnproven, signal, proven });
    if (isGit) {
      await commitAll(place.workshop, `Raft lab, ${stagesIn(through)}`, signal);
      proven('a repository with one commit');
    }
    if (signal.aborted) return EXIT.interrupted;
    place.finish();
    const doubt = isUnproven ? ' Not proven: that npm ci installs it.' : '';
    print(`\nWrote ${files.size} files to ${out}.${doubt}`);
    return EXIT.written;
  } catch (thrown) {
    return signal.aborted ? EXIT.interrupted : explain(thrown);
  } finally {
    place?.discard();
  }
}

function stagesIn(through: Stage | undefined): string {
  if (through === undefined) return 'with all stages to do';
  return through === '2A' ? 'with 2A solved' : 'with 2A and 2B solved';
}

function explain(thrown: unknown): Exit {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof BadPlace) {
    complain(text);
    return EXIT.usage;
  }
  if (thrown instanceof NotInstalled) {
    complain(
      `npm ci cannot install it, and so nothing was written:\n${text}\nWithout a network, say: ${RELEASE.command} out=DIR unproven`,
    );
    return EXIT.usage;
  }
  if (thrown instanceof NoRepository) {
    complain(
      `Nothing was written, because git failed.\n${text}\nWithout a repository: leave out git.`,
    );
    return EXIT.usage;
  }
  if (thrown instanceof Unfit) {
    complain(`This cannot be handed out, and nothing was written.\n${text}`);
    return EXIT.unfit;
  }
  return fail(thrown);
}

function complain(text: string): void {
  process.stderr.write(`${fitted(text)}\n`);
}

function fail(thrown: unknown): Exit {
  complain(`The release failed:\n  ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  if (process.env['RAFT_LAB_DEBUG'] && thrown instanceof Error) complain(thrown.stack ?? '');
  return EXIT.grader;
}

void main()
  .catch(fail)
  .then((exit) => {
    process.exitCode = exit;
  });
