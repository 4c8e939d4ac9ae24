/** Thrown if a submission cannot be read, however often one tries. The message is for the instructor. */
export class Broken extends Error {
  override readonly name = 'Broken';

  /** @param isOfList whether the instructor's list is wrong, so that the student can do nothing */
  constructor(
    message: string,
    readonly isOfList = false,
  ) {
    super(message);
  }
}
