/** Reads the options of `npm run trace`. Pure. */
import { MS, SECOND, type Micros } from '../../world/sim/time';
import { REPLAY_WORDS, replayWish, type ReplayWish } from '../../command/replay-words';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import {
  type Help,
  readWords,
  type Said,
  type Vocabulary,
  wholeNumber,
} from '../../command/options';
import { nearest } from '../../command/nearest';
import type { Choice } from './choice';
import { SERVERS_MAX } from '../../runs/replay/schedule';
import { type ExportName, EXPORTS } from './export';

export const TRACE = 'npm run trace';

export interface TraceCommand {
  readonly kind: 'trace';
  readonly wish: ReplayWish;
  readonly choice: Choice;
  /** The format of another tool instead of text. */
  readonly format?: ExportName;
  /** Includes events that change nothing. */
  readonly isEvery: boolean;
}

const VOCABULARY: Vocabulary = {
  command: TRACE,
  does: 'Shows a whole run as text, with a column for each server. Time runs downwards.',
  bare: 'TEST',
  words: [
    ...REPLAY_WORDS,
    { name: 'all', does: 'every event, including heartbeats and arrivals' },
    { name: 'around', does: 'only events around those that break the rule' },
    { name: 'from', takes: 'TIME', does: 'from this time on: 0.3 or 300ms' },
    { name: 'to', takes: 'TIME', does: 'until this time' },
    { name: 'server', takes: 'N', does: 'only events of these servers: 1, or 0,2' },
    { name: 'servers', takes: 'N,M', does: 'the same' },
    { name: 'find', takes: 'TEXT', does: 'only rows that contain this text' },
    { name: 'as', takes: 'FORMAT', does: 'mermaid (a diagram for GitHub), shiviz or perfetto' },
    { name: 'last', takes: 'N', does: 'only the last rows' },
  ],
  examples: [
    `${TRACE}                           the first failure of your last run`,
    `${TRACE} 2C/persist-1 seed=1       one run`,
    `${TRACE} 2C only=persist-1 seed=1  the same, as a Replay line shows it`,
    `${TRACE} 2C/figure-8 around        events that led to the broken rule`,
    `${TRACE} 2C/figure-8 from=1.2 to=1.9 servers=0,2`,
    `${TRACE} 2C/figure-8 as=mermaid      to paste into a question`,
  ],
};

const LAST_MAX = 1_000_000;

export function parseTraceArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): TraceCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const wish = replayWish(said, {
    command: TRACE,
    words: VOCABULARY.words.map(({ name }) => name),
  });
  if (wish.kind === 'problem') return wish;
  const choice = choiceOf(said);
  if ('kind' in choice) return choice;
  const format = formatOf(said, choice);
  if (typeof format === 'object') return format;
  const isEvery = said.has('all');
  return { kind: 'trace', wish, choice, isEvery, ...(format && { format }) };
}

function formatOf(said: Said, choice: Choice): ExportName | undefined | UsageProblem {
  const word = said.one('as')?.toLowerCase();
  if (word === undefined) return undefined;
  const format = EXPORTS.find((name) => name === word);
  if (format === undefined)
    return askBack(
      `There is no format "${word}". Formats are ${EXPORTS.join(', ')}. For example:`,
      `${TRACE} as=${nearest(word, EXPORTS) ?? 'mermaid'}`,
    );
  if (choice.isAround || choice.find !== undefined || choice.last !== undefined)
    return askBack(
      'as= works only with from=, to=, servers= and all. For example:',
      `${TRACE} as=${format} from=0.3 to=0.5`,
    );
  return format;
}

function choiceOf(said: Said): Choice | UsageProblem {
  const from = timeOf(said, 'from');
  if (typeof from === 'object') return from;
  const to = timeOf(said, 'to');
  if (typeof to === 'object') return to;
  if (from !== undefined && to !== undefined && from > to)
    return askBack('from= is later than to=. The other way round?', `${TRACE} from=0.3 to=0.5`);
  const servers = serversOf(said);
  if (servers && 'kind' in servers) return servers;
  const last = wholeNumber(said, 'last', { least: 1, most: LAST_MAX });
  if (typeof last === 'object') return last;
  const find = said.one('find');
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(servers && { servers }),
    ...(find !== undefined && { find }),
    ...(last !== undefined && { last }),
    isAround: said.has('around'),
  };
}

/** `0.3`, `0.3s` and `300ms` mean the same time. */
function timeOf(said: Said, name: 'from' | 'to'): Micros | undefined | UsageProblem {
  const word = said.one(name);
  if (word === undefined) return undefined;
  const [, number, unit = 's'] = /^(\d{1,6}(?:\.\d{1,6})?)\s*(ms|s)?$/i.exec(word) ?? [];
  if (number === undefined)
    return askBack(
      `${name} is a time, in seconds or with ms, not "${word}".`,
      `${TRACE} ${name}=0.3`,
    );
  return Math.round(Number(number) * (unit.toLowerCase() === 'ms' ? MS : SECOND));
}

function serversOf(said: Said): readonly number[] | undefined | UsageProblem {
  const words = [...said.all('server'), ...said.all('servers')];
  if (words.length === 0) return undefined;
  const names = words.flatMap((word) => word.split(','));
  const wrong = names.find((name) => !/^\s*S?[0-6]\s*$/i.test(name));
  if (wrong !== undefined)
    return askBack(
      `There is no server "${wrong}". Servers are numbers below ${SERVERS_MAX}, with commas between them:`,
      `${TRACE} servers=0,2`,
    );
  return names.map((name) => Number(name.trim().replace(/^S/i, '')));
}
