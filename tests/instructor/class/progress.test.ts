/** progress.json: a watcher in another process always reads a whole and true one. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PROGRESS, ProgressFile, toAll } from '../../../grader/instructor/class/progress';

let out: string;
beforeEach(() => {
  out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'progress-')), 'graded');
});
afterEach(() => {
  fs.rmSync(path.dirname(out), { recursive: true, force: true });
});

const told = (): unknown => JSON.parse(fs.readFileSync(path.join(out, PROGRESS), 'utf8'));

test('it tells how far a run is, who is under way, and how long it may take', () => {
  let seconds = 0;
  const at = (second: number) => new Date(Date.UTC(2026, 8, 1, 12, 0, second));
  const file = new ProgressFile(out, () => at(seconds));
  file.reading(3, 5);
  expect(told()).toMatchObject({ state: 'reading', read: 3, submissions: 5, secondsLeft: null });
  file.reading(5, 5);
  file.planned(['ada', 'ben', 'cem'], ['dan', 'eve']);
  seconds = 2;
  file.begun('ada');
  file.begun('ben');
  seconds = 10;
  file.done({ id: 'ada', score: 100 });
  expect(told()).toEqual({
    schema: 'raft-lab/progress/1',
    state: 'grading',
    read: 5,
    submissions: 5,
    kept: 2,
    toGrade: 3,
    graded: 1,
    withoutScore: 0,
    startedAt: '2026-09-01T12:00:00.000Z',
    updatedAt: '2026-09-01T12:00:10.000Z',
    underWay: [{ id: 'ben', since: '2026-09-01T12:00:02.000Z' }],
    secondsLeft: 20,
  });
  file.done({ id: 'ben', score: null });
  expect(told()).toMatchObject({ graded: 2, withoutScore: 1, underWay: [], secondsLeft: 5 });
  file.begun('cem');
  file.end('interrupted');
  expect(told()).toMatchObject({ state: 'interrupted', graded: 2, underWay: [] });
  file.end('done');
  expect(told()).toMatchObject({ state: 'done', secondsLeft: 0 });
  expect(fs.readdirSync(out)).toEqual([PROGRESS]);
});

test('it never stops a class: where it cannot be written, nothing is said', () => {
  fs.writeFileSync(out, 'a file where the folder should be');
  const file = new ProgressFile(out);
  file.planned(['ada'], []);
  expect(fs.readFileSync(out, 'utf8')).toBe('a file where the folder should be');
});

test('all observers are told the same, in order', () => {
  const heard: string[] = [];
  const observer = (name: string) => {
    const hear = (what: string) => () => void heard.push(`${name} ${what}`);
    return {
      reading: hear('reading'),
      planned: hear('planned'),
      begun: hear('begun'),
      retried: hear('retried'),
      done: hear('done'),
    };
  };
  const all = toAll([observer('a'), observer('b')]);
  all.reading(1, 1);
  all.planned([], []);
  all.begun('ada');
  all.retried('ada', 'the disk was full');
  expect(heard).toEqual(
    ['reading', 'planned', 'begun', 'retried'].flatMap((what) => [`a ${what}`, `b ${what}`]),
  );
});
