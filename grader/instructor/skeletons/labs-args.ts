/** Reads the command line of `npm run labs`. Pure. */
import { type Stage, STAGES } from '../../contract';
import { type Help, readWords, type Vocabulary } from '../../command/options';
import { askBack, type UsageProblem } from '../../command/usage-problem';

export type LabsCommand =
  | { readonly kind: 'check' }
  | {
      readonly kind: 'write';
      /** Regions up to this stage are solved. */
      readonly through: Stage | undefined;
      /** A folder as typed, relative to the user's current folder; undefined for the usual one. */
      readonly out: string | undefined;
      readonly force: boolean;
    };

const VOCABULARY: Vocabulary = {
  command: 'npm run labs',
  does: 'Makes what students open from the reference in solutions/raft: labs/raft and the test tables of the handouts.',
  words: [
    { name: 'check', does: 'write nothing; fail if any of it is out of date' },
    { name: 'through', takes: '2A', does: 'write labs/start-of-2B: 2A solved, the rest to do' },
    { name: 'out', takes: 'DIR', does: 'write to another folder, which must be empty' },
    { name: 'force', does: 'overwrite changed and added files' },
  ],
  examples: ['npm run labs', 'npm run labs:check', 'npm run labs through=2A out=DIR'],
};

export function parseLabsArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LabsCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind === 'problem') return stageAlone(argv) ?? said;
  if (said.kind === 'help') return said;
  const given = said.one('through');
  const out = said.one('out');
  if (said.has('check')) {
    if (given === undefined && out === undefined && !said.has('force')) return { kind: 'check' };
    return askBack('"check" looks at labs/raft and takes nothing else:', 'npm run labs:check');
  }
  const through = STAGES.find((stage) => stage.toLowerCase() === given?.toLowerCase());
  if (given !== undefined && through === undefined)
    return askBack(
      `There is no stage "${given}": name the last one that is solved.`,
      'npm run labs through=2A',
    );
  if (through !== undefined && through === STAGES.at(-1))
    return askBack(
      `After ${through} no stage is left to do: solutions/raft holds the solved files.`,
    );
  return { kind: 'write', through, out, force: said.has('force') };
}

/** `npm run labs 2A` */
function stageAlone(argv: readonly string[]): UsageProblem | undefined {
  const word = argv.find((text) => text !== '--')?.toLowerCase();
  const stage = STAGES.slice(0, -1).find((known) => known.toLowerCase() === word);
  return (
    stage && askBack(`What about ${stage}? To start after it:`, `npm run labs through=${stage}`)
  );
}
