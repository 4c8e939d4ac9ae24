/** Ways out of the realm: to the host's functions, to modules, to code from strings. */
import type { Cheat } from '../cheat';
import { brings, named, refused, SAME, tries } from './make';

/** If this code reaches the process, it ends it, and the run shows that. */
const OUT = (value: string) =>
  `try { const p = (${value})?.constructor?.constructor?.('return process')(); p.exit(0); } catch (e) { held.seen = e; } try { held.seen.constructor.constructor('return process')().exit(0); } catch {}`;

/** By name: a value through whose constructor the cheat tries to escape. */
const VALUES: readonly (readonly [string, string, string])[] = [
  ['this', 'the server itself', 'this'],
  ['global', 'the global object', 'globalThis'],
  ['peer', "another server's stub", 'peers[(me + 1) % 3].requestVote'],
  ['disk', 'the disk', 'held.disk.read'],
  ['apply', 'the apply function', 'apply'],
  ['console', 'the console', 'console.log'],
  ['timer', 'setTimeout', 'setTimeout'],
  ['promise', 'the promise of a call', 'peers[(me + 1) % 3].requestVote({}).then'],
  ['async', 'an async function', 'async () => {}'],
  ['generator', 'a generator', 'function* () {}'],
  ['date', 'a date', 'new Date()'],
  ['error', 'an error of the engine', '(() => { try { null.x; } catch (e) { return e; } })()'],
  [
    'overflow',
    'a stack overflow error',
    '(() => { const f = () => f() + 1; try { f(); } catch (e) { return e; } })()',
  ],
  ['callee', 'the caller of a sloppy-mode function', 'Function.prototype.toString.caller'],
];

export const ESCAPE: readonly Cheat[] = [
  ...VALUES.filter(([name]) => name !== 'promise').map(([name, what, value]) =>
    tries(
      `escape/by-${name}`,
      `Tries to get the process through the constructor of the constructor of ${what}.`,
      { built: OUT(value) },
      SAME,
    ),
  ),
  tries(
    'escape/by-arguments',
    'Tries to get the process through the constructor of the constructor of a request.',
    { requestVote: OUT('args') },
    SAME,
  ),
  tries(
    'escape/prepare-stack-trace',
    'Replaces the function that formats stacks, to get the call sites of the host.',
    {
      built:
        "try { Error.prepareStackTrace = (e, sites) => sites; } catch {} try { Error.stackTraceLimit = Infinity; } catch {} const s = new Error('x').stack; if (typeof s !== 'string') console.log('ESCAPED');",
    },
    SAME,
  ),
  tries(
    'escape/eval',
    'Imports a module of Node from code in strings, with eval() and every kind of Function.',
    {
      built:
        "for (const make of [() => (0, eval)('import(\"fs\")'), () => Function('return import(\"fs\")')(), () => (async () => {}).constructor('return import(\"fs\")')(), () => (function* () {}).constructor('return import(\"fs\")')()]) try { make(); console.log('ESCAPED'); } catch {}",
    },
    SAME,
  ),
  tries(
    'escape/timer-of-text',
    'Gives a timer text to run instead of a function.',
    { built: 'setTimeout(\'import("fs")\', 10);' },
    named('K.2'),
  ),
  tries(
    'imports/of-a-name',
    'Imports a module of Node by import() of a literal.',
    { module: "export const fs = import('node:fs');" },
    refused('import of "node:fs"'),
  ),
  tries(
    'imports/of-a-computed-name',
    'Imports a module of Node by import() of a computed name.',
    { module: "export const fs = import(['node', 'fs'].join(':'));" },
    refused('import() or require() of a name that is computed'),
  ),
  tries(
    'imports/by-phase',
    'Imports a module of Node in another phase: import.source and import.defer.',
    { module: "export const fs = import.source('node:fs');" },
    refused('import'),
  ),
  tries(
    'imports/of-the-solution',
    'Imports the solution from its folder beside labs.',
    { module: "export * as solution from '../../solutions/raft/raft';" },
    refused('it lies outside your folder'),
  ),
  brings(
    'imports/by-paths',
    "Maps a name to the grader's rules in its own tsconfig.json.",
    {
      'tsconfig.json':
        '{ "compilerOptions": { "baseUrl": ".", "paths": { "rules": ["../../grader/judge/rules"] } } }',
      'first.ts': "export * from 'rules';",
      'raft.ts': "import './first'; export class Raft {}",
    },
    refused('import of "rules"'),
  ),
  brings(
    'imports/by-package-json',
    'Maps a name to a file outside its folder in its own package.json.',
    {
      'package.json':
        '{ "imports": { "#rules": "../../grader/judge/rules/index.ts" }, "browser": { "./log": "../../grader/judge/rules/index.ts" } }',
      'raft.ts': "export * from '#rules'; export class Raft {}",
    },
    refused('import of "#rules"'),
  ),
  brings(
    'imports/by-jsx',
    'Has JSX compiled to an import of a module of Node.',
    {
      'first.tsx': '/** @jsxRuntime automatic @jsxImportSource node:fs */ export const x = <a />;',
      'raft.ts': "export * from './first'; export class Raft {}",
    },
    refused('a server takes TypeScript without JSX'),
  ),
  brings(
    'imports/by-link',
    "Imports a link in its own folder that points to the grader's rules.",
    { 'raft.ts': "export * from './rules'; export class Raft {}" },
    refused('it lies outside your folder'),
    { 'rules.ts': 'grader/judge/rules/index.ts' },
  ),
  brings(
    'imports/json-of-the-system',
    'Imports a file of the system as text.',
    {
      'raft.ts': "import p from '/etc/passwd' with { type: 'text' }; export class Raft { p = p; }",
    },
    refused('it lies outside your folder'),
  ),
];
