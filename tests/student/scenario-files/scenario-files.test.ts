/** Scenario files as they come: none, odd ones, and places where none can be written. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDebugArgs } from '../../../grader/student/debug/debug-args';
import { parsePlayArgs } from '../../../grader/student/playground/play-args';
import { Refusal } from '../../../grader/command/run-command';
import {
  scenarioAt,
  scenariosAt,
  writeScenario,
} from '../../../grader/student/scenario-files/find-scenarios';
import { parseShrinkArgs } from '../../../grader/student/shrink/shrink-args';
import { parseTraceArgs } from '../../../grader/student/trace/trace-args';
import { parseWatchArgs } from '../../../grader/student/watch/watch-args';
import { SCHEDULE_SCHEMA, type Schedule } from '../../../grader/runs/replay/schedule';
import { writeWhole } from '../../../grader/command/memory/write-whole';

const EMPTY: Schedule = {
  schema: SCHEDULE_SCHEMA,
  title: 'nothing happens',
  stage: '2A',
  servers: 3,
  seed: 1,
  until: 1_000,
  steps: [],
  messages: [],
};

let home: string;

beforeEach(() => {
  home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-files-'));
});

afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.message;
    throw thrown;
  }
  throw new Error('it was not refused');
}

describe('what is named', () => {
  test('may be a folder of one scenario, and no folder of two where one is wanted', () => {
    writeScenario(path.join(home, 'a.scenario.json'), 'a', EMPTY);
    expect(scenarioAt('.', [home])).toEqual(EMPTY);
    writeScenario(path.join(home, 'b.scenario.json'), 'b', EMPTY);
    expect(scenariosAt('.', [home])).toHaveLength(2);
    expect(refusalOf(() => scenarioAt('.', [home]))).toMatch(/^One scenario at a time/);
  });

  test('is refused if it is there and no file', () => {
    fs.mkdirSync(path.join(home, 'folder.scenario.json'));
    expect(refusalOf(() => scenariosAt('.', [home]))).toContain('It is not a file.');
  });

  test('is refused if it is longer than any name, in a few lines', () => {
    const text = refusalOf(() => scenariosAt('x'.repeat(10_000), [home]));
    expect(text).toMatch(/^There is no file or folder\nx+/);
    expect(text.length).toBeLessThan(600);
  });
});

describe('a file that cannot be written', () => {
  test('is named, with what to look at, where a file stands in the way of its folder', () => {
    fs.writeFileSync(path.join(home, '.raft-lab'), '');
    const file = path.join(home, '.raft-lab', 'a.scenario.json');
    const text = refusalOf(() => writeScenario(file, '.raft-lab/a.scenario.json', EMPTY));
    expect(text).toMatch(/^\.raft-lab\/a\.scenario\.json cannot be written \(E[A-Z]+\)\. Is/);
  });

  test('leaves nothing half-written behind', () => {
    const file = path.join(home, 'page.html');
    fs.mkdirSync(file);
    expect(() => writeWhole(file, 'text')).toThrow(/E[A-Z]+/);
    expect(fs.readdirSync(home)).toEqual(['page.html']);
  });
});

test.each([
  ['trace', parseTraceArgs],
  ['shrink', parseShrinkArgs],
  ['debug', parseDebugArgs],
  ['play', parsePlayArgs],
  ['watch', parseWatchArgs],
] as const)('the help of %s fits 80 columns', (_name, parse) => {
  const help = parse(['help'], {});
  if (help.kind !== 'help') throw new Error('that is no help');
  expect(help.text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
