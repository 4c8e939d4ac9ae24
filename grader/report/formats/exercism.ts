/** Exercism's results.json, version 3. Its only status for tests without a verdict is `error`. */
import type { TestStatus } from '../result';
import { block, forStudents, type ShownResult, type ShownTest } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { brief, story } from './story';

interface ExercismDetails {
  /** The student's folder as it is called in texts. */
  readonly folder: string;
}

/** Exercism counts bytes, and cuts longer texts. */
const CHARS_MAX = 16_000;
const STATUSES: Readonly<Record<TestStatus, 'pass' | 'fail' | 'error'>> = {
  passed: 'pass',
  failed: 'fail',
  todo: 'fail',
  inconclusive: 'error',
  error: 'error',
  blocked: 'error',
};

export function exercism(outcome: Outcome, { folder }: ExercismDetails): string {
  const shown = forStudents(outcome);
  const file = shown.kind === 'graded' ? graded(shown.result, folder) : notGraded(shown);
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function graded({ tests }: ShownResult, folder: string): object {
  const told = tests.map((test) => exercismTest(test, folder));
  if (told.length > 0 && told.every(({ status }) => status === 'error'))
    return error(tests.map((test) => `${test.id}: ${brief(test)}`).join('\n'));
  const passed = told.every(({ status }) => status === 'pass');
  return { version: 3, status: passed ? 'pass' : 'fail', tests: told };
}

function exercismTest(test: ShownTest, folder: string) {
  const { id, title, status, replay } = test;
  return {
    name: `${id}: ${title}`,
    status: STATUSES[status],
    ...(status !== 'passed' && { message: block(story(test, folder), CHARS_MAX) }),
    test_code: replay ?? '',
  };
}

function notGraded({ message }: NotGraded): object {
  return error(message);
}

function error(message: string): object {
  return { version: 3, status: 'error', message: block(message, CHARS_MAX), tests: [] };
}
