/**
 * The terminal while a class is graded: a line for each submission that is done, and a progress line.
 */
import { type ClassRun, type Entry, finalScore, isMissing, isOpen, type Row } from './entry';
import { type Scheme, weighed } from './course/scheme';
import { type Frame, HANDED_IN_NOTHING } from './people/frame';
import type { Change, Due } from './regrade';
import { nameOf } from './pages/page-words';
import type { ClassObserver } from './run';
import pc from '../../report/colour';
import { fitted, plain } from '../../report/plain';
import { duration, StatusLine } from '../../command/meter';

const SHOWN_MAX = 20;
const REASONS_MAX = 5;
const ID_CHARS_MAX = 40;
const PROBLEM_CHARS_MAX = 160;
/** A line of a submission below a message, as in `> 12 | const x = (;`. */
const QUOTED_CODE = /^[\s>]*\d*\s*\|/;
/** How often progress is printed in a pipe, where a line cannot be updated. */
const TOLD_EVERY = 25;

export class ClassScreen implements ClassObserver {
  readonly #status = new StatusLine();
  readonly #startedMs = performance.now();
  readonly #underWay = new Set<string>();
  #all = 0;
  #done = 0;

  /** @param scheme points of the assignment; by default the tests' own points */
  constructor(private readonly scheme?: Scheme) {}

  reading(done: number, all: number): void {
    this.#status.show(`reading ${done} of ${all} submissions`);
  }

  planned(due: readonly Due[], kept: readonly Entry[]): void {
    this.#status.clear();
    this.#all = due.length;
    print(
      `${count(due.length + kept.length)}: ${due.length} to grade, ${kept.length} as they were graded before`,
    );
    const old = due.filter(({ why }) => why !== 'new');
    for (const { id, why } of old.slice(0, SHOWN_MAX)) print(`  ${name(id)}: ${why}`);
    if (old.length > SHOWN_MAX) print(`  and ${old.length - SHOWN_MAX} more`);
  }

  begun(id: string): void {
    this.#underWay.add(id);
    this.#progress();
  }

  retried(id: string, why: string): void {
    this.#status.clear();
    print(
      pc.yellow(
        `  ${name(id)}: graded again, because the machine or the grader failed: ${plain(why, 300)}`,
      ),
    );
  }

