/** Shows the recording that the page contains. */
import { render } from 'preact';
import { type PackedRecording, unpack } from '../../../runs/replay/recording';
import { Story } from '../../story/story';
import type { InCode } from '../shared/callout';
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
  const replay = carried('replay') as string | undefined;
  const inCode = carried('in-code') as InCode | undefined;
  root.replaceChildren();
  render(
    <App
      desk={desk}
      player={new Player(desk)}
      {...(replay !== undefined && { replay })}
      {...(inCode && { inCode })}
    />,
    root,
  );
  document.documentElement.dataset['ready'] = 'true';
}

/** Data that the kit wrote into the page besides the recording. */
function carried(id: string): unknown {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : undefined;
}
