/** Thrown if a submission cannot be read, however often one tries. The message is for the instructor. */
export class Broken extends Error {
  override readonly name = 'Broken';

  /** @param advice what to do about it, if the student can do nothing: the instructor's list may be wrong */
  constructor(
    message: string,
    readonly advice?: string,
  ) {
    super(message);
  }
}
