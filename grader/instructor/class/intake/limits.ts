/** Limits for reading a submission, far above what an honest one needs. */

const MB = 1_000_000;

/** The kit with its node_modules has some 17,000 files. */
export const ENTRIES_MAX = 100_000;
/** For a whole class in one zip. */
export const CLASS_ENTRIES_MAX = 2_000_000;
export const DEPTH_MAX = 40;
/** Nothing in an archive with a longer path is used. */
export const PATH_CHARS_MAX = 1_000;
/** How much of it is kept: too much for a name that may be used. */
export const CUT_PATH_CHARS = 300;
export const FILE_BYTES_MAX = MB;
export const FILES_MAX = 200;
export const TOTAL_BYTES_MAX = 8 * MB;
/** Unpacked size of a tar archive, which must be read from the beginning, node_modules included. */
export const UNPACKED_BYTES_MAX = 512 * MB;
/** Size of sources that are held in memory until the right folder is known. */
export const HELD_BYTES_MAX = 64 * MB;
/** Size of an archive on disk, in a platform's export, or inside another archive. */
export const ARCHIVE_BYTES_MAX = 512 * MB;
/**
 * Text compresses by a factor of 3 to 20. A large file that compresses better was not written by a student.
 */
export const RATIO_MAX = 200;
export const RATIO_MATTERS_BYTES = 16 * MB;
export const IGNORED_MAX = 200;
export const SHOWN_PATH_CHARS = 120;
