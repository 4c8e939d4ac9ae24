/** What a worker is asked to run. */
export interface Job {
  readonly test: string;
  readonly seed: number;
  /** What other programs than that of grade must know beside it. */
  readonly more?: string;
}
