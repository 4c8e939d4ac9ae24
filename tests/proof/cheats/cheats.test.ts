/** The corpus of cheats as data, and what is made of a cheat that was played. */
import { baseFiles, type Cheat } from '../../../grader/proof/cheats/cheat';
import { CORPUS } from '../../../grader/proof/cheats/corpus';
import { clientSays, pageSays } from '../../../grader/proof/cheats/elsewhere';
import { complaints, type Graded, type Played } from '../../../grader/proof/cheats/cheat-verdict';
import { BANK } from '../../../grader/proof/mutants/bank';
import { entryOf } from '../../../grader/judge/rules/explanations';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { readSchedule, Unreadable } from '../../../grader/runs/replay/read-schedule';

const AREAS = [
  ...['leaving', 'output', 'imports', 'escape', 'prototypes', 'replies', 'sharing', 'crash'],
  ...['detecting', 'loops', 'memory', 'throwing', 'files', 'bundling', 'archives', 'names'],
  ...['scenarios', 'pages', 'clients', 'class', 'watch', 'gradescope', 'crowds'],
];

describe('the corpus', () => {
  test('holds more than sixty cheats, each under an id of its own', () => {
    const ids = CORPUS.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(60);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+\/[a-z-]+$/.test(id))).toEqual([]);
  });

  test('has something in every area, and no area that is not known', () => {
    const found = new Set(CORPUS.map(({ id }) => id.split('/')[0]));
    expect([...found].sort()).toEqual([...AREAS].sort());
  });

  test('has scenario files that are refused for what is wrong with them', () => {
    const files = CORPUS.flatMap(({ carrier, expected }) =>
      carrier.kind === 'scenario' && expected.come === 'refused'
        ? [{ text: carrier.text, says: expected.says }]
        : [],
    );
    expect(files.length).toBeGreaterThan(5);
    for (const { text, says } of files) {
      expect(() => readSchedule(text)).toThrow(Unreadable);
      expect(() => readSchedule(text)).toThrow(says);
    }
  });

  test.each(CORPUS.map((cheat) => [cheat.id, cheat] as const))(
    '%s says what is attempted, on tests and rules that there are',
    (_id, cheat) => {
      expect(cheat.attempt).toMatch(/^[A-Z].*\.$/);
      expect(Object.keys(baseFiles(cheat, BANK, { 'raft.ts': '' }))).toContain('raft.ts');
      for (const { test: id, seeds } of cheat.runs ?? []) {
        expect(CATALOGUE.map((one) => one.id)).toContain(id);
        expect(seeds.length).toBeGreaterThan(0);
      }
      const { expected } = cheat;
      if (expected.come === 'named')
        expect(expected.rules.filter((rule) => !entryOf(rule))).toEqual([]);
      if (expected.come === 'no gain') expect(cheat.attempt).not.toBe('');
    },
  );
});

describe('a door that lets a cheat in is seen', () => {
  test('a page that obeys', async () => {
    const headers = {
      ...{ host: '127.0.0.1:PORT', 'x-raft-lab-token': 'TOKEN' },
      'content-type': 'application/json',
    };
    const wish = { to: 'playground', path: '/wish', headers, body: '{"do":"step"}' } as const;
    expect(await pageSays(wish)).toEqual({ fault: 'obeys {"do":"step"}' });
    expect(await pageSays({ ...wish, to: 'live', body: '{"deed":"kill all"}' })).toEqual({
      fault: 'obeys {"verb":"killAll"}',
    });
  });

  test('a server that carries out what a client sends', () => {
    expect(clientSays('PING\r\n')).toEqual({ fault: 'carries out PING' });
  });
});

describe('what is made of a cheat that was played', () => {
  const honest: Graded = { score: 16, rules: [], faults: [], digests: ['aa'] };
  const failed: Graded = { score: 0, rules: ['P.2'], faults: [], digests: ['bb'] };
  const cheat: Cheat = {
    id: 'output/some',
    attempt: 'Tries something.',
    base: 'reference',
    expected: { come: 'same' },
    carrier: { kind: 'files' },
  };
  const played: Played = {
    cheat,
    base: honest,
    graded: honest,
    honest: { before: honest, after: honest },
    left: [],
  };
  const expecting = (expected: Cheat['expected']): Cheat => ({ ...cheat, expected });

  test('nothing, where nothing came of it', () => {
    expect(complaints(played)).toEqual([]);
  });

  test.each<readonly [string, Partial<Played>, RegExp]>([
    ['points gained', { base: failed }, /gains 16 points/],
    [
      'points gained where no gain was looked for',
      { base: failed, cheat: expecting({ come: 'no gain' }) },
      /gains 16 points/,
    ],
    ['another run', { graded: { ...honest, digests: ['cc'] } }, /does not run as its base/],
    ['points lost', { cheat: expecting({ come: 'harmless' }), graded: failed }, /costs 16 points/],
    [
      'another rule',
      { cheat: expecting({ come: 'named', rules: ['K.3'] }), graded: failed },
      /not named by K\.3: P\.2/,
    ],
    ['no refusal', { cheat: expecting({ come: 'refused', says: 'x' }) }, /not refused with "x"/],
    [
      'a fault of the grader instead of a zero',
      { cheat: expecting({ come: 'no gain' }), graded: { ...failed, faults: ['2A/x: ended'] } },
      /makes the grader fail: 2A\/x/,
    ],
    [
      'harm to the next submission',
      { honest: { before: honest, after: { ...honest, digests: ['dd'] } } },
      /changes how the next submission is graded/,
    ],
    ['something left', { left: ['process 7'] }, /leaves behind process 7/],
  ])('%s is told', (_name, change, words) => {
    expect(complaints({ ...played, ...change }).join('; ')).toMatch(words);
  });
});
