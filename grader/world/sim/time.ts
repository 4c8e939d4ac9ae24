/** Virtual time is counted in whole microseconds from the start of a run. */

/** Whole microseconds of virtual time. */
export type Micros = number;

export const MS: Micros = 1_000;
export const SECOND: Micros = 1_000 * MS;

/** `14.203 s`, the format of times in reports. */
export function seconds(at: Micros): string {
  return `${(at / SECOND).toFixed(3)} s`;
}
