/** The findings of chaos in words. */
import { showHistory } from '../linearizable/show';
import type { ChaosResult, Finding } from './run';

const WORDS_MAX = 8;
/** With fewer answers, a clean run proves little. */
const ANSWERS_LEAST = 100;

export function chaosWords(result: ChaosResult): string {
  const { findings, unknown, answered, withoutAnswer, acts, crashes } = result;
  const did = `${answered} commands were answered and ${withoutAnswer} were not, during ${acts} faults; servers went down ${crashes} times.`;
  const gaveUp =
    unknown.length === 0
      ? []
      : [
          `Undecided, because the search reached its limit: key ${unknown.join(', ')}. Run it with fewer seconds.`,
        ];
  const verdict =
    findings.length > 0
      ? findings.map(findingWords)
      : unknown.length > 0
        ? []
        : [
            'Linearizable; nothing that was acknowledged is lost, and all servers hold the same data.',
            ...(answered < ANSWERS_LEAST
              ? [
                  'So few answers prove little. Is the machine busy? Run it again, with more seconds.',
                ]
              : []),
          ];
  return [did, ...gaveUp, ...verdict].join('\n');
}

function findingWords(finding: Finding): string {
  switch (finding.kind) {
    case 'notLinearizable':
      return `NOT LINEARIZABLE\n${showHistory(finding.key, finding.operations)}`;
    case 'lost':
      return `LOST: ${count(finding.words, 'was', 'were')} acknowledged but missing at the end: ${some(finding.words)}`;
    case 'twice':
      return `TWICE: ${count(finding.words, 'was', 'were')} appended once but present twice: ${some(finding.words)}`;
    case 'unequal':
      return `UNEQUAL: the servers did not end up with the same data (applied up to ${finding.applied.map((index) => index ?? '?').join(', ')})`;
    case 'down':
      return `DOWN: your code ended its own server ${finding.times === 1 ? 'once' : `${finding.times} times`}; the reason is shown above`;
    case 'twoLeaders':
      return `TWO LEADERS: ${finding.servers.map((server) => `S${server}`).join(' and ')} both led in term ${finding.term}`;
    case 'differ':
      return `DIFFERENT COMMANDS were applied at index ${finding.index}, ${differing(finding.servers)}.`;
    case 'forgot':
      return `FORGOTTEN: S${finding.server} sent a message of term ${finding.told}, crashed, and restarted in term ${finding.term}`;
    case 'stuck':
      return 'STUCK: every server runs and every link works, but no command is answered';
  }
}

function differing([first, second]: readonly number[]): string {
  return first === second
    ? `by S${first} before a restart and by S${first} after it`
    : `by S${first} and by S${second}`;
}

function count(values: readonly string[], one: string, many: string): string {
  return values.length === 1 ? `one value ${one}` : `${values.length} values ${many}`;
}

function some(words: readonly string[]): string {
  const more = words.length > WORDS_MAX ? ` and ${words.length - WORDS_MAX} more` : '';
  return `${words.slice(0, WORDS_MAX).join(' ')}${more}`;
}
