/**
 * The common part of all programs that read a submission's text: each receives one task and answers
 * once.
 */

/** An error in the work ends the process, which the parent notices. */
export function answer(work: (task: never) => unknown): void {
  // Accidental output must not reach the answer.
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  process.once('message', (task: unknown) => {
    void Promise.resolve(work(task as never)).then((given) => {
      write(JSON.stringify(given), () => process.exit(0));
    });
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole group, but the parent decides whether the work ends.
  process.on('SIGINT', () => undefined);
}
