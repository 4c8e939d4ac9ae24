/** A scenario file that says what nobody understands is refused, with where and why. */
import { readSchedule, Unreadable } from '../../../grader/runs/replay/read-schedule';
import { SCHEDULE_SCHEMA, type Schedule } from '../../../grader/runs/replay/schedule';
import { scheduleText } from '../../../grader/runs/replay/write-schedule';

const WHOLE: Schedule = {
  schema: SCHEDULE_SCHEMA,
  title: '2C/figure-8, seed 3, made smaller',
  stage: '2C',
  servers: 3,
  seed: 3,
  until: 11_000_000,
  breaks: 'V.2',
  expects: { kind: 'applied', command: 'x1', on: 2, from: 900_000, calm: true },
  steps: [
    { at: 0, do: 'boot', server: 0 },
    { at: 10, do: 'crash', server: 0, unsynced: 'torn in the middle' },
    { at: 10, settled: true, do: 'boot', server: 0 },
    { at: 20, do: 'crash-before-effect', server: 1, effects: 2 },
    { at: 30, do: 'pause', server: 2 },
    { at: 40, do: 'thaw', server: 2 },
    { at: 50, do: 'jump', server: 2, by: 1_000 },
    { at: 60, do: 'submit', command: 'a "b" \u001b[31m', to: [0, 1, 0] },
    { at: 70, do: 'cut', from: 0, to: 1 },
    { at: 80, do: 'heal', from: 0, to: 1 },
    { at: 90, do: 'boot', server: 2 },
  ],
  messages: [
    { from: 0, to: 1, number: 4, request: 'lost', silence: 90 },
    { from: 1, to: 0, number: 1, request: { after: 5, again: 9 }, reply: { after: 3 } },
    { from: 1, to: 2, number: 1, request: { after: 5, again: 9 }, secondReply: 'lost' },
  ],
};

test('what is written is read again', () => {
  expect(readSchedule(scheduleText(WHOLE))).toEqual(WHOLE);
});

test('the text is stable, and has a line for each step and message', () => {
  const text = scheduleText(WHOLE);
  expect(scheduleText(readSchedule(text))).toBe(text);
  expect(text).toContain('\n    { "at": 70, "do": "cut", "from": 0, "to": 1 },\n');
  expect(text).toContain(
    '\n    { "from": 0, "to": 1, "number": 4, "request": "lost", "silence": 90 },\n',
  );
  expect(text.endsWith('}\n')).toBe(true);
});

function problemOf(text: string): string {
  try {
    readSchedule(text);
  } catch (thrown) {
    if (thrown instanceof Unreadable) return thrown.message;
    throw thrown;
  }
  return 'it was read';
}

/** A deep copy in which one place is another. */
function changed(place: readonly (string | number)[], value: unknown): string {
  const copy = JSON.parse(JSON.stringify(WHOLE)) as Record<string | number, unknown>;
  let at = copy;
  for (const key of place.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = place.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return JSON.stringify(copy);
}

test.each([
  ['another schema', ['schema'], 'raft-lab/result/1', /not a scenario file of this kit/],
  ['no stage', ['stage'], undefined, /"stage" must be one of "2A", "2B", "2C", and is missing/],
  ['too many servers', ['servers'], 9, /"servers" must be a whole number from 1 to 7, not 9/],
  ['a seed as text', ['seed'], '3', /"seed" must be a whole number .* not "3"/],
  ['a word that is no seed', ['seed'], 'ab'.repeat(15), /"seed" must be a whole number/],
  ['a fraction of time', ['until'], 0.5, /"until" must be a whole number/],
  ['a rule that there is not', ['breaks'], 'Q.9', /"breaks" must be a rule of docs\/figure-2.md/],
  [
    'progress that is owed to nobody',
    ['expects', 'calm'],
    undefined,
    /progress that no server must make here/,
  ],
  [
    'progress without a majority',
    ['steps', 10, 'do'],
    'crash',
    /progress that no server must make here/,
  ],
  ['progress at once', ['until'], 2_000_000, /progress that no server must make here/],
  ['an unknown field', ['nodes'], 3, /has an unknown field "nodes"/],
  ['an unknown deed', ['steps', 1, 'do'], 'kill', /Step 2: "do" must be one of .*"crash"/],
  ['a field of another deed', ['steps', 4, 'by'], 9, /Step 5 \(pause\) has an unknown field "by"/],
  [
    'a server out of range',
    ['steps', 0, 'server'],
    3,
    /Step 1 \(boot\): "server" .* 0 to 2, not 3/,
  ],
  ['no server', ['steps', 0, 'server'], undefined, /Step 1 \(boot\): "server" .* and is missing/],
  ['a time that falls', ['steps', 2, 'at'], 5, /Step 3 is at 5, and the one before it at 10/],
  ['a way to itself', ['steps', 8, 'to'], 0, /Step 9 \(cut\): "from" and "to" are both server 0/],
  [
    'a client that asks nobody',
    ['steps', 7, 'to'],
    [],
    /Step 8 \(submit\): "to" must be a list of/,
  ],
  [
    'another damage',
    ['steps', 1, 'unsynced'],
    'gone',
    /Step 2 \(crash\): "unsynced" must be one of/,
  ],
  ['a step that is a text', ['steps', 0], 'boot', /Step 1 must be an object in braces, not "boot"/],
  ['steps that are none', ['steps'], {}, /"steps" must be a list in brackets/],
  ['a fate that there is not', ['messages', 0, 'request'], 'late', /Message 1: "request" must be/],
  [
    'a negative delay',
    ['messages', 1, 'reply', 'after'],
    -1,
    /Message 2, "reply": "after" must be/,
  ],
  ['a second copy before the first', ['messages', 1, 'request', 'again'], 2, /"again" must be/],
  ['one message twice', ['messages', 2], WHOLE.messages[0], /Messages 1 and 3 are both about/],
  ['an expectation of no kind', ['expects', 'kind'], 'votes', /"expects": "kind" must be one of/],
] as const)('%s is refused', (_name, place, value, says) => {
  expect(problemOf(changed(place, value))).toMatch(says);
});

test('what is no JSON is refused, and shows no control characters', () => {
  const problem = problemOf('{ "schema": \u001b[31m');
  expect(problem).toMatch(/^It is not valid JSON/);
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  expect(problem).not.toMatch(/[\u0000-\u001f]/);
  expect(problemOf('[]')).toMatch(/The file must be an object in braces/);
  expect(problemOf('null')).toMatch(/The file must be an object in braces, not null/);
});

test('a file with the mark that some editors of Windows put first is read', () => {
  expect(readSchedule(`\ufeff${scheduleText(WHOLE)}`)).toEqual(WHOLE);
});

test('of a file of another kind nothing else is said', () => {
  expect(problemOf('{ "schema": "raft-lab/stages/1", "other": 1 }')).toMatch(/not a scenario file/);
});

test('a file that is far too large is not even looked at', () => {
  expect(problemOf(' '.repeat(8_000_001))).toMatch(/larger than 8 MB/);
});

test('lists within lists, deeper than they can be told, are refused as anything else', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(() => readSchedule(`{"schema":${deep}}`)).toThrow(Unreadable);
  expect(() => readSchedule(deep)).toThrow(Unreadable);
});
