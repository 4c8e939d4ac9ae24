/** Entry point of the page of a cluster that runs for real. */
import { render } from 'preact';
import { watchTheme } from '../shared/theme';
import { App } from './app';
import { Link } from './link';
import '../shared/style.css';
import './live.css';

watchTheme();
const link = new Link(location.hash.slice(1));
addEventListener('hashchange', () => location.reload());
const root = document.getElementById('page');
if (root) {
  root.textContent = '';
  render(<App link={link} />, root);
}
void link.listen();
