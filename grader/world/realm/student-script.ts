/** How the student's bundle is named in stack traces, inside a realm and outside. */
export const STUDENT_SCRIPT = 'submission.js';

/** How many frames the stack of an error holds that was made in a realm. */
export const STACK_FRAMES = 12;
