/** Understands the words of `npm run explore`. Pure. */
import type { Stage } from '../../contract';
import { readSchedule } from '../../runs/explore/choice';
import { BOUND_NAMES, BOUNDS, type Bound, type Scope, usualScope } from '../../runs/explore/scope';
import { type GradeTarget, pasteLine } from '../../command/grade-line';
import { nearest } from '../../command/nearest';
import { askBack, type UsageProblem } from '../../command/usage-problem';

export interface ExploreCommand {
  readonly kind: 'explore';
  readonly scope: Scope;
  readonly seconds: number;
  readonly target: GradeTarget;
  readonly replay?: string;
}

export interface ExploreHelp {
  readonly kind: 'help';
  readonly text: string;
}

const SECONDS = { least: 1, most: 86_400, usual: 20 } as const;
const STAGES: readonly Stage[] = ['2A', '2B', '2C'];
const NAMES = [...BOUND_NAMES, 'seconds', 'dir', 'replay', 'solution', 'help', ...STAGES];

const USUAL_LINE = BOUND_NAMES.map((name) => `${name}=${BOUNDS[name].usual}`).join(' ');

/** What a kit came with. Students have no solution. */
export interface ExploreKit {
  readonly hasSolution: boolean;
}

const exploreHelp = ({ hasSolution }: ExploreKit): string =>
  [
    'npm run explore plays everything that can happen to a small cluster, shortest',
    'schedules first.',
    '',
    'Words, in any order, with what holds if they are left out:',
    `  2A | 2B | 2C          the stage whose rules are judged (2C)`,
    `  ${USUAL_LINE}`,
    `  seconds=${SECONDS.usual}            it ends after this time even if it is not done`,
    `  ${hasSolution ? 'dir=FOLDER | solution  ' : 'dir=FOLDER            '}whose code it is (labs/raft)`,
    '  replay=SCHEDULE        plays one schedule again, as a report gave it',
    '',
    'docs/explore.md says what the words mean, and what is covered.',
  ].join('\n');

export function parseExploreArgs(
  words: readonly string[],
  kit: ExploreKit = { hasSolution: true },
): ExploreCommand | ExploreHelp | UsageProblem {
  const values = new Map<string, string>();
  const stages: Stage[] = [];
  let isSolution = false;
  for (const word of words.map((one) => one.replace(/^--?/, ''))) {
    const [name = '', ...rest] = word.split('=');
    const value = rest.length === 0 ? undefined : rest.join('=');
    const stage = STAGES.find((one) => one.toLowerCase() === name.toLowerCase());
    if (value === undefined && (name === 'help' || name === 'h'))
      return { kind: 'help', text: exploreHelp(kit) };
    if (value === undefined && stage) stages.push(stage);
    else if (value === undefined && name === 'solution') isSolution = true;
    else if (value !== undefined && isValued(name)) {
      if (values.has(name)) return askBack(`"${name}" is there twice. Which of them is meant?`);
      values.set(name, value);
    } else return notUnderstood(word, name);
  }
  if (stages.length > 1)
    return askBack(
      `Explore one stage at a time: ${stages.join(' or ')}. 2C judges the others' rules too.`,
    );
  return commandOf(stages[0] ?? '2C', values, isSolution);
}

function commandOf(
  stage: Stage,
  values: ReadonlyMap<string, string>,
  isSolution: boolean,
): ExploreCommand | UsageProblem {
  const bounds: Partial<Record<Bound, number>> = {};
  for (const name of BOUND_NAMES) {
    const read = wholeNumber(name, values.get(name), BOUNDS[name]);
    if (typeof read === 'object') return read;
    if (read !== undefined) bounds[name] = read;
  }
  const seconds = wholeNumber('seconds', values.get('seconds'), SECONDS);
  if (typeof seconds === 'object') return seconds;
  const dir = values.get('dir');
  if (dir === '') return askBack('dir= wants a folder, as in:', 'npm run explore dir=my-raft');
  if (dir !== undefined && isSolution)
    return askBack('"solution" and "dir" each name a folder. Say one of them.');
  const replay = values.get('replay');
  if (replay !== undefined && !readSchedule(replay))
    return askBack(`"${replay}" is no schedule. Copy the whole word that a report gave.`);
  return {
    kind: 'explore',
    scope: { ...usualScope(stage), ...bounds },
    seconds: seconds ?? SECONDS.usual,
    target:
      dir !== undefined
        ? { kind: 'folder', path: dir }
        : { kind: isSolution ? 'solution' : 'labs' },
    ...(replay !== undefined && { replay }),
  };
}

function isValued(name: string): boolean {
  return ['seconds', 'dir', 'replay', ...BOUND_NAMES].includes(name);
}

function notUnderstood(word: string, name: string): UsageProblem {
  if (isValued(name)) {
    const bound = BOUND_NAMES.find((one) => one === name);
    const usual = bound ? BOUNDS[bound].usual : name === 'seconds' ? SECONDS.usual : '...';
    return askBack(`"${word}" wants a value, as in:`, `npm run explore ${name}=${usual}`);
  }
  const meant = nearest(name, NAMES);
  return askBack(
    `"${word}" is not understood.${meant === undefined ? '' : ` Did you mean "${meant}"?`} All words are told by:`,
    'npm run explore help',
  );
}

/** @returns undefined if nothing was said */
function wholeNumber(
  name: string,
  value: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined | UsageProblem {
  if (value === undefined) return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
  if (number >= least && number <= most) return number;
  return askBack(`${name} is a whole number from ${least} to ${most}, not "${value}".`);
}

/** The line that plays a schedule again. Bounds do not matter to it, but for the number of servers. */
export function replayLine({ scope, target }: ExploreCommand, schedule: string): string {
  const words: string[] = [];
  if (scope.stage !== '2C') words.push(scope.stage);
  if (scope.servers !== BOUNDS.servers.usual) words.push(`servers=${scope.servers}`);
  if (target.kind === 'solution') words.push('solution');
  if (target.kind === 'folder') words.push(`dir=${target.path}`);
  return pasteLine([...words, `replay=${schedule}`]).replace('npm run grade', 'npm run explore');
}
