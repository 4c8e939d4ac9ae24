/** Patterns that show without colour what colour shows. */
export function hatch(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: string,
  gap: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.2;
  context.beginPath();
  // Starts at a multiple of the gap, so that the pattern does not move with the view.
  for (let at = Math.floor((left - height) / gap) * gap; at < left + width; at += gap) {
    context.moveTo(at, top + height);
    context.lineTo(at + height, top);
  }
  context.stroke();
}

export function bars(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: string,
): void {
  context.fillStyle = colour;
  for (let at = Math.floor(left / 10) * 10; at < left + width; at += 10)
    context.fillRect(at, top, 2, height);
}
