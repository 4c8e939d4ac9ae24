/** Positions on the canvas of the lanes, in CSS pixels: time to the right, servers downwards. */
import type { Micros } from '../../../../world/sim/time';
import type { Arrow } from '../../../story/messages';
import type { Stretch } from '../../../story/opening';
import type { Story } from '../../../story/story';
import type { Desk } from '../desk';
import type { Palette } from './palette';

export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly desk: Desk;
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  readonly stretch: Stretch;
  /** Top of the first lane. */
  readonly top: number;
  readonly laneHeight: number;
  /** Position of each server's lane by id; undefined if the server is hidden. */
  readonly places: readonly (number | undefined)[];
  readonly hovered: Arrow | undefined;
}

export const AXIS = 28;
/** Height of the network's line, between the axis and the lanes, if a link is cut in the run. */
const NETWORK = 20;
export const FOOT = 10;
/** Position of the life line in a lane, as a share of the lane's height. */
const LIFE_LINE = 0.56;

export function topFor({ partitions }: Story): number {
  return AXIS + (partitions.isWhole ? 0 : NETWORK);
}

/** With few servers, each gets more room. */
export function laneHeightFor(servers: number): number {
  if (servers <= 3) return 92;
  return servers <= 5 ? 68 : 58;
}

export function x(scene: Pick<Scene, 'stretch' | 'width'>, at: Micros): number {
  const { from, to } = scene.stretch;
  return ((at - from) / (to - from)) * scene.width;
}

export function timeAt(scene: Pick<Scene, 'stretch' | 'width'>, px: number): Micros {
  const { from, to } = scene.stretch;
  return from + (px / scene.width) * (to - from);
}

/** Top of a server's lane; undefined if the server is hidden. */
export function laneTop({ places, laneHeight, top }: Scene, server: number): number | undefined {
  const place = places[server];
  return place === undefined ? undefined : top + place * laneHeight;
}

export function lifeLine(scene: Scene, server: number): number | undefined {
  const top = laneTop(scene, server);
  return top === undefined ? undefined : top + Math.round(scene.laneHeight * LIFE_LINE);
}

/** Text that stays readable on any background. */
export function label(
  { context, palette }: Scene,
  text: string,
  left: number,
  baseline: number,
  colour: string,
  halo = palette.lane,
): void {
  context.lineWidth = 3.5;
  context.lineJoin = 'round';
  context.strokeStyle = halo;
  context.strokeText(text, left, baseline);
  context.fillStyle = colour;
  context.fillText(text, left, baseline);
}

export function setFont({ context, palette }: Scene, px: number, weight = 400): void {
  context.font = `${weight} ${px}px ${palette.font}`;
}
