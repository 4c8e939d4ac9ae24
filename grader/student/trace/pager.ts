/**
 * Shows a long text page by page where a person sits at a terminal: with $PAGER, or with less. Anywhere
 * else, and where there is no such program, it is printed as it is.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

interface PagerSetting {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  readonly platform: NodeJS.Platform;
}

/** @returns program and arguments; undefined to print without */
export function pagerOf({
  env,
  isTerminal,
  platform,
}: PagerSetting): readonly string[] | undefined {
  if (!isTerminal || env['TERM'] === 'dumb' || isSet(env['CI'])) return undefined;
  const own = env['PAGER']?.trim();
  // Empty, or cat: a person who wants no pager.
  if (own !== undefined) return own === '' || own === 'cat' ? undefined : own.split(/\s+/);
  return platform === 'win32' ? undefined : ['less'];
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false';
}

/**
 * Comes back when the person has left the pager, however much was read.
 *
 * @param line where to begin, from 0
 */
export async function show(
  text: string,
  line: number | undefined,
  setting: PagerSetting,
  print: (text: string) => void,
): Promise<void> {
  const pager = pagerOf(setting);
  if (!pager || !(await paged(text, line, pager, setting.env))) print(text);
}

/** @param line may lie before the text: then its beginning is where to begin */
export function beginningAt(line: number | undefined, pager: readonly string[]): readonly string[] {
  const isLess = /^less(?:\.exe)?$/.test(path.basename(pager[0] ?? ''));
  return isLess && line !== undefined && line > 0 ? [...pager, `+${line + 1}g`] : pager;
}

/** @returns false if there is no such program */
function paged(
  text: string,
  line: number | undefined,
  pager: readonly string[],
  env: PagerSetting['env'],
): Promise<boolean> {
  const [program = '', ...words] = beginningAt(line, pager);
  return new Promise((resolve) => {
    // Colours as they are, no pager for what fits, and the text stays on the screen; as git has it.
    const child = spawn(program, words, {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { ...env, LESS: env['LESS'] ?? 'RFX', LESSCHARSET: env['LESSCHARSET'] ?? 'utf-8' },
    });
    // Ctrl-C is the pager's: it stops a search, and does not end the pager.
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    const done = (isShown: boolean) => {
      process.off('SIGINT', ignore);
      resolve(isShown);
    };
    child.on('error', () => done(false));
    child.on('close', () => done(true));
    // Who has seen enough does not read to the end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
