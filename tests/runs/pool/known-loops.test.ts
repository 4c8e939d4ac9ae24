/** A loop that never ended in one run is known in the next by the way that leads to it. */
import { KnownLoops } from '../../../grader/runs/pool/known-loops';

/** As V8 writes it, thrown by what counts the rounds. */
const loopAt = (...frames: readonly string[]) => ({
  last: undefined,
  thrown: ['an endless loop', ...[COUNT, ...frames].map((frame) => `    at ${frame}`)].join('\n'),
});

const COUNT = 'student.js:1:246';

const TIMER = ['Persister.size (student.js:9:5)', 'stand (student.js:20:7)', 'student.js:30:3'];

test('it is known wherever in its function the count was full', () => {
  const known = new KnownLoops();
  known.add(loopAt('checksum (student.js:3:5)', ...TIMER), 'silent');
  expect(known.howAt(loopAt('checksum (student.js:4:9)', ...TIMER))).toBe('silent');
});

test('a function that is called in it and from elsewhere is not taken for it there', () => {
  const known = new KnownLoops();
  known.add(loopAt('checksum (student.js:3:5)', ...TIMER), 'silent');
  const elsewhere = ['Persister.size (student.js:9:5)', 'boot (student.js:41:7)'];
  expect(known.howAt(loopAt('checksum (student.js:3:5)', ...elsewhere))).toBeUndefined();
  expect(known.howAt(loopAt('checksum (student.js:3:5)', TIMER[0] ?? ''))).toBeUndefined();
});
