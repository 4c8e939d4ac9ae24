/** Lets time pass: event by event, by some milliseconds, or continuously. Also submits commands. */
import type { PlayCommand, PlayState } from '../../playground/play-state';
import { clockTime } from '../../story/story-words';
import type { Desk } from '../shared/desk';
import { Glyph } from '../shared/icons';
import { nextCommand } from './hold';
import { look, type Pace } from './pace';
import { offer, type Page } from './wishes';

interface ControlsProps {
  readonly page: Page;
  readonly state: PlayState;
  readonly desk: Desk;
  readonly says: { readonly text: string; readonly isProblem: boolean } | undefined;
  readonly isIdle: boolean;
}

const RUNS_MS = [1, 10, 100, 1_000] as const;
/** The slider is made of equal steps of the exponent: from 0.01 to 10. */
const EXPONENT = { least: -2, most: 1 } as const;
const COMMAND_CHARS_MAX = 200;

export function Controls({ page, state, desk, says, isIdle }: ControlsProps) {
  const { wish } = page;
  const at = (pace: Pace, command: PlayCommand) => {
    look(desk, pace);
    wish(command);
  };
  const isLong = says?.text.includes('\n') ?? false;
  const { isPlaying, speed, position, canUndo, canRedo, weather } = state;
  return (
    <section class="panel controls" aria-label="Time and commands">
      <div class="row">
        <output class="clock" aria-label="Virtual time">
          {clockTime(position.at, 6)}
        </output>
        <div class="buttons" role="group" aria-label="Time">
          <button
            type="button"
            title="Back to the beginning"
            aria-label="Back to the beginning"
            onClick={() => wish({ do: 'go', at: 0, length: 0 })}
          >
            <Glyph name="first" />
          </button>
          <button type="button" title="One step back (,)" onClick={() => wish({ do: 'step back' })}>
            <Glyph name="back" /> Back
          </button>
          <button
            type="button"
            class="primary play"
            title="Space"
            disabled={isIdle && !isPlaying}
            onClick={() =>
              isPlaying ? wish({ do: 'stand still' }) : at({ speed }, { do: 'play', speed })
            }
          >
            <Glyph name={isPlaying ? 'pause' : 'play'} /> {isPlaying ? 'Pause' : 'Play'}
          </button>
          <button
            type="button"
            title="To the next event (.)"
            disabled={isIdle}
            onClick={() => at('step', { do: 'step' })}
          >
            <Glyph name="forward" /> Step
          </button>
          {RUNS_MS.map((ms) => (
            <button
              key={ms}
              type="button"
              disabled={isIdle}
              title={`Lets ${ms} ms pass`}
              onClick={() => at({ ms }, { do: 'run', ms })}
            >
              +{ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`}
            </button>
          ))}
        </div>
        <label class="speed">
          Speed
          <input
            type="range"
            min={EXPONENT.least}
            max={EXPONENT.most}
            step={0.25}
            value={Math.log10(speed)}
            aria-valuetext={`${speed} virtual milliseconds per real millisecond`}
            onChange={(event) => {
              const chosen = speedOf(Number(event.currentTarget.value));
              at({ speed: chosen }, { do: 'speed', speed: chosen });
            }}
          />
          <span class="speed-words">{speedWords(speed)}</span>
        </label>
      </div>
      <div class="row">
        <div class="buttons" role="group" aria-label="Undo">
          <button
            type="button"
            title="Undo the last action (u)"
            disabled={!canUndo}
            onClick={() => wish({ do: 'undo' })}
          >
            Undo
          </button>
          <button
            type="button"
            title="Redo it (U)"
            disabled={!canRedo}
            onClick={() => wish({ do: 'redo' })}
          >
            Redo
          </button>
        </div>
        <form
          class="offer"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isIdle) offer(page, 'leader');
          }}
        >
          <label>
            Command
            <input
              type="text"
              maxLength={COMMAND_CHARS_MAX}
              value={nextCommand.value}
              onInput={(event) => (nextCommand.value = event.currentTarget.value)}
            />
          </label>
          <button type="submit" disabled={isIdle}>
            Submit to the leader
          </button>
        </form>
        <label class="weather">
          Network
          <select
            value={weather}
            disabled={isIdle}
            onChange={(event) =>
              wish({
                do: 'weather',
                weather: event.currentTarget.value === 'unreliable' ? 'unreliable' : 'reliable',
              })
            }
          >
            <option value="reliable">reliable</option>
            <option value="unreliable">unreliable</option>
          </select>
        </label>
        <p class={`says ${says?.isProblem ? 'problem' : ''}`} role="status">
          {isLong ? '' : (says?.text ?? '')}
        </p>
      </div>
      {isLong && (
        <pre class="says-block" role="alert" tabIndex={0}>
          {says?.text}
        </pre>
      )}
    </section>
  );
}

function speedOf(exponent: number): number {
  return Number((10 ** exponent).toPrecision(2));
}

function speedWords(speed: number): string {
  return speed <= 1 ? `1/${Math.round(1 / speed)} of real` : `${speed} × real`;
}
