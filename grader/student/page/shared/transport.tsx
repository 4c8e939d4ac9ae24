/** Buttons to play, step and zoom, and the scrubber over an overview of the run. */
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { clockTime, sentence } from '../../story/story-words';
import type { Desk } from './desk';
import { heed } from './heed';
import { Glyph } from './icons';
import { readPalette } from './lanes/palette';
import { paintPlace, paintRun } from './overview';
import { type Player, SPEEDS } from './player';
import { theme } from './theme';

interface TransportProps {
  readonly desk: Desk;
  readonly player: Player;
}

export function Transport({ desk, player }: TransportProps) {
  const isPlaying = player.isPlaying.value;
  return (
    <section class="transport" aria-label="Moving through the run">
      <div class="buttons" role="group" aria-label="Step and play">
        <Press name="First event" glyph="first" press={() => desk.moveTo(0)} />
        <Press name="Event before" glyph="back" press={() => desk.step(-1)} />
        <button
          type="button"
          class="primary"
          aria-label={isPlaying ? 'Pause' : 'Play'}
          title={isPlaying ? 'Pause (space)' : 'Play (space)'}
          onClick={() => player.toggle()}
        >
          <Glyph name={isPlaying ? 'pause' : 'play'} />
        </button>
        <Press name="Next event" glyph="forward" press={() => desk.step(1)} />
        <Press name="Last event" glyph="last" press={() => desk.moveTo(Infinity)} />
      </div>
      <label class="speed">
        <span class="unseen">Speed</span>
        <select
          value={player.speed.value}
          onChange={({ currentTarget }) => {
            player.speed.value = Number(currentTarget.value);
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed < 1 ? `1/${Math.round(1 / speed)}` : `${speed}`} ×
            </option>
          ))}
        </select>
      </label>
      <Scrubber desk={desk} player={player} />
      <output class="clock">{clockTime(desk.now.value)}</output>
      <div class="buttons" role="group" aria-label="Zoom">
        <button
          type="button"
          aria-label="Zoom out"
          title="Zoom out (−)"
          onClick={() => desk.zoom(1 / 1.5)}
        >
          −
        </button>
        <button
          type="button"
          aria-label="Zoom in"
          title="Zoom in (+)"
          onClick={() => desk.zoom(1.5)}
        >
          +
        </button>
        <button type="button" title="The whole run (f)" onClick={() => desk.fit()}>
          Fit
        </button>
        {desk.story.witness.length > 0 && (
          <button
            type="button"
            class="to-witness"
            title="To the evidence (w)"
            onClick={() => desk.goToWitness(1)}
          >
            Evidence
          </button>
        )}
      </div>
    </section>
  );
}

function Press({
  name,
  glyph,
  press,
}: {
  readonly name: string;
  readonly glyph: Parameters<typeof Glyph>[0]['name'];
  readonly press: () => void;
}) {
  return (
    <button type="button" aria-label={name} title={name} onClick={press}>
      <Glyph name={glyph} />
    </button>
  );
}

function Scrubber({ desk, player }: TransportProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { current } = canvas;
    return current ? live(current, desk) : undefined;
  }, [desk]);
  const event = desk.event.value;
  heed(desk.version);
  return (
    <div class="scrubber">
      <canvas ref={canvas} aria-hidden="true" />
      <input
        type="range"
        aria-label="Time in the run"
        min={0}
        max={Math.max(1, desk.story.until)}
        step={1}
        value={desk.now.value}
        aria-valuetext={event ? sentence(event) : 'before the first event'}
        onInput={({ currentTarget }) => {
          player.stop();
          desk.moveToTime(Number(currentTarget.value));
        }}
      />
    </div>
  );
}

function live(canvas: HTMLCanvasElement, desk: Desk): () => void {
  const context = canvas.getContext('2d');
  if (!context) return () => undefined;
  let frame = 0;
  let run: { readonly picture: OffscreenCanvas; readonly key: string } | undefined;
  const draw = () => {
    frame = 0;
    const { width, height } = canvas.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (wide === 0 || high === 0) return;
    const palette = readPalette(canvas);
    const key = [wide, high, desk.version.value, theme.value].join();
    if (run?.key !== key) {
      const picture = new OffscreenCanvas(wide, high);
      const under = picture.getContext('2d');
      under?.scale(ratio, ratio);
      if (under) paintRun(under, desk, palette, width, height);
      run = { picture, key };
    }
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(run.picture, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintPlace(context, desk, palette, width, height);
  };
  const soon = () => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const stop = effect(() => {
    heed(desk.version, desk.now, desk.stretch, theme);
    soon();
  });
  const resized = new ResizeObserver(soon);
  resized.observe(canvas);
  return () => {
    stop();
    resized.disconnect();
    cancelAnimationFrame(frame);
  };
}
