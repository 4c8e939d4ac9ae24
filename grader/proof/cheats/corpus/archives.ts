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

/** Files with this text must have no effect. */
const EVIL = 'export const RULES = [];';

export const ARCHIVES: readonly Cheat[] = [
  packs('archives/up', 'Contains a file whose name leads out of the folder with "..".', [
    { name: '../../../grader/judge/rules/index.ts', text: EVIL },
    { name: '../escaped.ts', text: EVIL },
  ]),
  packs('archives/absolute', 'Contains files with absolute names.', [
    { name: '/tmp/escaped.ts', text: EVIL },
    { name: 'C:\\escaped.ts', text: EVIL },
  ]),
  packs(
    'archives/link',
    "Contains links with the names of source files, to the grader's rules and to a system file.",
    [
      { name: 'rules.ts', linksTo: '../../grader/judge/rules/index.ts' },
      { name: 'passwd.ts', linksTo: '/etc/passwd' },
    ],
  ),
  packs('archives/grader', 'Contains an edited grader beside the solution.', [
    { name: 'grader/judge/rules/index.ts', text: EVIL },
    { name: 'grader/contract.ts', text: EVIL },
    { name: 'package.json', text: '{ "scripts": { "grade": "true", "preinstall": "exit 1" } }' },
    { name: 'node_modules/typescript/index.js', text: 'process.exit(0);' },
  ]),
  packs(
    'archives/odd-names',
    'Contains files whose names are formulas, markup and control characters.',
    [
      { name: '=HYPERLINK("x")', text: EVIL },
      { name: '<script>alert(1)</script>.ts', text: EVIL },
      { name: '\u001b[2J::error::.ts', text: EVIL },
    ],
  ),
  packs(
    'archives/bomb',
    'Contains a file of zeros that unpacks to a thousand times its size.',
    [{ name: 'labs/raft/bomb.ts', zeros: 80_000_000 }],
    NO_GAIN,
  ),
];
