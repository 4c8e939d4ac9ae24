/** The page of the playground begins here. */
import { render } from 'preact';
import { watchTheme } from '../shared/theme';
import { App } from './app';
import { Live } from './live';
import '../shared/style.css';
import './playground.css';

watchTheme();
const live = new Live(location.hash.slice(1));
// Another address in the same window is another session.
addEventListener('hashchange', () => location.reload());
const root = document.getElementById('page');
if (root) {
  root.textContent = '';
  render(<App live={live} />, root);
}
void live.listen();
