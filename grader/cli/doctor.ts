/**
 * `npm run doctor`: checks what the kit needs, prints a line for each thing, and says what to do.
 * Changes nothing. Exit code 1 if something has to be fixed before the kit can work, 2 for an invalid
 * command line. A Node that is too old, or a missing installation, is reported earlier, by set-up.cjs.
 */
import pc from '../report/colour';
import { COLUMNS, fold, plain } from '../report/plain';
import type { Finding } from '../student/doctor/finding';
import { editorFiles, graderFiles, ownFiles, textFiles } from '../student/doctor/kit-files';
import { bundler, nodeVersion, packages } from '../student/doctor/installation';
import { diskSpace, memory, temporaryFolder } from '../student/doctor/machine';
import { reader, type Vocabulary } from '../command/options';
import { KIT } from '../command/place';
import { print, runCommand } from '../command/run-command';

const VOCABULARY: Vocabulary = {
  command: 'npm run doctor',
  does: 'Checks Node, the installation, the files of the kit, and the machine.',
  words: [],
  examples: [],
};

const MARKS: Readonly<Record<Finding['mark'], string>> = {
  good: pc.green('✓'),
  note: pc.yellow('!'),
  bad: pc.red('✗'),
};

runCommand(reader(VOCABULARY), async () => {
  const findings = [
    nodeVersion(process.version),
    packages(KIT),
    await bundler(),
    graderFiles(KIT),
    ownFiles(KIT),
    textFiles(KIT),
    editorFiles(KIT),
    temporaryFolder(),
    diskSpace(),
    memory(),
  ];
  print(findings.map(shown).join('\n'));
  const isBad = findings.some(({ mark }) => mark === 'bad');
  print(`\n${isBad ? BAD : findings.some(({ mark }) => mark === 'note') ? NOTED : WELL}`);
  return isBad ? 1 : 0;
});

const BAD = pc.red('Fix the problems first: see the lines below each ✗.');
const NOTED = 'The kit works; lines marked with ! may be fine. Continue with: npm run grade';
const WELL = `${pc.green('All is well.')} Where you are, and what comes next: npm run grade`;

function shown({ mark, what, advice = [] }: Finding): string {
  const lines = fold(plain(what), COLUMNS - 2);
  return [
    ...lines.map((line, at) => `${at === 0 ? MARKS[mark] : ' '} ${line}`),
    ...advice.flatMap((text) => adviceLines(plain(text)).map((line) => `  ${line}`)),
  ].join('\n');
}

/** A line to paste is never broken. */
function adviceLines(text: string): readonly string[] {
  return text.startsWith('  ') ? [text] : fold(text, COLUMNS - 2);
}
