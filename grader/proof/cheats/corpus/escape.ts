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
  ['apply', 'the function apply', 'apply'],
  ['console', 'the console', 'console.log'],
  ['timer', 'setTimeout', 'setTimeout'],
  ['promise', 'the promise of a call', 'peers[(me + 1) % 3].requestVote({}).then'],
  ['async', 'an async function', 'async () => {}'],
  ['generator', 'a generator', 'function* () {}'],
  ['date', 'a date', 'new Date()'],
  ['error', 'an error of the engine', '(() => { try { null.x; } catch (e) { return e; } })()'],
  [
    'overflow',
    'the error at the end of the stack',
    '(() => { const f = () => f() + 1; try { f(); } catch (e) { return e; } })()',
  ],
  ['callee', "a sloppy function's caller", 'Function.prototype.toString.caller'],
];

export const ESCAPE: readonly Cheat[] = [
  ...VALUES.filter(([name]) => name !== 'promise').map(([name, what, value]) =>
    tries(
      `escape/by-${name}`,
      `Asks the constructor of the constructor of ${what} for the process.`,
      { built: OUT(value) },
      SAME,
    ),
  ),
  tries(
    'escape/by-arguments',
    'Asks the constructor of the constructor of a request for the process.',
    { requestVote: OUT('args') },
    SAME,
  ),
  tries(
    'escape/prepare-stack-trace',
    'Replaces the function that writes stacks, to be handed the call sites of the host.',
    {
      built:
        "try { Error.prepareStackTrace = (e, sites) => sites; } catch {} try { Error.stackTraceLimit = Infinity; } catch {} const s = new Error('x').stack; if (typeof s !== 'string') console.log('ESCAPED');",
    },
    SAME,
  ),
  tries(
    'escape/eval',
    'Imports a module of Node out of code from strings, by eval and by all kinds of Function.',
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
    'Imports a module of Node by import() of a name that is put together.',
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
    'Imports the solution from the folder in which it stands beside labs.',
    { module: "export * as solution from '../../solutions/raft/raft';" },
    refused('it lies outside your folder'),
  ),
  brings(
    'imports/by-paths',
    'Maps a name to the rules of the grader in a tsconfig.json of its own.',
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
    'Maps a name to a file outside in a package.json of its own.',
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
