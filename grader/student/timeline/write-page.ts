/** Writes the timeline of one run as a self-contained HTML file, and the line that says where it is. */
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
  /** A command to paste that replays the run. */
  readonly replay?: string;
  /** Where the student's code broke the rule, such as `labs/raft/log.ts:12`. */
  readonly place?: string;
  /** The code around that place, as text. */
  readonly codeFrame?: string;
}

const NAME_CHARS_MAX = 80;

/**
 * @param folder created if needed
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

/** Pages take seconds, so scripts that grade hundreds of times can turn them off. */
export function wantsPages(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['RAFT_LAB_PAGES'] !== 'off';
}

/**
 * Writes the page of a run and returns a line about it, to print below the failure. If the page
 * cannot be written, the line says why, and the verdict stays visible.
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

/** Keeps only letters, digits, dots and dashes, which are safe on every system and in every shell. */
export function safeName(name: string): string {
  const safe = name
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, NAME_CHARS_MAX);
  // Reserved names on Windows.
  return /^(?:con|prn|aux|nul|com\d|lpt\d)?$/i.test(safe.split('.')[0] ?? '')
    ? `run-${safe}`
    : safe;
}

/**
 * The path relative to the working folder; on a terminal it is a link that opens the file.
 *
 * @param isTerminal whether a person sees it; piped output gets no control characters
 */
export function linkTo(file: string, isTerminal: boolean, from = process.cwd()): string {
  const shown = path.relative(from, file) || file;
  if (!isTerminal) return shown;
  const address = pathToFileURL(path.resolve(from, file)).href;
  return `\u001b]8;;${address}\u001b\\${shown}\u001b]8;;\u001b\\`;
}
