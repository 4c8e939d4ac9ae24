/** How much of a submission is read at most. Far above what an honest one needs. */

const MB = 1_000_000;

/** The kit with its node_modules has some 17,000 files. */
export const ENTRIES_MAX = 100_000;
/** A whole class in one zip. */
export const CLASS_ENTRIES_MAX = 2_000_000;
export const DEPTH_MAX = 40;
export const FILE_BYTES_MAX = MB;
export const FILES_MAX = 200;
export const TOTAL_BYTES_MAX = 8 * MB;
/** Of a tar archive, unpacked: it can only be read from front to back, node_modules and all. */
export const UNPACKED_BYTES_MAX = 512 * MB;
/** Of sources that are held in memory until it is known which folder is the right one. */
export const HELD_BYTES_MAX = 64 * MB;
/** Of an archive within another one. */
export const NESTED_BYTES_MAX = 128 * MB;
/** Text packs 3 to 20 times smaller. What packs better, and is not small, is no work of a student. */
export const RATIO_MAX = 200;
export const RATIO_MATTERS_BYTES = 16 * MB;
export const IGNORED_MAX = 200;
export const SHOWN_PATH_CHARS = 120;
