/**
 * Code that tests run in a page, as functions, because types and names in a string would not be checked.
 * Each function uses only the page, and nothing else of this file.
 */
import type { AxeResults, RunOptions } from 'axe-core';

/** The used part of a browser's types, which are missing where tests are checked. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(
      x: number,
      y: number,
      width: number,
      height: number,
    ): { readonly data: Uint8ClampedArray };
  };
}
declare const document: {
  readonly documentElement: { readonly scrollWidth: number };
  querySelector(selector: '.lane-canvas canvas'): Canvas;
  dispatchEvent(event: object): void;
};
declare const KeyboardEvent: new (type: 'keydown', init: { readonly key: string }) => object;
declare function requestAnimationFrame(done: () => void): void;
/** Put there by `openPage`. */
declare const axe: { run(options: RunOptions): Promise<AxeResults> };

/** Waits until the page was drawn. */
export function nextFrame(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

export function contentWidth(): number {
  return document.documentElement.scrollWidth;
}

/** The number of pixels with the colour of pins. */
export function pinPixels(): number {
  const canvas = document.querySelector('.lane-canvas canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 0xb3 && data[i + 1] === 0x12 && data[i + 2] === 0x3c) count++;
  return count;
}

/** Pans back and forth, one frame each time. */
export async function panFrames(frames: number): Promise<void> {
  for (let i = 0; i < frames; i++) {
    document.dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 === 0 ? ']' : '[' }));
    await new Promise<void>((done) => requestAnimationFrame(done));
  }
}

export function runAxe(options: RunOptions): Promise<AxeResults> {
  return axe.run(options);
}
