/**
 * JUnit XML, as GitLab, Jenkins and others read it: a suite for each stage, a test case for each test.
 * It is written without a library, because none supports the line of a test case or the reason for a
 * skipped one.
 */
import { forStudents, type ShownResult, type ShownTest } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { brief, story, totals, type Total } from './story';

interface JunitDetails {
  /** The student's folder as it is called in texts and paths. */
  readonly folder: string;
}

type Attributes = Readonly<Record<string, string | number>>;

export function junit(outcome: Outcome, { folder }: JunitDetails): string {
  const shown = forStudents(outcome);
  const suites = shown.kind === 'graded' ? graded(shown.result, folder) : notGraded(shown);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suites}\n`;
}

function graded(result: ShownResult, folder: string): string {
  const suites = totals(result).map((total) => suite(total, result.startedAt, folder));
  const counts = { ...countsOf(result.tests), time: seconds(result.durationMs) };
  return element('testsuites', { name: 'raft', ...counts }, suites);
}

function suite({ stage, tests }: Total, startedAt: string, folder: string): string {
  const time = seconds(tests.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const attributes = {
    name: `raft.${stage}`,
    ...countsOf(tests),
    time,
    timestamp: timestamp(startedAt),
  };
  return element(
    'testsuite',
    attributes,
    tests.map((test) => testCase(test, folder)),
  );
}

function testCase(test: ShownTest, folder: string): string {
  const { id, stage, place, durationMs } = test;
  const attributes = {
    name: id.slice(id.indexOf('/') + 1),
    classname: `raft.${stage}`,
    time: seconds(durationMs),
    ...(place && { file: `${folder}/${place.file}`, line: place.line }),
  };
  return element('testcase', attributes, verdict(test, folder));
}

function verdict(test: ShownTest, folder: string): readonly string[] {
  const attributes = { message: test.message ?? brief(test), type: test.rule ?? test.status };
  switch (test.status) {
    case 'passed':
      return [];
    case 'failed':
    case 'todo':
      return [element('failure', attributes, [escaped(story(test, folder))])];
    case 'error':
      return [element('error', { ...attributes, type: 'grader' }, [escaped(story(test, folder))])];
    case 'inconclusive':
    case 'blocked':
      return [element('skipped', { message: brief(test) }, [])];
  }
}

/** One test case that replaces all others. */
function notGraded({ kind, stage, message, startedAt }: NotGraded): string {
  const name = kind === 'unusable' ? 'failure' : 'error';
  const counts = {
    tests: 1,
    failures: kind === 'unusable' ? 1 : 0,
    errors: kind === 'unusable' ? 0 : 1,
    skipped: 0,
    time: seconds(0),
  };
  const type = kind === 'unusable' ? 'submission' : 'grader';
  const attributes = { message: message.split('\n', 1)[0] ?? '', type };
  const why = element(name, attributes, [escaped(message)]);
  const classname = `raft.${stage}`;
  const one = element('testcase', { name: 'grading', classname, time: seconds(0) }, [why]);
  const own = { name: classname, ...counts, timestamp: timestamp(startedAt) };
  return element('testsuites', { name: 'raft', ...counts }, [element('testsuite', own, [one])]);
}

function countsOf(tests: readonly ShownTest[]) {
  const count = (...of: readonly string[]) =>
    tests.filter(({ status }) => of.includes(status)).length;
  return {
    tests: tests.length,
    failures: count('failed', 'todo'),
    errors: count('error'),
    skipped: count('inconclusive', 'blocked'),
  };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

/** Timestamps of this format have no time zone. */
function timestamp(iso: string): string {
  return iso.slice(0, 19);
}

/** @param content finished XML, which is not escaped again */
function element(name: string, attributes: Attributes, content: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${quoted(value)}"`);
  const start = `<${name}${written.join('')}`;
  if (content.length === 0) return `${start}/>`;
  const isText = !content[0]?.startsWith('<');
  const inner = isText ? content.join('') : `\n${content.join('\n')}\n`;
  return `${start}>${inner}</${name}>`;
}

function quoted(value: string | number): string {
  return escaped(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

/** Control characters are removed already; `>` matters after `]]`. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
