/**
 * Writes the timeline of one run: one HTML file that needs nothing else, and the line that tells where
 * it is.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PackedRecording } from '../../runs/replay/recording';
import { KEPT } from '../../command/memory/last-grade';
import { writeWhole } from '../../command/memory/write-whole';
import { bundlePage } from '../page-bundle/bundle-page';
import { plain } from '../../report/plain';
import type { FailureLine } from '../../report/terminal';
import { pageHtml } from './page-html';

export interface TimelineExtra {
  /** A line to paste that plays the run again. */
  readonly replay?: string;
  /** Where in the student's code it broke, such as `labs/raft/log.ts:12`. */
  readonly place?: string;
  /** The code around that place, as text. */
  readonly codeFrame?: string;
}

const NAME_CHARS_MAX = 80;

/**
 * @param folder made if need be
 * @param name such as `2C/figure-8 seed 3`; the file is called `2C-figure-8-seed-3.html`
 * @returns the file's path
 */
export async function writeTimeline(
  folder: string,
  name: string,
  recording: PackedRecording,
  extra: TimelineExtra = {},
): Promise<string> {
  const html = await timelineHtml(recording, extra);
  const file = path.join(folder, `${safeName(name)}.html`);
  writeWhole(file, html);
  return file;
}

/** Pages take seconds; a script that grades by the hundred does without. */
export function wantsPages(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['RAFT_LAB_PAGES'] !== 'off';
}

/**
 * Writes the page of a run and tells where it is, as a line below its failure. A page that cannot be
 * written never hides a verdict: then the line says why.
 *
 * @param kit the kit's folder
 */
export async function pageLines(
  kit: string,
  name: string,
  recording: PackedRecording,
  extra: TimelineExtra = {},
): Promise<readonly FailureLine[]> {
  if (!wantsPages(process.env)) return [];
  const isTerminal = process.stdout.isTTY && process.env['CI'] === undefined;
  try {
    const file = await writeTimeline(path.join(kit, KEPT), name, recording, extra);
    return [{ label: 'Page', text: linkTo(file, isTerminal, kit) }];
  } catch (thrown) {
    return [{ label: 'Page', text: noPage(thrown) }];
  }
}

export function noPage(thrown: unknown): string {
  const { code, message } = Object(thrown) as Partial<NodeJS.ErrnoException>;
  return code === undefined
    ? `The timeline page could not be written: ${plain(message ?? String(thrown), 200)}`
    : `The timeline page could not be written (${plain(code, 40)}). Can you write to the folder ${KEPT}, and is there space on the disk?`;
}

async function timelineHtml(
  recording: PackedRecording,
  { replay, place, codeFrame }: TimelineExtra = {},
): Promise<string> {
  const inCode = {
    ...(place !== undefined && { place }),
    ...(codeFrame !== undefined && { codeFrame }),
  };
  return pageHtml({
    title: `${recording.title} · Raft timeline`,
    bundle: await bundlePage('timeline'),
    data: {
      recording,
      ...(replay !== undefined && { replay }),
      ...(Object.keys(inCode).length > 0 && { 'in-code': inCode }),
    },
  });
}

/** Letters, digits, dots and dashes: good on every system, and in every shell. */
export function safeName(name: string): string {
  const safe = name
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, NAME_CHARS_MAX);
  // Names that Windows keeps for devices.
  return /^(?:con|prn|aux|nul|com\d|lpt\d)?$/i.test(safe.split('.')[0] ?? '')
    ? `run-${safe}`
    : safe;
}

/**
 * The path as it is printed: from the working folder, and on a terminal a link that opens the file.
 *
 * @param isTerminal whether a person sees it; piped output has no control characters
 */
export function linkTo(file: string, isTerminal: boolean, from = process.cwd()): string {
  const shown = path.relative(from, file) || file;
  if (!isTerminal) return shown;
  const address = pathToFileURL(path.resolve(from, file)).href;
  return `\u001b]8;;${address}\u001b\\${shown}\u001b]8;;\u001b\\`;
}
