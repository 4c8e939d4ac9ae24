/** What a submission may come to when it is bundled. */

/** Of the script, and of its source map. The reference has 20,000. */
export const BUNDLE_BYTES_MAX = 2_000_000;
/** More problems would not help. */
export const PROBLEMS_MAX = 100;
/** A bundler may quote a line of a submission in one. */
export const MESSAGE_CHARS_MAX = 1_000;
export const TARGET = 'node20';
