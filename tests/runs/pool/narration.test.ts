/** Which server a loop without end is laid at. */
import { Narration } from '../../../grader/runs/pool/narration';

test.each(['S1 threw', '(a vote that was not given) S1 asked for votes'])(
  'a failure that begins with "%s" is that of S1',
  (message) => {
    const steps = ['S0', 'S1', 'S2'].map((server) => ({ server, what: 'timer', atMicros: 5 }));
    const failure = {
      ...{ rule: 'K.3', message, atMicros: 9, timeline: [] },
      thrown: 'Error: an endless loop at 5\n    at student.js:1:246',
    };
    expect(new Narration(steps).endlessLoop(failure)?.last?.server).toBe('S1');
  },
);
