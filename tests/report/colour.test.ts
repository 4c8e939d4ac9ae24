import { wantsColour } from '../../grader/report/colour';

describe('colours', () => {
  test.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['a pipe, of which Node says nothing', { CI: 'true' }, undefined, false],
    ['a pipe of CI', { CI: 'true', GITHUB_ACTIONS: 'true' }, false, false],
    ['a pipe, where they were asked for', { FORCE_COLOR: '1' }, false, true],
    ['a terminal, where they were refused', { FORCE_COLOR: '0' }, true, false],
    ['NO_COLOR against FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['an empty NO_COLOR, which asks for nothing', { NO_COLOR: '' }, true, true],
    ['a terminal that knows no colours', { TERM: 'dumb' }, true, false],
  ])('%s', (_, env, isTerminal, expected) => {
    expect(wantsColour(env, isTerminal)).toBe(expected);
  });
});
