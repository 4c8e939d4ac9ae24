/** Reads the recording that the page carries, and shows it. */
import { render } from 'preact';
import { type PackedRecording, unpack } from '../../replay/recording';
import { Story } from '../model/story';
import { Desk } from '../shared/desk';
import { Player } from '../shared/player';
import '../shared/style.css';
import { watchTheme } from '../shared/theme';
import { App } from './app';

const root = document.getElementById('app');
const data = document.getElementById('recording')?.textContent;
if (root && data) {
  watchTheme();
  const desk = new Desk(new Story(unpack(JSON.parse(data) as PackedRecording)));
  const said = document.getElementById('replay')?.textContent;
  const replay = said ? (JSON.parse(said) as string) : undefined;
  root.replaceChildren();
  render(
    <App desk={desk} player={new Player(desk)} {...(replay !== undefined && { replay })} />,
    root,
  );
  document.documentElement.dataset['ready'] = 'true';
}
