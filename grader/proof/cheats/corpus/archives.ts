/**
 * Archives that write outside their folder, have unexpected content, or unpack to a huge size. They always
 * contain the reference.
 */
import type { ArchiveEntry, Cheat, Expected } from '../cheat';
import { HARMLESS, NO_GAIN } from './make';

function packs(
  id: string,
  attempt: string,
  entries: readonly ArchiveEntry[],
  expected: Expected = HARMLESS,
): Cheat {
  return { id, attempt, base: 'reference', expected, carrier: { kind: 'archive', entries } };
}

/** The outcome must be at least as safe as without this file. */
const EVIL = 'export const RULES = [];';

export const ARCHIVES: readonly Cheat[] = [
  packs('archives/up', 'Holds a file whose name leads up and out of the folder.', [
    { name: '../../../grader/judge/rules/index.ts', text: EVIL },
    { name: '../escaped.ts', text: EVIL },
  ]),
  packs('archives/absolute', 'Holds a file whose name begins at the root.', [
    { name: '/tmp/escaped.ts', text: EVIL },
    { name: 'C:\\escaped.ts', text: EVIL },
  ]),
  packs(
    'archives/link',
    'Holds a link to the rules of the grader under the name of a source file.',
    [
      { name: 'rules.ts', linksTo: '../../grader/judge/rules/index.ts' },
      { name: 'passwd.ts', linksTo: '/etc/passwd' },
    ],
  ),
  packs('archives/grader', 'Holds the whole grader, edited, beside the solution.', [
    { name: 'grader/judge/rules/index.ts', text: EVIL },
    { name: 'grader/contract.ts', text: EVIL },
    { name: 'package.json', text: '{ "scripts": { "grade": "true", "preinstall": "exit 1" } }' },
    { name: 'node_modules/typescript/index.js', text: 'process.exit(0);' },
  ]),
  packs(
    'archives/odd-names',
    'Holds files whose names are formulas, markup and control characters.',
    [
      { name: '=HYPERLINK("x")', text: EVIL },
      { name: '<script>alert(1)</script>.ts', text: EVIL },
      { name: '\u001b[2J::error::.ts', text: EVIL },
    ],
  ),
  packs(
    'archives/bomb',
    'Holds a file of zeros that is a thousand times larger unpacked.',
    [{ name: 'labs/raft/bomb.ts', zeros: 80_000_000 }],
    NO_GAIN,
  ),
];
