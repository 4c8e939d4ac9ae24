/** Points are computed exactly and rounded once, where they are shown. Pure. */

/** Rounds to hundredths, halves up, and removes errors of binary fractions first. */
export function rounded(points: number): number {
  return Math.round(Number((points * 100).toFixed(6))) / 100;
}

const DIGITS = 12;

/** For a row: its exact points, or nothing if they are those that it shows. */
export function exactIf(points: number): { readonly exact?: number } {
  const exact = Number(points.toPrecision(DIGITS));
  return exact === rounded(points) ? {} : { exact };
}
