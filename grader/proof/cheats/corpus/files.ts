/** Files that a submission should not contain, and source text that is hard to process. */
import type { Cheat } from '../cheat';
import { brings, named, NO_GAIN, refused, SAME, tries } from './make';

const RAFT = 'export class Raft {}';
const NESTED = 45_000;
const ODD_NAME = "=1+1'<script>alert(1)<script> ::error::";

export const FILES: readonly Cheat[] = [
  brings(
    'files/edited-grader',
    'Brings an edited grader, whose rules find nothing.',
    {
      'grader/judge/rules/index.ts':
        'export const RULES = []; export const referee = () => () => {};',
      'grader/runs/pool/run-child.ts': "process.send({ kind: 'result' });",
      'grader/contract.ts': 'export const todo = () => {};',
    },
    SAME,
  ),
  brings(
    'files/tests-of-the-grader',
    "Brings tests and scenarios that have the grader's file names.",
    {
      '2A/initial-election.test.ts': "test('passes', () => {});",
      'catalogue.ts': 'export const CATALOGUE = [];',
      'jest.config.js': 'process.exit(0);',
    },
    SAME,
  ),
  brings(
    'files/settings',
    'Brings settings for the tools: npm, the compiler, the bundler.',
    {
      '.npmrc': 'script-shell=./evil.sh\nnode-options=--require ./evil.js',
      'package.json':
        '{ "scripts": { "postinstall": "node evil.js" }, "main": "evil.js", "type": "commonjs" }',
      'tsconfig.json':
        '{ "compilerOptions": { "jsxFactory": "process.exit", "plugins": [{ "name": "./evil.js" }] }, "extends": "../../tsconfig.json" }',
      'evil.js': 'process.exit(0);',
      '.pnp.cjs': 'process.exit(0);',
    },
    SAME,
  ),
  brings(
    'files/own-typescript',
    'Brings its own packages under the names of those that the grader uses.',
    {
      'node_modules/typescript/package.json': '{ "name": "typescript", "main": "index.js" }',
      'node_modules/typescript/index.js': 'process.exit(0);',
      'node_modules/esbuild/index.js': 'process.exit(0);',
    },
    SAME,
  ),
  brings(
    'files/source-map-of-another',
    "Brings a source map that maps its lines to the grader's files.",
    {
      'persister.ts': [
        "export { Persister } from './kept';",
        `//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"version":3,"sources":["../../grader/judge/rules/index.ts"],"names":[],"mappings":"AAAA"}').toString('base64')}`,
      ].join('\n'),
      'kept.ts': "throw new Error('whose line is this?'); export class Persister {}",
    },
    named('K.2'),
  ),
  tries(
    'files/comments-that-end-code',
    'Writes comments that are kept and might end the function around the bundle.',
    { module: '/*! })(); throw 1; /* */\n//! })(); throw 1;\n' },
    SAME,
  ),
  brings(
    'bundling/nested-brackets',
    'Nests so many brackets that compilers overflow their stack.',
    { 'raft.ts': `globalThis.x = ${'['.repeat(NESTED)}${']'.repeat(NESTED)}; ${RAFT}` },
    refused('nested too deeply'),
  ),
  brings(
    'bundling/nested-to-the-brink',
    'Nests as many brackets as one compiler still accepts, though the next may not.',
    { 'raft.ts': `globalThis.x = ${'['.repeat(1_500)}${']'.repeat(1_500)}; ${RAFT}` },
    NO_GAIN,
  ),
  brings(
    'bundling/large',
    'Brings half a megabyte of one expression.',
    { 'raft.ts': `export const x = ${'!'.repeat(500_000)}1; ${RAFT}` },
    refused('larger than'),
  ),
  brings(
    'bundling/doubling',
    'Makes the bundler compute constants that double in size with every line.',
    {
      'raft.ts': `export enum E { A0 = 'aaaa', ${Array.from({ length: 60 }, (_, i) => `A${i + 1} = A${i} + A${i}`).join(', ')} } ${RAFT}`,
    },
    refused('used up its memory'),
  ),
  brings(
    'bundling/arrows',
    'Nests arrow functions, which makes the bundler slower and slower.',
    { 'raft.ts': `export const x = ${'a=>'.repeat(33_000)}1; ${RAFT}` },
    refused('too deeply'),
  ),
  brings(
    'bundling/export-that-matches',
    'Exports a name that is a regular expression with endless backtracking.',
    {
      'raft.ts': `const x = 1; export { x as '(([^]+)+)+!' };\n${'export const y = 1;'.padEnd(400, ' ')}`,
    },
    refused('nothing here is exported as Raft'),
  ),
  brings(
    'names/formulas-and-markup',
    'Names a file with a formula, markup and a workflow command, and throws in it.',
    {
      [`${ODD_NAME}.ts`]: "export const x = 1; throw new Error('in an odd file');",
      'raft.ts': `export * from ${JSON.stringify(`./${ODD_NAME}`)}; export class Raft {}`,
    },
    named('K.2'),
  ),
  brings(
    'names/control-characters',
    'Names a file with control characters, and throws in it.',
    {
      'a\u001b[2J\u0007\n::error::b.ts': "export const x = 1; throw new Error('in an odd file');",
      'raft.ts': "export * from './a\\u001b[2J\\u0007\\n::error::b'; export class Raft {}",
    },
    named('K.2'),
  ),
];
