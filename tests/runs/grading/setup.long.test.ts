/** Folders that cannot be graded: said in a line, with the place, and exit code 2. */
import fs from 'node:fs';
import path from 'node:path';
import { atTopLevel, type Case, gradeEach, inConstructor } from '../../support/bad-raft';

const NOTHING: Pick<Case, 'edits' | 'base' | 'code'> = { edits: {}, base: 'nothing', code: 2 };
const beside = (folder: string, name: string) => path.join(path.dirname(folder), name);

/** A folder in which raft.ts is this, and Persister is the reference's. */
const raftIs = (text: string | Buffer) => ({ edits: { 'raft.ts': text }, code: 2 }) as const;

describe('what is no submission', () => {
  gradeEach([
    {
      ...NOTHING,
      name: 'a folder that is not there',
      target: (folder) => path.join(folder, 'nowhere'),
      says: ['There is no folder raft/nowhere.', 'Nothing was graded.'],
    },
    { ...NOTHING, name: 'an empty folder', says: ['raft holds no TypeScript file'] },
    {
      name: 'a file in place of a folder',
      edits: {},
      code: 2,
      target: (folder) => path.join(folder, 'raft.ts'),
      says: ['raft/raft.ts is a file; a folder is needed.'],
    },
    {
      ...NOTHING,
      name: 'a folder without persister.ts',
      edits: { 'raft.ts': 'export class Raft {}' },
      says: ['raft has no persister.ts, the file that must export class Persister.'],
    },
    {
      ...NOTHING,
      name: 'a file whose name has a capital letter too many',
      edits: { 'Raft.ts': 'export class Raft {}', 'persister.ts': 'export class Persister {}' },
      says: [/Raft\.ts in raft must be called raft\.ts/],
    },
    {
      ...NOTHING,
      name: 'a folder called raft.ts',
      prepare: (folder) => fs.mkdirSync(path.join(folder, 'raft.ts')),
      says: ['raft holds no TypeScript file'],
    },
  ]);
});

describe('files that are no text', () => {
  gradeEach([
    {
      ...raftIs(Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7_919) % 256))),
      name: 'binary garbage',
      says: ['raft.ts is no text in UTF-8, as line 1 shows.'],
    },
    {
      ...raftIs(Buffer.concat([Buffer.from('// one\n// '), Buffer.from([0xc0, 0x80, 0xff])])),
      name: 'bytes that are not UTF-8',
      says: ['raft.ts is no text in UTF-8, as line 2 shows.'],
    },
    {
      ...raftIs(Buffer.from('export class Raft {}', 'utf16le')),
      name: 'UTF-16',
      says: ['raft.ts is saved as UTF-16. Save it as UTF-8.'],
    },
  ]);
  // To root every file can be read.
  const unlessRoot = process.getuid?.() === 0 ? describe.skip : describe;
  unlessRoot('and one that may not be read', () => {
    gradeEach([
      {
        name: 'a file without permission',
        edits: {},
        code: 2,
        prepare: (folder) => fs.chmodSync(path.join(folder, 'raft.ts'), 0),
        says: ['raft.ts cannot be read (EACCES)'],
      },
    ]);
  });
});

describe('code that does not compile', () => {
  gradeEach([
    {
      name: 'a syntax error, with the lines around it',
      edits: { 'log.ts': 'export class Log {\n  get last(: number {\n    return 1;\n  }\n}\n' },
      code: 2,
      says: [
        /raft\/log\.ts:\d:\d+: Expected/,
        '> 2 |   get last(: number {',
        'Nothing was graded.',
      ],
    },
    {
      name: 'a regular expression that only V8 finds malformed',
      edits: atTopLevel('export const odd = /(/.test("x");'),
      code: 2,
      says: ['raft/raft.ts:6:20: Invalid regular expression: /(/', '> 6 | export const odd'],
    },
    {
      name: 'await outside of a function',
      edits: atTopLevel('await Promise.resolve();'),
      code: 2,
      says: ['raft/raft.ts:6:1:', 'await outside of a function'],
    },
  ]);
});

