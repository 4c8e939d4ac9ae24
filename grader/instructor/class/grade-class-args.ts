/** Reads the command line of `npm run grade-class`, and the course file if one is given. */
import { type Stage, STAGES } from '../../contract';
import { parseShard, type Shard } from './shard';
import { USUAL_LIMITS } from './grade-one';
import { USUAL_COUNTS, USUAL_SHOWN } from './seed-plan';
import type { Platform } from './claim';
import { instantIn } from './instant';
import { type Filled, otherStage, withCourse } from './course/words';
import { FROM_WORD, fromIn, LIST_WORDS, type Lists, listsIn, listsProblem } from './class-lists';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import {
  type Help,
  readWords,
  type Said,
  type Vocabulary,
  wholeNumber,
} from '../../command/options';

export interface GradeClassCommand {
  readonly kind: 'grade-class';
  /** As typed: relative to the user's current folder, like all other paths here. */
  readonly submissions: string;
  readonly stage: Stage | 'all';
  readonly out: string;
  readonly assignment: string;
  /** A file. The secret may also be in the environment. */
  readonly secret?: string;
  /** Number of public seeds of each test. */
  readonly shown: number | 'all';
  /** Number of hidden seeds of each test; undefined if not given. */
  readonly hidden?: number;
  readonly ownSeeds: boolean;
  readonly shard?: Shard;
  /** ISO 8601 in UTC. */
  readonly at?: string;
  readonly lists: Lists;
  /** By default it is recognized from the names. */
  readonly from?: Platform;
  /** For repositories: ISO 8601. */
  readonly before?: string;
  /** Without hidden seeds, code with recorded answers could pass. */
  readonly publicOnly: boolean;
  readonly workers?: number;
  /** Undefined if not given. */
  readonly cpuSeconds?: number;
  readonly wallSeconds?: number;
  readonly types: boolean;
  readonly planOnly: boolean;
}

const GRADE_CLASS: Vocabulary = {
  command: 'npm run grade-class',
  does: 'Grades many submissions: a folder of folders, zips or tar.gz, or a list of git repositories.',
  bare: 'SUBMISSIONS',
  words: [
    { name: 'stage', takes: '2C', does: 'what is graded: 2A, 2B, 2C or all' },
    {
      name: 'out',
      takes: 'DIR',
      does: 'where results go; the same DIR continues where it stopped',
    },
    {
      name: 'secret',
      takes: 'FILE',
      does: 'source of the hidden seeds (by default a new one is made)',
    },
    { name: 'assignment', takes: 'NAME', does: 'part of the hidden seeds (by default the stage)' },
    {
      name: 'public',
      takes: 'N',
      does: 'public seeds of each test, or all (one, where a hidden one fails)',
    },
    { name: 'hidden', takes: 'N', does: `hidden seeds of each test (${USUAL_COUNTS.hidden})` },
    { name: 'own-seeds', does: 'other hidden seeds for each submission' },
    { name: 'public-only', does: 'no hidden seeds, though memorized answers can pass then' },
    ...LIST_WORDS,
    FROM_WORD,
    { name: 'before', takes: 'TIME', does: 'for repositories: the last commit before this time' },
    { name: 'shard', takes: 'i/n', does: 'grades one of n parts; see npm run merge-results' },
    {
      name: 'at',
      takes: 'TIME',
      does: 'the time that results show; needed when shards are merged',
    },
    { name: 'workers', takes: 'N', does: 'submissions at the same time (one per core)' },
    {
      name: 'cpu',
      takes: 'SECONDS',
      does: `limit for one submission (${USUAL_LIMITS.cpuSeconds} for each seed)`,
    },
    { name: 'wall', takes: 'SECONDS', does: `the same by the clock (${USUAL_LIMITS.wallSeconds})` },
    { name: 'types', does: 'shows type errors, which takes longer' },
    { name: 'plan', does: 'shows which submissions would be graded, and why, but grades none' },
  ],
  examples: [
    'npm run grade-class submissions stage=2C out=results',
    'npm run grade-class submissions stage=2C out=results secret=secret.txt',
    'npm run grade-class course=course.json assignment=raft-1',
  ],
};

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

export function parseGradeClass(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): GradeClassCommand | Help | UsageProblem {
  const typed = readWords(GRADE_CLASS, argv, env);
  if (typed.kind !== 'said') return typed;
  const filled = withCourse(typed, GRADE_CLASS.words);
  if (filled.kind !== 'filled') return filled;
  const { said } = filled;
  return (
    refuse(filled) ?? {
      kind: 'grade-class',
      submissions: said.bare[0] ?? filled.submissions ?? '',
      ...commandOf(filled),
    }
  );
}

