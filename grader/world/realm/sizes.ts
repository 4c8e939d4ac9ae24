/** Size limits of a bundled submission. */

/** Limit for the script, and for its source map. The reference has 20,000. */
export const BUNDLE_BYTES_MAX = 2_000_000;
/** More problems would not help a student. */
export const PROBLEMS_MAX = 100;
/** Messages are limited because a bundler may quote a line of a submission. */
export const MESSAGE_CHARS_MAX = 1_000;
export const TARGET = 'node20';
