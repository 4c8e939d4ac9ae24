/** How a folder that cannot be graded is told. */
import { unusable } from '../../../grader/runs/grading/unusable';

const told = (file: string) =>
  unusable('mine', [
    { kind: 'problem', file, line: 3, column: 7, message: 'Expected ";" but found "x"' },
  ]).replace(/\s+/g, ' ');

test('TypeScript in a file that is called .js is told by its name', () => {
  expect(told('server.js')).toContain('if this is TypeScript, call it server.ts');
  expect(told('server.ts')).not.toContain('call it');
});