function refuse({ said, submissions, assignment }: Filled): UsageProblem | undefined {
  const example = GRADE_CLASS.examples[0] ?? '';
  const [where = submissions, ...more] = said.bare;
  if (where === undefined) return askBack('Which submissions? Name their folder or list:', example);
  if (more.length > 0)
    return askBack(
      `"${more.join(' ')}" is not understood: give one folder or list of submissions.`,
      example,
    );
  const wanted = said.one('stage');
  if (wanted === undefined) return askBack('Which stage is to be graded?', example);
  const stage = stageOf(wanted);
  if (stage === undefined)
    return askBack(`There is no stage "${wanted}". There are ${STAGES.join(', ')} and all.`);
  const other = assignment && otherStage(assignment, stage);
  if (other !== undefined) return askBack(other);
  if (said.one('out') === undefined) return askBack('Where should the results go?', example);
  const at = said.one('at');
  if (at !== undefined && !(ISO.test(at) && Number.isFinite(Date.parse(at))))
    return askBack(`"${at}" is not a time with a zone, such as 2026-11-23T12:00:00Z.`);
  const lists = listsProblem(said);
  if (lists) return lists;
  const before = beforeIn(said);
  if (before && 'problem' in before) return askBack(`before=: ${before.problem}`);
  const hides = ['secret', 'hidden', 'own-seeds'].find((name) => said.has(name));
  if (said.has('public-only') && hides !== undefined)
    return askBack(
      `public-only means no hidden seeds, but ${hides} asks for some. Give only one of the two.`,
    );
  const shard = said.one('shard');
  const part = shard === undefined ? undefined : parseShard(shard);
  if (part && 'problem' in part) return askBack(part.problem);
  for (const [name, range] of Object.entries(RANGES)) {
    if (name === 'public' && said.one(name) === 'all') continue;
    const number = wholeNumber(said, name, range);
    if (typeof number === 'object') return number;
  }
  return undefined;
}

const RANGES = {
  public: { least: 0, most: 100_000 },
  hidden: { least: 0, most: 10_000 },
  workers: { least: 1, most: 1_024 },
  cpu: { least: 1, most: 86_400 },
  wall: { least: 1, most: 604_800 },
} as const;

function commandOf({ said, assignment }: Filled): Omit<GradeClassCommand, 'kind' | 'submissions'> {
  const stage = stageOf(said.one('stage') ?? '') ?? '2C';
  const number = (name: keyof typeof RANGES) => {
    const value = said.one(name);
    return value === undefined ? undefined : Number(value);
  };
  const part = parseShard(said.one('shard') ?? '1/1');
  const at = said.one('at');
  const hidden = number('hidden');
  const usual = said.has('public-only') ? USUAL_SHOWN : USUAL_COUNTS.shown;
  const workers = number('workers');
  const limit = (name: keyof typeof RANGES, as: 'cpuSeconds' | 'wallSeconds') => {
    const value = number(name);
    return value === undefined ? {} : { [as]: value };
  };
  const from = fromIn(said);
  const before = beforeIn(said);
  const given = (name: 'secret') => {
    const value = said.one(name);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    stage,
    out: said.one('out') ?? '',
    assignment: said.one('assignment') ?? stage,
    ...given('secret'),
    lists: listsIn(said, assignment),
    ...(from && { from }),
    ...(before && 'iso' in before && { before: before.iso }),
    publicOnly: said.has('public-only'),
    shown: said.one('public') === 'all' ? 'all' : (number('public') ?? usual),
    ...(hidden !== undefined && { hidden }),
    ownSeeds: said.has('own-seeds'),
    ...(said.has('shard') && !('problem' in part) && { shard: part }),
    ...(at !== undefined && { at: new Date(at).toISOString() }),
    ...(workers !== undefined && { workers }),
    ...limit('cpu', 'cpuSeconds'),
    ...limit('wall', 'wallSeconds'),
    types: said.has('types'),
    planOnly: said.has('plan'),
  };
}

function beforeIn(said: Said): ReturnType<typeof instantIn> | undefined {
  const text = said.one('before');
  return text === undefined ? undefined : instantIn(text, said.one('zone'));
}

function stageOf(text: string): Stage | 'all' | undefined {
  return [...STAGES, 'all' as const].find((stage) => stage.toLowerCase() === text.toLowerCase());
}
