/** Effects know the lines of the code that they come from, where that is asked for, and nothing else changes. */
import { boot, lines, programOf } from './realm-support';

const CODE = {
  module: `
    Object.defineProperty(Error.prototype, 'name', { get() { console.log('read'); return 'x'; } });
    Object.defineProperty(Object.prototype, 'message', { get() { console.log('read'); return 'x'; } });
    Error.prepareStackTrace = (error, sites) => { console.log('written', sites.length); return ''; };
    const say = (text) => console.log(text);`,
  built: `
    setTimeout(function waited() { say('later'); }, 5);
    const ask = async () => { await peers[1].requestVote({ term: 1 }); say('answered'); };
    void ask();`,
};

/** Function names of the student's frames, in the two parts of an origin. */
function namesIn(origin: string | undefined): (string | undefined)[][] {
  return (origin ?? '').split(/\n= \w+\n/).map((part) =>
    part
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => /at (?:async )?(?:new )?([\w.<>]+) \(submission\.js:/.exec(line)?.[1]),
  );
}

test('an effect names the calls that led to it, and the line that set its timer or sent its request', async () => {
  const program = await programOf(CODE);
  const { realm, effects } = boot(program, { origins: true });
  const send = effects.find(({ kind }) => kind === 'send');
  expect(namesIn(send?.origin)).toEqual([['ask', 'Raft']]);
  const [late] = realm.wake(5_000);
  expect(namesIn(late?.origin)).toEqual([['say', 'waited'], ['Raft']]);
  const [answered] = realm.answered(6_000, 1, '{"term":1,"voteGranted":true}');
  expect(namesIn(answered?.origin)).toEqual([
    ['say', 'ask'],
    ['ask', 'Raft'],
  ]);
});

test('frames of the grader are in no origin', async () => {
  const { effects } = boot(await programOf(CODE), { origins: true });
  const told = effects.map(({ origin }) => origin ?? '').join('\n');
  expect(told).toContain('submission.js');
  expect(told).not.toMatch(/prelude|grader|realm|node:|drain/);
});

test('the code cannot tell that origins are asked for, and its effects are the same', async () => {
  const program = await programOf(CODE);
  const bare = (origins: boolean) => {
    const { realm, effects } = boot(program, { origins });
    return [...effects, ...realm.wake(5_000)].map((effect) => ({ ...effect, origin: '' }));
  };
  expect(bare(true)).toEqual(bare(false));
  expect(lines(boot(program, { origins: true }).effects)).toEqual([]);
  expect(boot(program).effects.every((effect) => !('origin' in effect))).toBe(true);
});
