/**
 * The step output that the actions of GitHub Classroom pass to their reporter: JSON in base64. The
 * service has ended, but a course can still host the actions itself.
 */
import type { TestStatus } from '../result';
import { forStudents, type ShownResult, type ShownTest } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { story } from './story';

interface GithubClassroomDetails {
  /** The student's folder, relative to the repository's root, with `/`. */
  readonly folder: string;
}

type Status = 'pass' | 'fail' | 'error';

const STATUSES: Readonly<Record<TestStatus, Status>> = {
  passed: 'pass',
  failed: 'fail',
  todo: 'fail',
  inconclusive: 'fail',
  error: 'error',
  blocked: 'error',
};

export function githubClassroom(outcome: Outcome, { folder }: GithubClassroomDetails): string {
  const shown = forStudents(outcome);
  const file = shown.kind === 'graded' ? graded(shown.result, folder) : notGraded(shown);
  return Buffer.from(JSON.stringify(file), 'utf8').toString('base64');
}

function graded(result: ShownResult, folder: string): object {
  const tests = result.tests.map((test) => classroomTest(test, folder));
  const has = (wanted: Status) => tests.some(({ status }) => status === wanted);
  return {
    version: 1,
    status: has('error') ? 'error' : has('fail') ? 'fail' : 'pass',
    max_score: result.maxScore,
    tests,
  };
}

function classroomTest(test: ShownTest, folder: string) {
  const { id, status, points, place, durationMs } = test;
  return {
    name: id,
    status: STATUSES[status],
    score: points,
    message: status === 'passed' ? '' : story(test, folder),
    test_code: test.replay ?? '',
    filename: place ? `${folder}/${place.file}` : '',
    line_no: place?.line ?? 0,
    duration: Math.round(durationMs),
  };
}

/** The format has only `error` for both kinds; the message says why nothing was graded. */
function notGraded({ message, maxScore }: NotGraded): object {
  const test = {
    name: 'grading',
    status: 'error',
    score: 0,
    message,
    test_code: '',
    filename: '',
    line_no: 0,
    duration: 0,
  };
  return { version: 1, status: 'error', max_score: maxScore, tests: [test] };
}
