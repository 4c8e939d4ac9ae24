/** How the student's bundle is named in stack traces, inside a realm and outside. */
export const STUDENT_SCRIPT = 'submission.js';
