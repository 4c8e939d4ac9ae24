/**
 * Everybody's page in one zip, named so that a platform knows whose each is: for Moodle's "Upload multiple
 * feedback files in a zip" and for Canvas's "Upload Submissions". The same bytes on every machine.
 */
import { ZipFile } from 'yazl';
import type { Row } from './entry';

/** The first moment that a zip can name. */
const MODIFIED = new Date(1980, 0, 1);

/**
 * Moodle splits a name at the first four underscores: who, participant's number, kind and name of the
 * plugin, and the file. So no name of a person may have one.
 */
export function moodleFeedbackName({ person }: Row): string | undefined {
  const number = person?.ids.moodle?.[0];
  if (person === undefined || number === undefined) return undefined;
  const name = safe(person.name).replaceAll('_', ' ').trim() || 'Participant';
  return `${name}_${number}_assignfeedback_file_feedback.html`;
}

/**
 * Canvas takes the first two parts between underscores that are all digits for the student's number and
 * the upload's; it passes over a last part that begins with `link`.
 */
export function canvasFeedbackName({ claim }: Row): string | undefined {
  if (claim?.platform !== 'canvas' || claim.user === '' || claim.upload === '') return undefined;
  const name = safe(claim.slug).replaceAll('_', '-');
  // A group may be called 1010.
  const who = /^\d*$/.test(name) ? `group-${name}` : name;
  return `${who}_${claim.user}_${claim.upload}_feedback.html`;
}

function safe(name: string): string {
  // eslint-disable-next-line no-control-regex -- they must not be in a file's name
  return name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*&'`]/g, '');
}

/** @returns undefined if there is nobody whom the platform would know */
export async function feedbackZip(
  rows: readonly Row[],
  nameOf: (row: Row) => string | undefined,
  pageOf: (row: Row) => string,
): Promise<Buffer | undefined> {
  const pages = new Map<string, string>();
  for (const row of rows) {
    const name =
      row.unmatched === undefined && row.standing !== 'missing' ? nameOf(row) : undefined;
    if (name !== undefined && !pages.has(name)) pages.set(name, pageOf(row));
  }
  if (pages.size === 0) return undefined;
  const zip = new ZipFile();
  for (const name of [...pages.keys()].sort())
    zip.addBuffer(Buffer.from(pages.get(name) ?? ''), name, {
      mtime: MODIFIED,
      // What packing makes of it would depend on the version of Node.
      compress: false,
      forceDosTimestamp: true,
    });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
