/** Entry point of the playground's page. */
import { render } from 'preact';
import { watchTheme } from '../shared/theme';
import { App } from './app';
import { Live } from './live';
import '../shared/style.css';
import './playground.css';

watchTheme();
const live = new Live(location.hash.slice(1));
// Another token in the address of the same window means another session.
addEventListener('hashchange', () => location.reload());
const root = document.getElementById('page');
if (root) {
  root.textContent = '';
  render(<App live={live} />, root);
}
void live.listen();
