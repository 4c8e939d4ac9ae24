import { slipOf } from '../../grader/report/suspect';

const BEYOND = 'RangeError: no entry at index 5; the last one has index 4';

/** Thrown in log.ts, called from that line. */
function why(thrown: string, calledBy: string, inFunction = 'caller'): string | undefined {
  const frames = ['at', inFunction].map((text, i) => ({
    file: 'a.ts',
    line: i + 1,
    column: 1,
    text,
  }));
  const lines = ['throw new RangeError();', calledBy];
  return slipOf(thrown, frames, { lineAt: ({ line }) => lines[line - 1] ?? '' })?.why;
}

describe('code that reads an entry that is not there is told of the index that it goes by:', () => {
  test.each([
    [BEYOND, 'prevLogTerm: log.at(nextIndex - 1).term,', 'nextIndex is past the end of the log'],
    [
      BEYOND.replace('5', '-1'),
      'log.at(state.nextIndex[i] - 1)',
      'one past its last entry, which is 1 for an empty log',
    ],
    [BEYOND, 'const { term } = log.at(prevLogIndex);', 'may end before prevLogIndex'],
    [BEYOND, 'while (lastApplied < commitIndex) apply(log.at(i));', 'commitIndex is past the end'],
    [
      "TypeError: Cannot read properties of undefined (reading 'term')",
      'const prevLogTerm = this.log[this.nextIndex[peer] - 1].term;',
      'nextIndex is past the end of the log',
    ],
  ])('%s in %s', (thrown, line, says) => {
    expect(why(thrown, line)).toContain(says);
  });

  test('the name of the function tells, too', () => {
    expect(why(BEYOND, 'this.log.at(i)', 'applyCommitted')).toContain(
      'commitIndex is past the end',
    );
  });

  test('of a line that runs later it is said that the index may have moved on', () => {
    const line = 'setTimeout(() => apply(log.at(index)), 1); // lastApplied';
    expect(why(BEYOND, line)).toContain('runs later than the code around it');
    expect(why(BEYOND, 'apply(log.at(index)); // lastApplied')).not.toContain('runs later');
  });

  test('of an index that has no name in the paper nothing is said', () => {
    expect(why(BEYOND, 'return log.at(i);')).toBeUndefined();
  });

  test('of anything else that was thrown nothing is said', () => {
    expect(why('Error: no', 'log.at(nextIndex)')).toBeUndefined();
  });
});
