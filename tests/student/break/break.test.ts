/** `npm run break`: what is asked for, what is copied, and what is told of a guess. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { remembered } from '../../../grader/command/memory/stage-memory';
import { entryOf } from '../../../grader/judge/rules/explanations';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { stageOf } from '../../../grader/judge/scenarios/scenario';
import { parseBreakArgs } from '../../../grader/student/break/break-args';
import {
  changesText,
  ideas,
  stagesPassed,
  verdict,
} from '../../../grader/student/break/break-report';
import { BrokenCopy } from '../../../grader/student/break/broken-copy';
import { IDEAS } from '../../../grader/student/break/ideas';
import { resultOf, testOf } from '../../report/formats/samples';

const RULE = 'RV.2';
const GUESS = { test: '2A/one-vote', rule: RULE };
const caught = (id: string, rule: string) => testOf('failed', { id, stage: '2A', rule });

test('a guess names one test of a stage and a rule that there is', () => {
  expect(parseBreakArgs(['2a', 'test=one-vote', 'rule=rv.2'], {})).toEqual({
    kind: 'judge',
    stage: '2A',
    guess: GUESS,
  });
  expect(parseBreakArgs([], {})).toEqual({ kind: 'explain' });
  for (const words of [['2A'], ['test=one-vote'], ['2A', 'test=one-vote', 'rule=XY.9']])
    expect(parseBreakArgs(words, {})).toHaveProperty('kind', 'problem');
});

test('a stage counts as passed when all of its tests have', () => {
  const tests = CATALOGUE.filter((test) => stageOf(test) === '2A').map(({ id, seeds }) =>
    testOf('passed', { id, stage: '2A', seedsRun: seeds }),
  );
  const part = remembered(new Map(), resultOf(tests.slice(1)));
  expect(stagesPassed(part)).toEqual([]);
  expect(stagesPassed(remembered(part, resultOf(tests.slice(0, 1))))).toEqual(['2A']);
});

test('the copy starts without a fault, and what is changed in it is counted by lines', () => {
  const kit = fs.mkdtempSync(path.join(os.tmpdir(), 'break-'));
  try {
    const raft = path.join(kit, 'labs', 'raft');
    fs.mkdirSync(raft, { recursive: true });
    fs.writeFileSync(path.join(raft, 'raft.ts'), 'one\ntwo\nthree\n');
    const copy = new BrokenCopy(kit);
    expect(copy.isThere).toBe(false);
    copy.make();
    expect(copy.changes()).toEqual([]);
    fs.writeFileSync(path.join(copy.folder, 'raft.ts'), 'one\n2\nthree\n');
    expect(copy.changes()).toEqual([{ file: 'raft.ts', lines: 1 }]);
    expect(changesText(copy.changes())).toBe('Your fault: 1 line in raft.ts.');
    expect(fs.readFileSync(path.join(raft, 'raft.ts'), 'utf8')).toContain('two');
    copy.make();
    expect(copy.changes()).toEqual([]);
  } finally {
    fs.rmSync(kit, { recursive: true, force: true });
  }
});

test.each([
  ['right', [caught('2A/one-vote', RULE)], 'right.'],
  ['another rule', [caught('2A/one-vote', 'C.2')], 'it named another rule'],
  ['another test', [caught('2A/majority', RULE)], 'other tests named it'],
  [
    'crosswise',
    [caught('2A/one-vote', 'C.2'), caught('2A/majority', RULE)],
    'another test named that rule',
  ],
  ['neither', [caught('2A/majority', 'C.2')], 'Neither'],
  ['uncaught', [testOf('passed', { id: '2A/one-vote' })], 'No test of 2A caught it.'],
])('a guess is told: %s', (_name, tests, says) => {
  const text = verdict('2A', GUESS, tests);
  expect(text.replace(/\s+/g, ' ')).toContain(says);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('every idea is about a rule of the book', () => {
  for (const { rule, fault } of IDEAS) {
    expect(entryOf(rule)?.id).toBe(rule);
    expect(ideas()).toContain(fault);
  }
});
