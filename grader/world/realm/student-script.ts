/** Name of the student's bundle in stack traces, inside a realm and outside. */
export const STUDENT_SCRIPT = 'submission.js';

/** How many frames the stack of a realm's error holds. */
export const STACK_FRAMES = 12;
