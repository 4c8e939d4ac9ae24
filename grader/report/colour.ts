/**
 * Colours are only for people at a terminal: output to a pipe or a file stays plain, in CI too. FORCE_COLOR
 * turns them on there; NO_COLOR turns them off everywhere.
 */
import { createColors } from 'picocolors';

export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean | undefined,
): boolean {
  const isSet = (name: string) => (env[name] ?? '') !== '';
  if (isSet('NO_COLOR')) return false;
  if (isSet('FORCE_COLOR')) return !['0', 'false'].includes(env['FORCE_COLOR'] ?? '');
  return isTerminal === true && env['TERM'] !== 'dumb';
}

export type Palette = ReturnType<typeof createColors>;

/** For text in a file. */
export const noColours: Palette = createColors(false);

// Node leaves isTTY undefined for pipes and files, and picocolors would then decide for itself.
export default createColors(wantsColour(process.env, process.stdout.isTTY));
