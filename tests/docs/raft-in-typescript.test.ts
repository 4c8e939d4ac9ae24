/** Every example of docs/raft-in-typescript.md compiles, and prints what the page says that it prints. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { plainEnvironment } from '../support/command';

const ROOT = path.join(__dirname, '..', '..');
const PAGE = readFileSync(path.join(ROOT, 'docs', 'raft-in-typescript.md'), 'utf8');
const EXAMPLE_MS = 10_000;
const LINES_MAX = 12;

interface Example {
  readonly name: string;
  readonly section: string;
  readonly lines: readonly string[];
}

const SECTIONS = PAGE.split(/^#{1,2} /m)
  .slice(1)
  .map((text) => ({ title: text.slice(0, text.indexOf('\n')), text }));

const EXAMPLES: readonly Example[] = SECTIONS.flatMap(({ title, text }) =>
  [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = ''], i) => ({
    name: `${title}, example ${i + 1}`,
    section: title,
    lines: code.trimEnd().split('\n'),
  })),
);

/** By line: what its console.log prints, in the order in which it prints. */
function promised({ lines }: Example): Readonly<Record<number, string>> {
  return Object.fromEntries(
    lines.flatMap((line, i) => {
      const [, printed] = /\/\/ -> (.*)$/.exec(line) ?? [];
      return printed === undefined ? [] : [[i + 1, printed]];
    }),
  );
}

function promisedErrors({ lines }: Example): string[] {
  return lines.flatMap((line) => /\/\/ !! (\w+)$/.exec(line)?.[1] ?? []);
}

/** Runs in front of the example: each print goes out with the line that it stands on. */
const PRELUDE = `
const { format } = require('node:util');
const tell = (kind, at, text) => process.stdout.write(JSON.stringify([kind, at, text]) + '\\n');
globalThis.printed = (at, ...values) => tell('print', at, format(...values));
process.on('unhandledRejection', (error) => tell('error', 0, error.name));
process.on('uncaughtException', (error) => tell('error', 0, error.name));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly printed: Readonly<Record<number, string>>;
  readonly errors: readonly string[];
}

function run(example: Example): Outcome {
  const numbered = example.lines.map((line, i) =>
    line.replaceAll('console.log(', `printed(${i + 1}, `),
  );
  const { outputText } = ts.transpileModule(numbered.join('\n'), {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS },
  });
  const file = path.join(folder, 'example.cjs');
  writeFileSync(file, `${PRELUDE}\n${outputText}`);
  const { stdout, status, error } = spawnSync(process.execPath, ['--no-warnings', file], {
    env: plainEnvironment(),
    encoding: 'utf8',
    timeout: EXAMPLE_MS,
  });
  expect({ status, error }).toEqual({ status: 0, error: undefined });
  const told = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as [kind: 'print' | 'error', at: number, text: string]);
  const printed: Record<number, string> = {};
  for (const [kind, at, text] of told)
    if (kind === 'print') printed[at] = at in printed ? `${printed[at] ?? ''} then ${text}` : text;
  return { printed, errors: told.flatMap(([kind, , text]) => (kind === 'error' ? [text] : [])) };
}

test('each hazard has an example that shows it and one that does it right', () => {
  const hazards = SECTIONS.filter(({ text }) => text.includes('```ts')).slice(1);
  expect(hazards.length).toBeGreaterThan(20);
  const counts = hazards.map(({ title }) => [
    title,
    EXAMPLES.filter(({ section }) => section === title).length,
  ]);
  expect(counts.filter(([, count]) => count !== 2)).toEqual([]);
});

test('each example is short, and promises something', () => {
  const wrong = EXAMPLES.filter(
    (example) =>
      example.lines.length > LINES_MAX ||
      Object.keys(promised(example)).length + promisedErrors(example).length === 0,
  );
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test.each(EXAMPLES.map((example) => [example.name, example] as const))('%s', (_, example) => {
  expect(run(example)).toEqual({ printed: promised(example), errors: promisedErrors(example) });
});

test('an example that prints something else is noticed', () => {
  const wrong = { name: '', section: '', lines: ['console.log(1); // -> 2', 'null.x;'] };
  expect(run(wrong)).toEqual({ printed: { 1: '1' }, errors: ['TypeError'] });
  expect(promised(wrong)).toEqual({ 1: '2' });
});

/** What the compiler says of these examples, with the settings of a student's folder. */
function typeProblems(examples: readonly Example[]): string[] {
  const settings = ts.getParsedCommandLineOfConfigFile(
    path.join(ROOT, 'labs', 'raft', 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (!settings) throw new Error('labs/raft/tsconfig.json cannot be read');
  const { options } = settings;
  const texts = new Map(
    examples.map(({ name, lines }, i) => [
      `/example-${i}.ts`,
      { name, text: `${lines.join('\n')}\nexport {};\n` },
    ]),
  );
  const host = ts.createCompilerHost(options);
  const fromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    const example = texts.get(file);
    return example === undefined
      ? fromDisk(file, ...rest)
      : ts.createSourceFile(file, example.text, ts.ScriptTarget.ES2023, true);
  };
  const globals = path.join(ROOT, 'grader', 'world', 'realm', 'globals.d.ts');
  const program = ts.createProgram([globals, ...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = texts.get(file?.fileName ?? '')?.name ?? file?.fileName ?? '';
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

test("the compiler takes every example, with the settings of a student's folder", () => {
  const wrong = { name: 'wrong', section: '', lines: ["const a: number[] = ['a'];", 'a[0] + 1;'] };
  expect(typeProblems([...EXAMPLES, wrong])).toEqual([
    "wrong: Type 'string' is not assignable to type 'number'.",
    "wrong: Object is possibly 'undefined'.",
  ]);
});
