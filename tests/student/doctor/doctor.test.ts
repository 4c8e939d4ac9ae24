/** The doctor finds what is wrong, says what to do, and is quick. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  editorFiles,
  graderFiles,
  ownFiles,
  textFiles,
} from '../../../grader/student/doctor/kit-files';
import type { Finding } from '../../../grader/student/doctor/finding';
import { bundler, nodeVersion, packages } from '../../../grader/student/doctor/installation';
import { enoughDisk, enoughMemory, temporaryFolder } from '../../../grader/student/doctor/machine';
import {
  differences,
  MANIFEST,
  manifestText,
  readManifest,
} from '../../../grader/student/doctor/manifest';
import { plainEnvironment } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');

let kit = '';

beforeEach(() => {
  kit = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-doctor-'));
  put('package.json', '{"dependencies": {"a": "1.0.0"}, "devDependencies": {"d": "1.0.0"}}');
  const locked = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/d': { version: '1.0.0' } };
  put('package-lock.json', JSON.stringify({ packages: locked }));
  put('node_modules/a/package.json', '{"version": "1.0.0"}');
  put('node_modules/d/package.json', '{"version": "1.0.0"}');
  put('node_modules/typescript/package.json', '{"version": "6.0.3"}');
  put('node_modules/typescript/lib/typescript.js', '');
  put('grader/contract.ts', 'export {};\n');
  put('labs/raft/raft.ts', 'export class Raft {}\n');
  put('labs/raft/persister.ts', 'export class Persister {}\n');
  put('labs/raft/tsconfig.json', '{}');
  for (const name of ['launch.json', 'tasks.json']) put(`.vscode/${name}`, '{}');
  put('.vscode/settings.json', '{"typescript.tsdk": "node_modules/typescript/lib"}');
  put(MANIFEST, manifestText(new Map([['grader/contract.ts', 'export {};\n']])));
});

afterEach(() => {
  fs.rmSync(kit, { recursive: true, force: true });
});

function put(name: string, text: string): void {
  const file = path.join(kit, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function drop(name: string): void {
  fs.rmSync(path.join(kit, name), { recursive: true });
}

test('a kit that is as it came is well in every respect', async () => {
  const findings = [
    nodeVersion(process.version),
    packages(kit),
    await bundler(),
    graderFiles(kit),
    ownFiles(kit),
    textFiles(kit),
    editorFiles(kit),
    temporaryFolder(),
  ];
  expect(findings.filter(({ mark }) => mark !== 'good')).toEqual([]);
});

describe('found, and told with what to do, is', () => {
  test.each<[name: string, spoil: () => void, look: () => Finding, mark: string, what: RegExp]>([
    ['a Node that is too old', () => undefined, () => nodeVersion('v20.18.3'), 'bad', /20\.19/],
    [
      'a package that is missing',
      () => drop('node_modules/a'),
      () => packages(kit),
      'bad',
      /a is missing/,
    ],
    [
      'a package of another version',
      () => put('node_modules/a/package.json', '{"version": "2.0.0"}'),
      () => packages(kit),
      'bad',
      /a is 2\.0\.0, not 1\.0\.0/,
    ],
    [
      'a tool that is missing',
      () => drop('node_modules/d'),
      () => packages(kit),
      'note',
      /d is missing/,
    ],
    [
      'a file of the grader that was changed',
      () => put('grader/contract.ts', 'export { };\n'),
      () => graderFiles(kit),
      'bad',
      /changed: grader\/contract\.ts/,
    ],
    [
      'a file of the grader that is gone',
      () => drop('grader/contract.ts'),
      () => graderFiles(kit),
      'bad',
      /missing: grader\/contract\.ts/,
    ],
    ['a damaged manifest', () => put(MANIFEST, '{}'), () => graderFiles(kit), 'bad', /damaged/],
    [
      'nothing to compare with',
      () => drop(MANIFEST),
      () => graderFiles(kit),
      'note',
      /no way to check/,
    ],
    [
      'a lab without its Raft',
      () => drop('labs/raft/raft.ts'),
      () => ownFiles(kit),
      'bad',
      /labs\/raft has no raft\.ts/,
    ],
    ['no lab at all', () => drop('labs'), () => ownFiles(kit), 'bad', /no folder labs\/raft/],
    [
      'a lab without tsconfig.json',
      () => drop('labs/raft/tsconfig.json'),
      () => ownFiles(kit),
      'note',
      /tsconfig/,
    ],
    [
      'text in UTF-16',
      () => fs.writeFileSync(path.join(kit, 'labs/raft/raft.ts'), Buffer.from('x\n', 'utf16le')),
      () => textFiles(kit),
      'bad',
      /UTF-8: raft\.ts/,
    ],
    [
      'line endings of Windows',
      () => put('labs/raft/raft.ts', 'a\r\nb\r\n'),
      () => textFiles(kit),
      'note',
      /CRLF\) in raft\.ts/,
    ],
    ['no debug configuration', () => drop('.vscode'), () => editorFiles(kit), 'note', /F5/],
    [
      'an editor with a TypeScript of its own',
      () => put('.vscode/settings.json', '{}'),
      () => editorFiles(kit),
      'note',
      /its own TypeScript/,
    ],
    [
      'no place for temporary files',
      () => undefined,
      () => temporaryFolder(path.join(kit, 'nowhere')),
      'bad',
      /ENOENT/,
    ],
    ['a full disk', () => undefined, () => enoughDisk(3), 'bad', /3 MB/],
    ['little memory', () => undefined, () => enoughMemory(900), 'note', /900 MB/],
  ])('%s', (_name, spoil, look, mark, what) => {
    spoil();
    const finding = look();
    expect(finding.mark).toBe(mark);
    expect(finding.what).toMatch(what);
    expect(finding.advice?.join(' ')).toMatch(/\w/);
  });
});

describe('the manifest of a release', () => {
  const files = new Map([
    ['grader/a.ts', 'a\n'],
    ['labs/raft/raft.ts', 'mine\n'],
    ['README.md', 'read\n'],
  ]);

  test('holds the grader alone, and is the same whatever the order', () => {
    expect([...(readManifest(manifestText(files))?.keys() ?? [])]).toEqual(['grader/a.ts']);
    expect(manifestText(new Map([...files].reverse()))).toBe(manifestText(files));
  });

  test('takes line endings for what they are', () => {
    const manifest = readManifest(manifestText(files)) ?? new Map<string, string>();
    expect(differences(manifest, () => 'a\r\n')).toEqual({ changed: [], missing: [] });
    expect(differences(manifest, () => 'b\n')).toEqual({ changed: ['grader/a.ts'], missing: [] });
    expect(differences(manifest, () => undefined)).toEqual({
      changed: [],
      missing: ['grader/a.ts'],
    });
  });

  test.each([
    ['out of the grader', 'grader/../../secret'],
    ['elsewhere', '/etc/passwd'],
  ])('that leads %s is none', (_name, file) => {
    const print = '0'.repeat(64);
    const text = JSON.stringify({ schema: 'raft-lab/manifest/1', files: { [file]: print } });
    expect(readManifest(text)).toBeUndefined();
  });
});

test('the command answers in plain lines of 80 columns', () => {
  const begin = ['--require', './grader/cli/set-up.cjs', 'grader/cli/doctor.ts'];
  const { status, stdout } = spawnSync(process.execPath, begin, {
    cwd: ROOT,
    env: plainEnvironment(),
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^✓ Node v/);
  expect(stdout.split('\n').filter((line) => /^[✓!✗] /.test(line))).toHaveLength(10);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(status).toBe(0);
});
