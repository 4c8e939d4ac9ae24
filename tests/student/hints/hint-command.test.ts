/** `npm run hint`: what it shows, in which order, and what becomes of what it remembers. */
import { parseHintArgs } from '../../../grader/student/hints/hint-args';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HintMemory } from '../../../grader/student/hints/hint-memory';
import { answer, type Answer } from '../../../grader/student/hints/hinting';
import { ladderOf, subjectOf } from '../../../grader/student/hints';
import { type Step, stepOf } from '../../../grader/student/hints/ladder';
import { fold } from '../../../grader/report/plain';
import { SCHEMA } from '../../../grader/report/result';
import { plainEnvironment } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');
const NOW_MS = Date.parse('2026-11-23T10:30:00Z');

let kit: string;
let memory: string;
beforeEach(() => {
  kit = mkdtempSync(path.join(tmpdir(), 'hints-'));
  memory = path.join(kit, '.raft-lab', 'hints.json');
});
afterEach(() => rmSync(kit, { recursive: true, force: true }));

/** Each call is a program of its own: it knows of the one before what stands in the file. */
function ask(...words: readonly string[]): Answer {
  const command = parseHintArgs(words, {});
  if (command.kind === 'help') return { exit: 0, text: command.text };
  if (command.kind === 'problem') return { exit: 2, text: command.message };
  return answer(command, new HintMemory(kit), NOW_MS);
}

function expectStep({ exit, text }: Answer, id: string, step: Step): void {
  const subject = subjectOf(id);
  if (!subject) throw new Error(`there is no ${id}`);
  expect(text).toContain(`Step ${step} of 3`);
  expect(text).toContain(
    fold(stepOf(ladderOf(subject), step), 78)
      .map((line) => `  ${line}`)
      .join('\n'),
  );
  expect(exit).toBe(0);
}

interface Test {
  readonly id: string;
  readonly status: string;
  readonly rule?: string;
}

function graded(tests: readonly Test[], more: object = {}): void {
  mkdirSync(path.dirname(memory), { recursive: true });
  const result = { schema: SCHEMA, startedAt: '2026-11-23T10:00:00Z', tests, ...more };
  writeFileSync(path.join(kit, '.raft-lab', 'last-grade.json'), JSON.stringify(result));
}

