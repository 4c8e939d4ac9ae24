/** Light or dark. */
import { Glyph } from './icons';
import { theme, toggleTheme } from './theme';

export function ThemeButton() {
  const isDark = theme.value === 'dark';
  const name = isDark ? 'Light colours' : 'Dark colours';
  return (
    <button type="button" aria-label={name} title={`${name} (t)`} onClick={toggleTheme}>
      <Glyph name={isDark ? 'sun' : 'moon'} />
    </button>
  );
}
