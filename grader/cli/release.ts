/** `npm run release`: makes the kit for students, and checks it before it puts it into the new folder. */
import pc from '../report/colour';
import type { Stage } from '../contract';
import { BadPlace, Place } from '../instructor/release/place';
import { NotInstalled, prove, Unfit } from '../instructor/release/proof';
import { commitAll, NoRepository } from '../instructor/release/repository';
import type { Scaffold } from '../instructor/release/student-pages';
import { studentKit } from '../instructor/release/student-kit';
import { listenForInterruption } from '../command/interruption';
import { KIT, whereStood } from '../command/place';
import { EXIT, print, Refusal, runCommand, textOf } from '../command/run-command';
import { parseRelease, RELEASE, type ReleaseCommand } from '../instructor/release/release-args';

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(parseRelease, release, {
  interruption,
  fault: (thrown) => `The release failed:\n  ${textOf(thrown)}`,
});

async function release({
  out,
  through,
  scaffold,
  isGit,
  isUnproven,
}: ReleaseCommand): Promise<number> {
  const { signal } = interruption;
  const folder = whereStood(out);
  let place: Place | undefined;
  try {
    place = Place.take(folder, KIT);
    const contents = stagesIn(through, scaffold);
    print(`Making a kit for students in ${out}, ${contents}`);
    const files = await studentKit(KIT, { through, scaffold });
    place.write(files);
    const proven = (what: string) => {
      print(`${pc.green('✓')} ${what}`);
    };
    await prove({ root: KIT, place, files, through, unproven: isUnproven, signal, proven });
    if (isGit) {
      await commitAll(place.workshop, `Raft lab, ${contents}`, signal);
      proven('a repository with one commit');
    }
    if (signal.aborted) return EXIT.interrupted;
    place.finish();
    const doubt = isUnproven ? ' Not tested: whether npm ci installs it.' : '';
    print(`\nWrote ${files.size} files to ${out}.${doubt}`);
    return EXIT.passed;
  } catch (thrown) {
    if (signal.aborted) return EXIT.interrupted;
    throw refusalFor(thrown);
  } finally {
    place?.discard();
  }
}

function stagesIn(through: Stage | undefined, scaffold: Scaffold): string {
  if (scaffold === 'bare') return 'with a bare skeleton';
  if (through === undefined) return 'with all stages to do';
  return through === '2A' ? 'with 2A solved' : 'with 2A and 2B solved';
}

/** A problem that the instructor can fix becomes a refusal; any other error stays as it is. */
function refusalFor(thrown: unknown): unknown {
  const text = textOf(thrown);
  if (thrown instanceof BadPlace) return new Refusal(text);
  if (thrown instanceof NotInstalled)
    return new Refusal(
      `npm ci cannot install it, so nothing was written:\n${text}\nWithout a network, use: ${RELEASE.command} out=DIR unproven`,
    );
  if (thrown instanceof NoRepository)
    return new Refusal(
      `Nothing was written, because git failed.\n${text}\nWithout a repository: leave out git.`,
    );
  if (thrown instanceof Unfit)
    return new Refusal(
      `This kit cannot be handed out, so nothing was written.\n${text}`,
      EXIT.failed,
    );
  return thrown;
}
