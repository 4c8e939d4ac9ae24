/** Features of a bundler beyond plain imports: every way in which it might read another file. */
import type { Cheat, Expected } from '../cheat';
import { brings, named, NO_GAIN, refused, SAME } from './make';

const RAFT = 'export class Raft {}';
const COMPUTED = refused('a name that is computed');
const NOT_CODE = refused('a file can be imported as code or JSON');
const OUTSIDE = refused('it lies outside your folder');
const ONLY_OWN = refused('a server has only your own files');
const UP = '../../../../../../../..';

/** A raft.ts with one line of code besides a trivial class. */
function line(id: string, attempt: string, code: string, expected: Expected): Cheat {
  return brings(id, attempt, { 'raft.ts': `// @ts-nocheck\n${code}\n${RAFT}\n` }, expected);
}

export const BUNDLER: readonly Cheat[] = [
  line(
    'imports/glob-of-the-solution',
    'Makes the bundler look for files outside the folder by a pattern: require() of a template string.',
    'export const only = (n) => require(`../../solutions/raft/${n}.ts`);',
    COMPUTED,
  ),
  line(
    'imports/glob-by-a-sum',
    'The same with a name concatenated by plus signs.',
    "export const only = (n) => require('../variants/one-class/' + n + '.ts');",
    COMPUTED,
  ),
  line(
    'imports/glob-of-a-secret',
    'Makes the bundler include any file of the system as text, by a pattern.',
    `export const leak = (n) => import(\`${UP}/etc/pass\${n}\`, { with: { type: 'text' } });`,
    COMPUTED,
  ),
  line(
    'imports/glob-of-the-environment',
    "The same with the bundler's own environment.",
    `export const leak = (n) => import(\`${UP}/proc/self/enviro\${n}\`, { with: { type: 'text' } });`,
    COMPUTED,
  ),
  line(
    'imports/glob-of-a-device',
    'Makes the bundler open a device that never answers, by a pattern.',
    `export const wait = (n) => require(\`${UP}/dev/ptm\${n}\`);`,
    COMPUTED,
  ),
  line(
    'imports/glob-of-everything',
    'Makes the bundler search the whole file system, by a pattern.',
    `export const all = (n) => require(\`${UP}/\${n}/\${n}/\${n}\`);`,
    COMPUTED,
  ),
  line(
    'imports/glob-inside',
    'Imports its own files by a pattern, which hides which files they are.',
    'export const own = (n) => import(`./${n}.ts`);',
    COMPUTED,
  ),
  line(
    'imports/as-text',
    'Imports its own source as text.',
    "import text from './persister.ts' with { type: 'text' }; export const t = text;",
    NOT_CODE,
  ),
  line(
    'imports/as-bytes',
    'Imports its own source as bytes.',
    "import bytes from './persister.ts' with { type: 'bytes' }; export const t = bytes;",
    NOT_CODE,
  ),
  line(
    'imports/as-json',
    'Imports a source file as JSON.',
    "import json from './persister.ts' with { type: 'json' }; export const t = json;",
    NOT_CODE,
  ),
  line(
    'imports/of-a-style-sheet',
    'Imports a style sheet, which may import and embed other files.',
    "import './style.css';",
    refused('there is no such file'),
  ),
  line(
    'imports/of-a-data-address',
    'Imports code from a data URL.',
    "import x from 'data:text/javascript,export default 1'; export const y = x;",
    ONLY_OWN,
  ),
  line(
    'imports/of-an-address',
    'Imports code from the network.',
    "import x from 'https://example.org/x.js'; export const y = x;",
    ONLY_OWN,
  ),
  line(
    'imports/of-a-file-address',
    'Imports a file by a file URL.',
    "import x from 'file:///etc/passwd'; export const y = x;",
    ONLY_OWN,
  ),
  line(
    'imports/of-a-drive',
    'Imports a file by a Windows path.',
    "import x from 'C:\\\\Windows\\\\win.ini'; export const y = x;",
    OUTSIDE,
  ),
  line(
    'imports/of-the-namespace',
    "Imports a file by the bundler's internal name for it.",
    "import x from 'submission:raft.ts'; export const y = x;",
    ONLY_OWN,
  ),
  line(
    'imports/of-the-entry',
    "Imports the bundler's first file, which is the kit's.",
    "export * from './<entry>';",
    refused('there is no such file'),
  ),
  line(
    'imports/of-a-neighbour',
    'Imports the folder of another submission beside its own.',
    "export * from '../ada/raft';",
    OUTSIDE,
  ),
  line(
    'imports/through-a-backslash',
    'Leads out of its folder with Windows path separators.',
    "export * from './..\\\\..\\\\solutions\\\\raft\\\\raft';",
    refused('there is no such file'),
  ),
  line(
    'imports/around-through-itself',
    'Leads out of its folder and in again at another place.',
    "export * from '../../../../solutions/raft/raft';",
    OUTSIDE,
  ),
  line(
    'imports/of-another-contract',
    "Hopes that any path that contains the contract's name is accepted.",
    "export * from '/etc/grader/contract/../passwd';",
    OUTSIDE,
  ),
  line(
    'imports/by-import-equals',
    "Imports a module of Node with TypeScript's import = require().",
    "import fs = require('fs'); export const f = fs;",
    refused('Use the Disk'),
  ),
  line(
    'imports/deferred',
    'Imports a file with import defer, which no realm supports.',
    "import defer * as late from './persister'; export const l = late;",
    refused('not available'),
  ),
  brings(
    'imports/shadow-tsx',
    'Puts a raft.tsx beside raft.ts, so that one is read and the other is run.',
    { 'raft.tsx': 'export class Raft { constructor() { throw new Error("shadow"); } }' },
    SAME,
  ),
  brings(
    'imports/shadow-js',
    'Puts JavaScript files beside TypeScript files of the same name.',
    { 'log.js': 'throw new Error("shadow");', 'raft.js': 'throw new Error("shadow");' },
    SAME,
  ),
  brings(
    'imports/shadow-folder',
    'Puts a folder with an index and a package.json beside a file of the same name.',
    {
      'log/index.ts': 'throw new Error("shadow");',
      'log/package.json': '{ "main": "../evil.js", "sideEffects": true }',
      'evil.js': 'throw new Error("shadow");',
    },
    SAME,
  ),
  brings(
    'imports/tsconfig-extends',
    'Brings a tsconfig.json that extends a system file and maps names to other files.',
    {
      'tsconfig.json':
        '{ "extends": "../../../../etc/passwd", "compilerOptions": { "paths": { "./log": ["./evil"] }, "rootDirs": [".", "/"] } }',
      'evil.ts': 'throw new Error("evil");',
    },
    SAME,
  ),
  brings(
    'bundling/map-in-a-block',
    'Names a source map in a block comment, with a device as its source.',
    {
      'raft.ts': `// @ts-nocheck\n/*# sourceMappingURL=data:application/json,{"version":3,"sources":["/dev/ptmx"],"names":[],"mappings":"AAAA"} */\n${RAFT}`,
    },
    NO_GAIN,
  ),
  brings(
    'bundling/map-in-a-file',
    'Names a source map in a file outside its folder.',
    { 'raft.ts': `// @ts-nocheck\n${RAFT}\n//@ sourceMappingURL=${UP}/etc/passwd\n` },
    NO_GAIN,
  ),
  brings(
    'bundling/another-name-for-the-script',
    'Renames the script in a comment that is kept, so that its lines cannot be found.',
    { 'raft.ts': `// @ts-nocheck\n${RAFT}\n//# sourceURL=@preserve\n` },
    NO_GAIN,
  ),
  brings(
    'bundling/grows-to-megabytes',
    'Makes the bundler produce a script of 134 MB, which takes minutes to load.',
    {
      'raft.ts': `export enum E { A0 = 'aaaaaaaa', ${Array.from({ length: 23 }, (_, i) => `A${i + 1} = A${i} + A${i}`).join(', ')} } (globalThis as any).E = E; ${RAFT}`,
    },
    refused('bundling this code'),
  ),
  brings(
    'bundling/grows-a-little',
    'Makes the bundler produce a script of some megabytes, below any memory limit.',
    {
      'raft.ts': `export enum E { A0 = 'aaaaaaaa', ${Array.from({ length: 19 }, (_, i) => `A${i + 1} = A${i} + A${i}`).join(', ')} } (globalThis as any).E = E; ${RAFT}`,
    },
    refused('bundling this code gave more than 2 MB'),
  ),
  brings(
    'bundling/pattern-behind-a-tab',
    'Hides a malformed regular expression behind a tab.',
    { 'raft.ts': `// @ts-nocheck\nglobalThis.x = [\`\n\t\`,\t/(/];\n${RAFT}` },
    refused('Invalid regular expression'),
  ),
  brings(
    'bundling/pattern-on-a-long-line',
    'Hides a malformed regular expression behind more characters than any message shows.',
    { 'raft.ts': `// @ts-nocheck\nglobalThis.x = ['${'x'.repeat(3_000)}', /(/];\n${RAFT}` },
    refused('Invalid regular expression'),
  ),
  brings(
    'bundling/many-files-in-a-ring',
    'Imports a hundred files in a ring.',
    {
      ...Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [
          `ring${i}.ts`,
          `export * from './ring${(i + 1) % 100}'; export const x${i} = 1;`,
        ]),
      ),
      'raft.ts': `export * from './ring0'; ${RAFT}`,
    },
    NO_GAIN,
  ),
  brings(
    'bundling/json-of-brackets',
    'Imports JSON that is nested far too deeply.',
    {
      'deep.json': `${'['.repeat(45_000)}${']'.repeat(45_000)}`,
      'raft.ts': `import deep from './deep.json'; export const d = deep; ${RAFT}`,
    },
    refused('nested too deeply'),
  ),
  brings(
    'loops/counting-that-doubles',
    'Never returns, in a file in which counting the loops takes forever.',
    {
      'raft.ts': `// @ts-nocheck\nconst async = (f) => f;\nexport const dead = () => ${'async((a) => '.repeat(40)}1${')'.repeat(40)};\nexport class Raft { constructor() { if (dead.length === 0) for (;;); } }`,
    },
    named('K.3'),
  ),
];
