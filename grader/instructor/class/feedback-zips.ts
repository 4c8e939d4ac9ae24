/**
 * All feedback pages in one zip, named so that the platform can assign them: for Moodle's "Upload multiple
 * feedback files in a zip" and Canvas's "Upload Submissions". The bytes are the same on every machine.
 */
import { ZipFile } from 'yazl';
import type { Row } from './entry';

/** The earliest time in the zip format. */
const MODIFIED = new Date(1980, 0, 1);

/**
 * Moodle splits a name at the first four underscores: person, participant number, type and name of the
 * plugin, file. So a person's name must not contain any.
 */
export function moodleFeedbackName({ person }: Row): string | undefined {
  const number = person?.ids.moodle?.[0];
  if (person === undefined || number === undefined) return undefined;
  const name = safe(person.name).replaceAll('_', ' ').trim() || 'Participant';
  return `${name}_${number}_assignfeedback_file_feedback.html`;
}

/**
 * Canvas reads the first two all-digit parts between underscores as the ids of the student and the upload.
 * It ignores a file whose last part begins with `link`.
 */
export function canvasFeedbackName({ claim }: Row): string | undefined {
  if (claim?.platform !== 'canvas' || claim.user === '' || claim.upload === '') return undefined;
  const name = safe(claim.slug).replaceAll('_', '-');
  // A group may be named 1010, which would look like an id.
  const who = /^\d*$/.test(name) ? `group-${name}` : name;
  return `${who}_${claim.user}_${claim.upload}_feedback.html`;
}

/**
 * Canvas shows every member of a group the page that it gets for one of them. So there is one only if it says
 * nothing that is not true for all.
 *
 * @returns for each page the row that it is made of, and the rows that have no page because they differ
 */
export function canvasFeedback(rows: readonly Row[]): {
  readonly pages: readonly Row[];
  readonly differing: readonly Row[];
} {
  const byName = new Map<string, Row[]>();
  for (const row of rows) {
    const name = isWithPage(row) ? canvasFeedbackName(row) : undefined;
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  const groups = [...byName.values()];
  const isOne = (group: readonly Row[]) => new Set(group.map(withoutOwner)).size === 1;
  return {
    pages: groups.filter(isOne).flatMap((group) => group.find(isOfUploader) ?? group.slice(0, 1)),
    differing: groups.filter((group) => !isOne(group)).flat(),
  };
}

/** The row without what only says whose it is. */
function withoutOwner(row: Row): string {
  return JSON.stringify({ ...row, id: '', submission: '', person: '', how: '' });
}

function isOfUploader({ claim, person }: Row): boolean {
  return claim?.platform === 'canvas' && person?.ids.canvas?.includes(claim.user) === true;
}

function isWithPage({ unmatched, standing }: Row): boolean {
  return unmatched === undefined && standing !== 'missing';
}

function safe(name: string): string {
  // eslint-disable-next-line no-control-regex -- they must not be in a file's name
  return name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*&'`]/g, '');
}

/** @returns undefined if the platform knows none of the people */
export async function feedbackZip(
  rows: readonly Row[],
  nameOf: (row: Row) => string | undefined,
  pageOf: (row: Row) => string,
): Promise<Buffer | undefined> {
  const pages = new Map<string, string>();
  for (const row of rows) {
    const name = isWithPage(row) ? nameOf(row) : undefined;
    if (name !== undefined && !pages.has(name)) pages.set(name, pageOf(row));
  }
  if (pages.size === 0) return undefined;
  const zip = new ZipFile();
  for (const name of [...pages.keys()].sort())
    zip.addBuffer(Buffer.from(pages.get(name) ?? ''), name, {
      mtime: MODIFIED,
      // Compressed bytes would depend on the version of Node.
      compress: false,
      forceDosTimestamp: true,
    });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
