/** Tables of a class, as CSV: pure, and the same bytes on every machine. */
export { canvasCsv } from './canvas';
export { moodleCsv } from './moodle';
export { resultsCsv } from './results-csv';
export { parseRoster, type Roster } from './roster';
