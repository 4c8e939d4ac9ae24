/** Paints everything on the canvas, from bottom to top. Draws only what is in view. */
import { type Line, linesOf, paintArrows } from './paint-arrows';
import { paintAxis, paintCursor, paintEnds, paintNotes, paintWitness } from './paint-axis';
import { paintGround, paintLanes, paintPills } from './paint-lanes';
import { type Mark, paintMarks } from './paint-marks';
import { type Band, paintNetwork } from './paint-network';
import type { Scene } from './scene';

/** What the pointer can hit. */
export interface Painted {
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  readonly bands: readonly Band[];
}

export function paint(scene: Scene): Painted {
  const { context, width, height, palette } = scene;
  context.clearRect(0, 0, width, height);
  context.fillStyle = palette.card;
  context.fillRect(0, 0, width, height);
  paintGround(scene);
  paintAxis(scene);
  const bands = paintNetwork(scene);
  paintLanes(scene);
  paintNotes(scene);
  const lines = linesOf(scene);
  paintArrows(scene, lines);
  const marks = paintMarks(scene);
  paintPills(scene);
  paintEnds(scene);
  paintCursor(scene);
  paintWitness(scene);
  return { lines, marks, bands };
}
