/** Light and dark: follows the system until the reader chooses. Printing is always light. */
import { effect, signal } from '@preact/signals';

type Theme = 'light' | 'dark';

const KEY = 'raft-lab-theme';
const DARK = '(prefers-color-scheme: dark)';

export const theme = signal<Theme>('light');

/** Call once, before anything is shown. */
export function watchTheme(): void {
  const dark = matchMedia(DARK);
  const chosen = remembered();
  theme.value = chosen ?? (dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', () => {
    if (!remembered()) theme.value = dark.matches ? 'dark' : 'light';
  });
  let before: Theme | undefined;
  addEventListener('beforeprint', () => {
    before = theme.value;
    theme.value = 'light';
  });
  addEventListener('afterprint', () => {
    if (before) theme.value = before;
  });
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
}

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A page that is opened as a file may not be allowed to keep anything.
  }
}

function remembered(): Theme | undefined {
  try {
    const said = localStorage.getItem(KEY);
    return said === 'light' || said === 'dark' ? said : undefined;
  } catch {
    return undefined;
  }
}

export function isCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
