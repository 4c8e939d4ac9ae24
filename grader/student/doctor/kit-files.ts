/** Whether the kit's files are unchanged, and the student's files are as the grader needs them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { folderProblem } from '../../world/realm/folder';
import { bad, type Finding, good, note, some } from './finding';
import { differences, MANIFEST, readManifest } from './manifest';
import { read } from './installation';

const GIT_MS_MAX = 1_000;
const WANTED_BY_EDITORS = ['launch.json', 'settings.json', 'tasks.json'] as const;

/** Compares them with the release's manifest, or with git where there is no manifest. */
export function graderFiles(kit: string): Finding {
  const text = textOf(path.join(kit, MANIFEST));
  if (text === undefined) return byGit(kit);
  const manifest = readManifest(text);
  if (!manifest) return bad(`${MANIFEST} is damaged`, ...AGAIN);
  const { changed, missing } = differences(manifest, (file) =>
    textOf(path.join(kit, ...file.split('/'))),
  );
  const parts = [
    ...(changed.length > 0 ? [`changed: ${some(changed)}`] : []),
    ...(missing.length > 0 ? [`missing: ${some(missing)}`] : []),
  ];
  if (parts.length === 0) return good(`The grader's ${manifest.size} files are unchanged`);
  return bad(`The grader's files have changed; ${parts.join('; ')}`, ...AGAIN);
}

const AGAIN = [
  'Your course grades with the original files, so its verdict may differ from yours.',
  'Restore the folder grader/ from your copy of the kit; with git:',
  '  git checkout -- grader',
];

function byGit(kit: string): Finding {
  const cannotTell = note(
    "The grader's files: no way to check whether they have changed",
    `There is neither ${MANIFEST} nor git to compare with.`,
  );
  if (!existsSync(path.join(kit, '.git'))) return cannotTell;
  const words = ['status', '--porcelain', '--', 'grader'];
  const { status, stdout } = spawnSync('git', words, {
    cwd: kit,
    encoding: 'utf8',
    timeout: GIT_MS_MAX,
    windowsHide: true,
  });
  if (status !== 0) return cannotTell;
  const names = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(3));
  if (names.length === 0) return good("The grader's files equal the committed ones");
  return note(
    `The grader's files differ from the committed ones: ${some(names)}`,
    'To see how:',
    '  git diff grader',
  );
}

export function ownFiles(kit: string): Finding {
  const folder = path.join(kit, 'labs', 'raft');
  const problem = folderProblem(folder);
  if (problem)
    return bad(
      problem.message.replaceAll(folder, 'labs/raft'),
      'Restore the file from your copy of the kit; with git:',
      '  git checkout -- labs/raft',
    );
  const count = sourcesIn(folder).length;
  if (existsSync(path.join(folder, 'tsconfig.json')))
    return good(`labs/raft: ${count} TypeScript files and tsconfig.json`);
  return note(
    'labs/raft/tsconfig.json is missing; grading does not need it, but your editor does',
    '  git checkout -- labs/raft/tsconfig.json',
  );
}

/** UTF-16 cannot be graded; carriage returns can, but make every line of a diff look changed. */
export function textFiles(kit: string): Finding {
  const folder = path.join(kit, 'labs', 'raft');
  const files = sourcesIn(folder).map((name) => ({ name, text: bytesOf(path.join(folder, name)) }));
  const wide = files.filter(({ text }) => text.includes(0)).map(({ name }) => name);
  if (wide.length > 0)
    return bad(`Not saved as UTF-8: ${some(wide)}`, 'In your editor: save with encoding UTF-8.');
  const windows = files.filter(({ text }) => text.includes('\r\n')).map(({ name }) => name);
  if (windows.length > 0)
    return note(
      `Line endings of Windows (CRLF) in ${some(windows)}`,
      'They are graded anyway. To change them to LF: npx prettier --write labs/raft',
    );
  return good('Your files are UTF-8 with line endings LF');
}

export function editorFiles(kit: string): Finding {
  const missing = WANTED_BY_EDITORS.filter((name) => !existsSync(path.join(kit, '.vscode', name)));
  if (missing.length > 0)
    return note(
      `.vscode lacks ${some(missing)}, so F5 does not debug in VS Code`,
      '  git checkout -- .vscode',
    );
  const settings = read(path.join(kit, '.vscode', 'settings.json')) ?? {};
  const library = settings['typescript.tsdk'];
  if (typeof library !== 'string' || !existsSync(path.join(kit, library)))
    return note(
      'VS Code uses its own TypeScript, and may report other errors than the grader',
      '.vscode/settings.json should say: "typescript.tsdk": "node_modules/typescript/lib"',
    );
  const version = read(path.join(kit, library, '..', 'package.json'))?.['version'];
  return good(`VS Code: debug configuration, and TypeScript ${String(version)} of this folder`);
}

function sourcesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.ts'));
  } catch {
    return [];
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
