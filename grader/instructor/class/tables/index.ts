/** Tables of a class, as CSV: pure, and the same bytes on every machine. */
export { canvasColumn, canvasCsv } from './canvas';
export { mailMergeCsv } from './mail-merge';
export { moodleCsv } from './moodle';
export { resultsCsv } from './results-csv';
