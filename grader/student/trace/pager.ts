/**
 * Shows a long text page by page on a terminal, with $PAGER or less. Elsewhere, or without such a
 * program, the text is printed.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

interface PagerSetting {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  readonly platform: NodeJS.Platform;
}

/** @returns program and arguments; undefined to print without a pager */
export function pagerOf({
  env,
  isTerminal,
  platform,
}: PagerSetting): readonly string[] | undefined {
  if (!isTerminal || env['TERM'] === 'dumb' || isSet(env['CI'])) return undefined;
  const own = env['PAGER']?.trim();
  // An empty PAGER or `cat` means that the user wants no pager.
  if (own !== undefined) return own === '' || own === 'cat' ? undefined : own.split(/\s+/);
  return platform === 'win32' ? undefined : ['less'];
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false';
}

/** Resolves when the user has left the pager. @param line where to begin, counted from 0 */
export async function show(
  text: string,
  line: number | undefined,
  setting: PagerSetting,
  print: (text: string) => void,
): Promise<void> {
  const pager = pagerOf(setting);
  if (!pager || !(await paged(text, line, pager, setting.env))) print(text);
}

/** @param line if it is negative, the pager starts at the beginning */
export function beginningAt(line: number | undefined, pager: readonly string[]): readonly string[] {
  const isLess = /^less(?:\.exe)?$/.test(path.basename(pager[0] ?? ''));
  return isLess && line !== undefined && line > 0 ? [...pager, `+${line + 1}g`] : pager;
}

/** @returns false if the program does not exist */
function paged(
  text: string,
  line: number | undefined,
  pager: readonly string[],
  env: PagerSetting['env'],
): Promise<boolean> {
  const [program = '', ...words] = beginningAt(line, pager);
  return new Promise((resolve) => {
    // As in git: keep colours, skip the pager if the text fits, and leave the text on the screen.
    const child = spawn(program, words, {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { ...env, LESS: env['LESS'] ?? 'RFX', LESSCHARSET: env['LESSCHARSET'] ?? 'utf-8' },
    });
    // Ctrl-C belongs to the pager: it stops a search and does not end the pager.
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    const done = (isShown: boolean) => {
      process.off('SIGINT', ignore);
      resolve(isShown);
    };
    child.on('error', () => done(false));
    child.on('close', () => done(true));
    // The user may leave the pager before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