  done(entry: Entry): void {
    this.#done++;
    this.#underWay.delete(entry.id);
    this.#status.clear();
    if (this.#status.isSeen || entry.standing !== 'graded')
      print(lineOf(worth(entry, this.scheme)));
    else if (this.#done % TOLD_EVERY === 0 || this.#done === this.#all) print(this.#told());
    this.#progress();
  }

  end(): void {
    this.#status.clear();
  }

  #progress(): void {
    this.#status.show(`${this.#told()}   ${[...this.#underWay].map(name).join(', ')}`);
  }

  #told(): string {
    const seconds = (performance.now() - this.#startedMs) / 1_000;
    const left = this.#done === 0 ? undefined : (seconds / this.#done) * (this.#all - this.#done);
    const eta = left === undefined || left < 1 ? '' : `, about ${duration(left)} to go`;
    return `${this.#done} of ${this.#all} graded${eta}`;
  }
}

/** Shows whose score changes since the last time, before anything is overwritten. */
export function tellChanges(all: readonly Change[]): void {
  if (all.length === 0) return;
  print('', 'What changes:');
  for (const { id, from, to, because } of all) {
    const more = because.length > REASONS_MAX ? `; and ${because.length - REASONS_MAX} more` : '';
    const why = because.length === 0 ? '' : `: ${because.slice(0, REASONS_MAX).join('; ')}${more}`;
    print(`  ${name(id)}  ${from} -> ${to}${why}`);
  }
}

/** Shows contradictions in the instructor's lists and folders. */
export function tellOddities(oddities: readonly string[]): void {
  if (oddities.length > 0) print('', ...oddities.map((one) => pc.yellow(one)));
}

/** The first names on one line, and the number of the others. People's names may contain commas. */
export function someOf(ids: readonly string[], charsMax = ID_CHARS_MAX): string {
  const more = ids.length > SHOWN_MAX ? ` and ${ids.length - SHOWN_MAX} more` : '';
  const between = ids.some((id) => id.includes(',')) ? '; ' : ', ';
  return `${ids
    .slice(0, SHOWN_MAX)
    .map((id) => plain(id, charsMax))
    .join(between)}${more}`;
}

/**
 * A summary of the class.
 *
 * @param scheme points of the assignment; by default the tests' own points
 */
export function tellClass(graded: readonly Entry[], scheme?: Scheme): void {
  const entries = graded.map((entry) => worth(entry, scheme));
  const of = (standing: Entry['standing']) => entries.filter((one) => one.standing === standing);
  const scores = entries.flatMap(({ score }) => (score === null ? [] : [score]));
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  print(
    '',
    pc.bold(
      `${count(entries.length)}: ${of('graded').length} graded, ${of('unusable').length} that cannot run (0 points), ${of('unreadable').length} that cannot be read, ${of('error').length} not graded`,
    ),
  );
  if (scores.length > 0)
    print(`Mean score ${mean.toFixed(1)} of ${entries[0]?.maxScore ?? 0}, before lateness.`);
  const cut = entries.filter(({ cutAtSeconds }) => cutAtSeconds !== undefined);
  if (cut.length > 0)
    print(
      '',
      'Stopped by the limit on processor time (cpu=), and scored for the tests that finished:',
    );
  for (const entry of cut) print(lineOf(entry));
}

/**
 * Shows who has no score, and which submissions have no owner.
 *
 * @param isPart whether other machines grade the rest; then it is unknown who is missing
 * @returns whether there is anyone or anything to show
 */
export function tellPeople(frame: Frame, isPart = false): boolean {
  const without = frame.rows.filter(isOpen);
  if (without.length > 0) print('', 'Without a score until you check them:');
  for (const row of without) print(lineOf(row));
  return tellUnpaired(frame, isPart) || without.length > 0;
}

/**
 * Reports who handed in nothing, and which submissions have no owner, as known before the grading.
 *
 * @param isPart whether other machines grade the rest, so that nobody can be called missing
 * @returns whether there was anything to report
 */
export function tellUnpaired({ rows, pairings }: Frame, isPart: boolean): boolean {
  const excused = rows.filter((row) => row.excused);
  if (excused.length > 0) print('', `Excused: ${someOf(excused.map(nameOf))}`);
  const missing = isPart ? [] : rows.filter((row) => isMissing(row) && finalScore(row) === null);
  const people = missing.map(nameOf);
  if (missing.length > 0) print('', `Handed in nothing: ${someOf(people)}`);
  const doubts = pairings.filter(
    ({ kind, how }) => kind === 'missing' && how !== HANDED_IN_NOTHING,
  );
  for (const { person, how } of isPart ? [] : doubts.slice(0, SHOWN_MAX))
    print(`${pc.yellow('!')} ${plain(person?.name ?? '', 80)}  ${plain(how, 300)}`);
  const nobodys = pairings.filter(({ kind }) => kind === 'unmatched');
  if (nobodys.length > 0) print('', 'Matches no person in the roster:');
  const all = new Map<string, string[]>();
  for (const { submission = '', how } of nobodys)
    all.set(how, [...(all.get(how) ?? []), submission]);
  for (const [how, alike] of [...all].slice(0, SHOWN_MAX))
    print(`${pc.yellow('!')} ${someOf(alike)}  ${plain(how, 300)}`);
  if (all.size > SHOWN_MAX) print('  and more: people.csv');
  return missing.length + nobodys.length > 0;
}

/** In the points that every table has. */
function worth(entry: Entry, scheme: Scheme | undefined): Row {
  return scheme ? weighed(entry, scheme) : entry;
}

function lineOf(row: Entry & Pick<Row, 'undecided'>): string {
  const { id, standing, score, maxScore, problem = '' } = row;
  const what =
    score === null ? (row.undecided ? 'undecided' : standing) : `${score} of ${maxScore}`;
  const [first = ''] = problem.split('\n\n');
  const text = first.split('\n').filter((line) => !QUOTED_CODE.test(line));
  const why = first === '' ? '' : `  ${plain(text.join(' '), PROBLEM_CHARS_MAX)}`;
  const mark = standing === 'graded' ? pc.green('✓') : pc.yellow('!');
  return `${mark} ${name(id)}  ${what}${why}`;
}

export function count(submissions: number): string {
  return `${submissions} submission${submissions === 1 ? '' : 's'}`;
}

function name(id: string): string {
  return plain(id, ID_CHARS_MAX);
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${fitted(lines.join('\n'))}\n`);
}

/** A different secret or name grades the whole class again, which may be a mistake. */
export function tellOtherSeeds(before: ClassRun | undefined, now: ClassRun): void {
  if (!before) return;
  if (before.assignment !== now.assignment)
    print(
      `The assignment was "${plain(before.assignment)}" the last time and is "${plain(now.assignment)}" now.`,
    );
  else if (before.seeds.commitment !== now.seeds.commitment)
    print(
      now.seeds.commitment === undefined
        ? 'The last time there were hidden seeds; with public-only there are none.'
        : before.seeds.commitment === undefined
          ? 'The last time there were no hidden seeds.'
          : 'The hidden seeds come from a different secret than last time.',
    );
}
