/** The type checker on text that is meant to be too much for it, or to reach other files by it. */
import { baseOf } from '../../../grader/proof/mutants/program';
import { typeErrors } from '../../../grader/runs/grading/typecheck';
import { sourcesIn } from '../../../grader/world/realm/read-folder';

async function checked(files: Readonly<Record<string, string>>) {
  const all = Object.entries({ ...baseOf({}), ...files });
  const held = new Map(all.map(([name, text]) => [name, Buffer.from(text)]));
  return typeErrors(sourcesIn(held), new AbortController().signal);
}

test('finds nothing wrong with the reference', async () => {
  expect(await checked({})).toEqual([]);
});

test('tells of a wrong type and where it is', async () => {
  const found = await checked({ 'extra.ts': "export {};\nexport const n: number = 'x';\n" });
  expect(found).toEqual([
    { file: 'extra.ts', line: 2, message: expect.stringContaining('TS2322') as string },
  ]);
});

test('tells of a thousand problems at most, and of less than a megabyte of them', async () => {
  const flood = `export {};\n${'q;'.repeat(47_000)}`;
  const found = await checked({ 't0.ts': flood, 't1.ts': flood });
  expect(found.length).toBeLessThanOrEqual(1_000);
  expect(JSON.stringify(found).length).toBeLessThan(1_000_000);
});

test('sees no file outside of the submission', async () => {
  const text = [
    '/// <reference path="/etc/passwd" />',
    '/// <reference types="node" />',
    "export type T = typeof import('../../../../../../../../etc/passwd');",
    "export * from '../../support/house';",
  ].join('\n');
  const found = await checked({ 'reach.ts': text });
  expect(found.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(found)).not.toMatch(/root:|IMPORT_TABLE/);
});