describe('exports that are not as the contract wants them', () => {
  gradeEach([
    {
      ...raftIs('\nclass Raft {}\nnew Raft();\n'),
      name: 'a class that is not exported',
      says: ['raft/raft.ts:2:1: class Raft is not exported.', '> 2 | class Raft {}'],
    },
    {
      ...raftIs('export default class Raft {}\n'),
      name: 'a default export',
      says: ['raft/raft.ts:1:1:', 'this is a default export, and Raft must be a named one'],
    },
    {
      ...raftIs('export class Rafft {}\n'),
      name: 'a misspelt export',
      says: ['raft/raft.ts:1:1: this exports Rafft, and nothing is exported as Raft.'],
    },
    {
      ...raftIs('export interface Raft {}\n'),
      name: 'only a type',
      says: ['raft/raft.ts:1:1: Raft is only a type here'],
    },
    { ...raftIs(''), name: 'an empty file', says: ['raft/raft.ts: nothing here is exported'] },
    {
      ...raftIs('// A number.\nexport const Raft = 7;\n'),
      name: 'an export that is no class',
      code: 1,
      says: [
        'Raft is exported, but it is not a class',
        'raft/raft.ts:2',
        '> 2 | export const Raft = 7',
      ],
    },
    {
      ...raftIs('export class Raft {}\n'),
      name: 'a class without the methods',
      code: 1,
      says: ['Class Raft has no method getState()', 'raft/raft.ts:1'],
    },
  ]);
});

describe('imports that reach outside', () => {
  const imports = (code: string) => ({ edits: atTopLevel(code), code: 2 }) as const;
  gradeEach([
    {
      ...imports("import fs from 'node:fs'; fs.readFileSync('x');"),
      name: 'a module of Node',
      says: ['raft/raft.ts:6:16:', 'import of "node:fs"', 'Use the Disk', '> 6 | import fs'],
    },
    {
      ...imports("import lodash from 'lodash'; lodash();"),
      name: 'a package',
      says: ['raft/raft.ts:6:20:', 'import of "lodash": a server has only your own files'],
    },
    {
      ...imports("import { Rng } from '../../../grader/world/sim/rng'; new Rng(1);"),
      name: 'a file of the grader',
      says: [
        'raft/raft.ts:6:21:',
        'import of "../../../grader/world/sim/rng": it lies outside your folder',
      ],
    },
    {
      ...imports("import { secret } from './link'; console.log(secret);"),
      name: 'a link that leaves the folder',
      prepare: (folder) => {
        fs.writeFileSync(beside(folder, 'secret.ts'), 'export const secret = 1;');
        fs.symlinkSync('../secret.ts', path.join(folder, 'link.ts'));
      },
      says: ['raft/raft.ts:6:24:', 'import of "./link": it lies outside your folder'],
    },
    {
      ...imports("import { Log } from './Logg'; new Log();"),
      name: 'a file that is not there, and the nearest name',
      says: ['raft/raft.ts:6:21: import of "./Logg": there is no such file. Did you mean "./log"?'],
    },
    {
      name: 'import() of a computed name',
      edits: inConstructor('const name = "./l" + "og"; void import(name);'),
      code: 2,
      says: [/raft\/raft\.ts:6:\d+:/, 'import() or require() of a name that is computed'],
    },
    {
      name: 'eval',
      edits: inConstructor('eval("1 + 1");'),
      code: 1,
      says: ['eval is not defined', 'raft/raft.ts:6', '> 6 |     eval("1 + 1");'],
    },
    {
      name: 'new Function',
      edits: inConstructor('new Function("return 1")();'),
      code: 1,
      says: ['Code generation from strings disallowed', 'raft/raft.ts:6'],
    },
  ]);
});

describe('oddities that are no obstacle', () => {
  const fine = { code: 0, says: ['1 of 1 tests passed'] } as const;
  gradeEach([
    {
      ...fine,
      name: 'the link to nowhere that an editor leaves behind',
      edits: {},
      prepare: (folder) => fs.symlinkSync('somebody@host.1', path.join(folder, '.#raft.ts')),
    },
    {
      ...fine,
      name: 'a folder that is a link itself',
      edits: {},
      prepare: (folder) => fs.symlinkSync(folder, beside(folder, 'link')),
      target: (folder) => beside(folder, 'link'),
    },
    {
      ...fine,
      name: 'a type error, which is told',
      edits: { 'extra.ts': '\nexport const wrong: number = process.argv.length + "";\n' },
      env: { RAFT_LAB_TYPES: 'on' },
      says: [
        'The type checker found errors; your code is graded anyway:',
        /raft\/extra\.ts:2: TS2322: Type 'string' is not assignable to type 'number'\./,
        /extra\.ts:2: TS2\d+: Cannot find name 'process'\. A server does not have it/,
      ],
    },
  ]);
});
