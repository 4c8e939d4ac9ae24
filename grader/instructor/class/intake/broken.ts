/** Thrown if a submission cannot be read, however often one tries. The message is for the instructor. */
export class Broken extends Error {
  override readonly name = 'Broken';
}