describe('a ladder', () => {
  test('is climbed one step a call, and stays on its last step', () => {
    for (const step of [1, 2, 3, 3] as const) expectStep(ask('P.2'), 'P.2', step);
  });

  test('tells how to go on, and at its end what else helps', () => {
    expect(ask('figure-8').text).toMatch(/The next step: {2}npm run hint 2C\/figure-8$/);
    ask('figure-8');
    const { text } = ask('figure-8');
    expect(text).not.toContain('The next step');
    for (const help of ['docs/figure-2.md#l5', 'npm run grade 2C only=figure-8', 'npm run explore'])
      expect(text).toContain(help);
  });

  test('of a test says which steps are those of a rule', () => {
    expect(ask('2C/figure-8').text).not.toContain('the same as for rule');
    expect(ask('2C/figure-8').text).toContain(
      'Step 2 of 3: what to reread, the same as for rule L.5',
    );
    expect(ask('2C/storm', 'step=2').text).toMatch(/what to reread$/m);
  });

  test('is remembered for each rule and test by itself', () => {
    ask('P.2');
    expectStep(ask('L.5'), 'L.5', 1);
    expectStep(ask('2C/figure-8'), '2C/figure-8', 1);
    expectStep(ask('P.2'), 'P.2', 2);
  });

  test('shows an earlier step again without going back', () => {
    ask('P.2');
    ask('P.2');
    expectStep(ask('P.2', 'step=1'), 'P.2', 1);
    expectStep(ask('P.2'), 'P.2', 3);
  });

  test('starts over when it was forgotten, and so do all', () => {
    for (const id of ['P.2', 'L.5']) ask(id);
    expect(ask('forget', 'P.2')).toMatchObject({ exit: 0 });
    expectStep(ask('P.2'), 'P.2', 1);
    expectStep(ask('L.5'), 'L.5', 2);
    expect(ask('forget').text).toBe('All hints start with step 1 again.');
    expectStep(ask('L.5'), 'L.5', 1);
  });

  test('starts over once its failure is fixed, so that the next bug gets the first hint', () => {
    for (const id of ['P.2', 'P.2', 'L.5']) ask(id);
    new HintMemory(kit).startOver(['P.2', '2C/persist-1']);
    expectStep(ask('P.2'), 'P.2', 1);
    expectStep(ask('L.5'), 'L.5', 2);
  });

  test('exists for each rule that hint list names', () => {
    const { exit, text } = ask('list');
    expect(exit).toBe(0);
    for (const id of ['RV.2', 'FB.1', 'P.4'])
      expect(text).toMatch(new RegExp(`^ {2}${id} +\\S`, 'm'));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each(['p.2', 'P2', 'docs/figure-2.md#p2'])('of a rule is found as %s', (word) => {
    expectStep(ask(word), 'P.2', 1);
  });

  test.each(['2c/figure-8', 'lab2C/figure-8', 'figure-8'])('of a test is found as %s', (word) => {
    expectStep(ask(word), '2C/figure-8', 1);
  });
});

describe('the memory', () => {
  test('is written whole, and leaves nothing beside it', () => {
    ask('P.2');
    expect(JSON.parse(readFileSync(memory, 'utf8'))).toEqual({
      schema: 'raft-lab/hints/1',
      seen: { 'P.2': 1 },
    });
    expect(readdirSync(path.dirname(memory))).toEqual(['hints.json']);
  });

  test.each([
    ['no JSON', '{"schema":"raft-lab/hi'],
    ['something else', '[]'],
    ['of another schema', '{"schema":"raft-lab/hints/9","seen":{}}'],
    ['with a step that does not exist', '{"schema":"raft-lab/hints/1","seen":{"P.2":7}}'],
  ])('that is %s is told of, and begun anew', (_, text) => {
    ask('P.2');
    writeFileSync(memory, text);
    const first = ask('P.2');
    expectStep(first, 'P.2', 1);
    expect(first.text).toContain('.raft-lab/hints.json is damaged, so all hints start with step 1');
    const second = ask('P.2');
    expectStep(second, 'P.2', 2);
    expect(second.text).not.toContain('damaged');
  });

  test('that cannot be written is told of, and steps go on by number', () => {
    // A file where the folder should be: even the superuser cannot write there.
    writeFileSync(path.join(kit, '.raft-lab'), '');
    const first = ask('P.2');
    expectStep(first, 'P.2', 1);
    expect(first.text).toContain('.raft-lab/hints.json cannot be written');
    expect(first.text).toMatch(/npm run hint P\.2 step=2$/);
    expectStep(ask('P.2', 'step=2'), 'P.2', 2);
    expect(ask('forget')).toMatchObject({ exit: 2 });
  });

  test('that cannot be read is told of', () => {
    mkdirSync(memory, { recursive: true });
    const { text, exit } = ask('P.2');
    expect(exit).toBe(0);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'cannot remember which steps you have seen: ask for steps by number',
    );
  });
});

describe('of a stage', () => {
  test('the first failure counts: its rule, and then the test', () => {
    graded([
      { id: '2C/figure-8', status: 'failed', rule: 'L.5' },
      { id: '2C/hint', status: 'failed', rule: 'FB.1' },
      { id: '2A/majority', status: 'failed', rule: 'C.2' },
      { id: '2C/persist-1', status: 'passed' },
    ]);
    const first = ask('2C');
    expectStep(first, 'FB.1', 1);
    expect(first.text).toContain(
      'In your last run of labs/raft (30 min ago), 2C/hint failed, rule FB.1.',
    );
    expect(first.text).toMatch(/npm run hint 2C$/);
    expectStep(ask('2C'), 'FB.1', 2);
    const third = ask('2C');
    expectStep(third, 'FB.1', 3);
    expect(third.text).toMatch(/npm run hint 2C +hints on the test itself/);
    expect(third.text).not.toContain('That was all');
    const onTest = ask('2C');
    expectStep(onTest, '2C/hint', 1);
    expect(onTest.text.replace(/\s+/g, ' ')).toContain(
      'Those were all hints on rule FB.1. The next ones are on the test 2C/hint',
    );
    for (const step of [2, 3, 3] as const) expectStep(ask('2C'), '2C/hint', step);
    expectStep(ask('2C', 'step=1'), '2C/hint', 1);
  });

  test('none means the first failure of all', () => {
    graded([
      { id: '2C/hint', status: 'failed', rule: 'FB.1' },
      { id: '2A/majority', status: 'todo', rule: 'C.2' },
    ]);
    const { text } = ask();
    expect(text.replace(/\s+/g, ' ')).toContain(
      '2A/majority reached code that is not written yet, rule C.2.',
    );
    expect(text).toMatch(/npm run hint$/);
  });

  test('without a rule that the kit knows, the test itself has the hints', () => {
    graded([{ id: '2C/hint', status: 'inconclusive', rule: '\u001b[31mX.1' }]);
    expectStep(ask('2C'), '2C/hint', 1);
  });

  test.each([
    ['that was never graded', undefined],
    ['of which nothing was graded', [{ id: '2A/majority', status: 'failed' }]],
    ['of which no test is known', [{ id: '2C/\u001b[2J', status: 'failed' }]],
  ])('%s cannot be helped, and what to run is said', (_, tests) => {
    if (tests) graded(tests);
    const { exit, text } = ask('2C');
    expect(exit).toBe(2);
    expect(text).toContain('No grading of labs/raft for 2C');
    expect(text).toContain('  npm run grade 2C\n');
  });

  test('with a result that is no such result is as if it was never graded', () => {
    graded([{ id: '2C/hint', status: 'failed' }], { schema: 'raft-lab/result/99' });
    expect(ask('2C')).toMatchObject({ exit: 2 });
    writeFileSync(path.join(kit, '.raft-lab', 'last-grade.json'), '{');
    expect(ask('2C')).toMatchObject({ exit: 2 });
  });

  test('that passed needs none', () => {
    graded([{ id: '2C/hint', status: 'passed' }]);
    expect(ask('2C')).toMatchObject({ exit: 0 });
    expect(ask('2C').text).toContain('every test that ran passed');
    expect(existsSync(memory)).toBe(false);
  });

  test('in which the grader failed is not judged', () => {
    graded([{ id: '2C/hint', status: 'error' }]);
    expect(ask('2C')).toMatchObject({ exit: 2 });
    expect(ask('2C').text).toContain('not every test has a verdict');
  });
});

describe('words that make no sense', () => {
  test.each([
    [['P.9'], 'There are P.1, P.2, P.3, P.4'],
    [['fb6'], 'FB.5'],
    [['figur-8'], 'Did you mean figure-8?'],
    [['2D'], 'Did you mean 2A?'],
    [['persist'], 'fits several tests'],
    [['P.2', 'L.5'], 'One hint at a time'],
    [['step=4', 'P.2'], 'from 1 to 3'],
    [['forget', 'step=2'], 'Forget all steps'],
    [['elephant'], 'npm run grade list'],
    [['P.2', 'seed=7'], 'is not understood'],
  ])('%j are answered with a line that does', (words, said) => {
    const { exit, text } = ask(...words);
    expect(exit).toBe(2);
    expect(text.replace(/\s+/g, ' ')).toContain(said);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(existsSync(memory)).toBe(false);
  });
});

test('the command itself answers, plain where it is piped', () => {
  const run = (...words: readonly string[]) =>
    spawnSync(
      process.execPath,
      ['--require', './grader/cli/set-up.cjs', 'grader/cli/hint.ts', ...words],
      { cwd: ROOT, env: plainEnvironment(), encoding: 'utf8' },
    );
  const help = run('help');
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toContain('npm run hint 2C');
  expect(help.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const wrong = run('P.22');
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toContain('There is no rule P.22');
});
