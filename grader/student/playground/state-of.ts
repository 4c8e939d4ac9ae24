/** The complete state of a session, as the page receives it. */
import { deedsOf } from './deeds';
import type { History } from './history';
import type { PlayAnswer } from './play-job';
import type { PlayState } from './play-state';

type Rest = Pick<PlayState, 'shown' | 'isPlaying' | 'speed' | 'saved' | 'breach' | 'says'>;

/** @param told the engine's last answer, if there is one */
export function stateOf(history: History, told: PlayAnswer | undefined, rest: Rest): PlayState {
  const { line, position } = history.present;
  const {
    servers = [],
    flights = [],
    cuts = [],
    weather = 'reliable',
    isFull = false,
  } = told ?? {};
  const at = told?.position ?? { ...position, length: 0 };
  return {
    ...rest,
    title: line.title,
    stage: line.stage,
    seed: line.seed,
    position: at,
    until: Math.max(line.until, at.at),
    servers,
    flights,
    cuts,
    weather,
    isFull,
    branches: history.branches,
    deeds: deedsOf(line, (step) => step.at <= at.at),
    canUndo: history.canUndo,
    canRedo: history.canRedo,
  };
}
