/** What is set up for editors fits the commands: .vscode is read by no other test. */
import fs from 'node:fs';
import path from 'node:path';
import { parseDebugArgs } from '../../../grader/student/debug/debug-args';
import { parseWatchArgs } from '../../../grader/student/watch/watch-args';

const ROOT = path.join(__dirname, '..', '..', '..');

function read(name: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(ROOT, '.vscode', name), 'utf8'));
}

interface Launch {
  readonly configurations: readonly {
    readonly name: string;
    readonly program: string;
    readonly runtimeArgs: readonly string[];
    readonly args: readonly string[];
    readonly resolveSourceMapLocations: unknown;
    readonly pauseForSourceMap: boolean;
    readonly console: string;
    readonly skipFiles: readonly string[];
  }[];
  readonly inputs: readonly { readonly id: string; readonly default: string }[];
}

describe('a debug configuration', () => {
  const { configurations, inputs } = read('launch.json') as Launch;

  test.each(configurations.map((one) => [one.name, one] as const))(
    '%s starts a program that is there, with words that it takes',
    (_name, { program, runtimeArgs, args }) => {
      const here = (file: string) => path.join(ROOT, file.replace('${workspaceFolder}', ''));
      expect(fs.existsSync(here(program))).toBe(true);
      expect(runtimeArgs[0]).toBe('--require');
      expect(fs.existsSync(here(runtimeArgs[1] ?? ''))).toBe(true);
      const words = args.map((word) =>
        word.replace(/\$\{input:(\w+)\}/, (_all, id: string) => {
          const input = inputs.find((one) => one.id === id);
          if (!input) throw new Error(`no input ${id}`);
          return input.default;
        }),
      );
      expect(['run', 'last']).toContain(parseDebugArgs(words, {}).kind);
    },
  );

  test.each(configurations.map((one) => [one.name, one] as const))(
    '%s takes the map of a script that is no file, and waits for it',
    (_name, configuration) => {
      expect(configuration.resolveSourceMapLocations).toBeNull();
      expect(configuration.pauseForSourceMap).toBe(true);
      expect(configuration.skipFiles).toContain('${workspaceFolder}/grader/**');
      expect(configuration.skipFiles.join(' ')).not.toContain('labs');
    },
  );
});

interface Tasks {
  readonly tasks: readonly {
    readonly command: string;
    readonly problemMatcher: {
      readonly pattern: { readonly regexp: string };
      readonly background?: { readonly beginsPattern: string; readonly endsPattern: string };
    };
  }[];
  readonly inputs: readonly { readonly id: string; readonly options: readonly string[] }[];
}

describe('a task', () => {
  const { tasks, inputs } = read('tasks.json') as Tasks;

  test('runs a script of package.json', () => {
    const text = fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8');
    const { scripts } = JSON.parse(text) as { readonly scripts: Readonly<Record<string, string>> };
    for (const { command } of tasks) {
      expect(scripts).toHaveProperty(/^npm run (\S+)/.exec(command)?.[1] ?? '?');
      expect(command).toContain('${input:stage}');
    }
    for (const stage of inputs[0]?.options ?? [])
      expect(parseWatchArgs([stage], {})).toMatchObject({ kind: 'watch' });
  });

  test.each([
    ['  labs/raft/log.ts:65: TS2322: Type', ['labs/raft/log.ts', '65', undefined]],
    ['labs/raft/log.ts:12:9: Expected ";"', ['labs/raft/log.ts', '12', '9']],
    ['labs\\raft\\log.ts:12:9: Expected ";"', ['labs\\raft\\log.ts', '12', '9']],
  ])('finds the place in the line %s', (line, place) => {
    for (const { problemMatcher } of tasks) {
      const [, ...found] = new RegExp(problemMatcher.pattern.regexp).exec(line) ?? [];
      expect(found.slice(0, 3)).toEqual(place);
    }
  });

  test('of watching knows when a grading begins and ends', () => {
    const background = tasks.flatMap(({ problemMatcher }) => problemMatcher.background ?? [])[0];
    const begins = new RegExp(background?.beginsPattern ?? '^$');
    const ends = new RegExp(background?.endsPattern ?? '^$');
    for (const line of ['09:05:07  saved log.ts', 'as it stands']) expect(line).toMatch(begins);
    for (const line of ['2A: 34 of 100 points, 13 of 18 tests passed', 'Nothing was graded.'])
      expect(line).toMatch(ends);
  });
});

test('the editor is told of the TypeScript of this folder', () => {
  const settings = read('settings.json') as Readonly<Record<string, string>>;
  const library = path.join(ROOT, settings['typescript.tsdk'] ?? '', 'tsserver.js');
  expect(fs.existsSync(library)).toBe(true);
});

test('none of it is left out of git', () => {
  const ignored = fs.readFileSync(path.join(ROOT, '.gitignore'), 'utf8');
  expect(ignored).not.toContain('vscode');
});
