/** Classroom 50's result.json (`classroom50/result/v1`). The format has no tests without a verdict. */
import { forStudents } from './for-students';
import type { Outcome, Refusal } from './outcome';
import { isJudged } from './story';

/** Values that only the classroom knows. */
export interface Classroom50Details {
  readonly classroom: string;
  readonly assignment: string;
  readonly assignmentType: 'individual' | 'group';
  readonly owner: string;
  readonly submission: string;
  readonly commit: string;
  readonly release: string;
  readonly review: string;
}

export function classroom50(outcome: Outcome, details: Classroom50Details): string | Refusal {
  const shown = forStudents(outcome);
  if (shown.kind !== 'graded') {
    const { kind, startedAt: datetime, maxScore: max } = shown;
    return kind === 'broken' ? noVerdict() : file(details, { datetime, score: 0, max, tests: [] });
  }
  const { tests, startedAt, score, maxScore } = shown.result;
  if (!tests.every(isJudged)) return noVerdict();
  return file(details, {
    datetime: startedAt,
    score,
    max: maxScore,
    tests: tests.map(({ id, status, points, maxPoints }) => ({
      'test-name': id,
      passed: status === 'passed',
      score: points,
      'max-score': maxPoints,
    })),
  });
}

function noVerdict(): Refusal {
  return {
    kind: 'refusal',
    why: 'Not every test has a verdict, and Classroom 50 would count a missing one as a failure. Grade again.',
  };
}

interface Scores {
  readonly datetime: string;
  readonly score: number;
  readonly max: number;
  readonly tests: readonly object[];
}

function file(details: Classroom50Details, { datetime, score, max, tests }: Scores): string {
  const { assignmentType, classroom, assignment, ...rest } = details;
  const result = {
    schema: 'classroom50/result/v1',
    classroom,
    assignment,
    assignment_type: assignmentType,
    ...rest,
    datetime,
    score,
    'max-score': max,
    tests,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
