/**
 * Finds, for a small failing run, which single change would have let it pass. Each fault and each of
 * the last messages is tried, the latest first; the latest successful change of each kind is reported.
 */
import type { TraceEvent } from '../../world/sim/trace';
import { seconds, SECOND } from '../../world/sim/time';
import { plain } from '../../report/plain';
import { withCalm } from './owes-progress';
import { withoutPart } from './fewer-messages';
import type { Performed } from './perform';
import type { LegFate, MessageFate, Schedule } from './schedule';
import { type Play } from './trials';
import { type Unit, unitsOf, without } from './removable';

/** One change, worded to follow "It would pass". */
interface Change {
  readonly words: string;
  readonly schedule: Schedule;
}

/** How many arrivals before the breach are tried. */
const MESSAGES_MAX = 40;
/** How long after the breach no rule may break; the schedule must be long enough for this. */
export const WELL_FOR = 2 * SECOND;
const EVENTS_MAX = 20_000;
const COMMAND_CHARS_MAX = 12;

/**
 * @param events of the failing run
 * @returns a sentence
 */
export async function whatIf(
  play: Play,
  schedule: Schedule,
  events: readonly TraceEvent[],
): Promise<string> {
  const found: string[] = [];
  let isAlwaysSame = true;
  for (const changes of [faultsLeftOut(schedule), messagesTurned(schedule, events)])
    for (const { words, schedule: changed } of changes) {
      const performed = await played(play, changed);
      isAlwaysSame &&=
        performed?.failure !== undefined && performed.failure.rule === schedule.breaks;
      if (performed?.result.status !== 'passed') continue;
      found.push(words);
      break;
    }
  if (found.length > 0) return `It would pass ${found.join(', or ')}.`;
  if (unitsOf(schedule).length === 0) return 'This rule breaks without any fault or command.';
  return isAlwaysSame
    ? 'It fails the same way without any single one of its faults or last messages.'
    : 'It never passed when one of its faults or last messages was left out.';
}

/** @returns undefined where a correct Raft need not make progress, or where the run is too long */
async function played(play: Play, changed: Schedule): Promise<Performed | undefined> {
  const longer = changed.expects
    ? withCalm(changed, changed.messages.length > 0 ? changed.expects.from : 0)
    : changed;
  return longer && (await play(longer, EVENTS_MAX));
}

/** One fault less in each, the latest first. */
function faultsLeftOut(schedule: Schedule): readonly Change[] {
  return unitsOf(schedule)
    .toReversed()
    .map((unit) => ({
      words: `if ${notDone(unit, schedule)}`,
      schedule: without(schedule, [unit]),
    }));
}

function notDone({ kind, at, servers, steps }: Unit, schedule: Schedule): string {
  const when = `at ${seconds(at)}`;
  const [one = 0, other = 0] = servers;
  switch (kind) {
    case 'crash':
      return `S${one} had not crashed ${when}`;
    case 'pause':
      return `S${one} had not been paused ${when}`;
    case 'jump':
      return `S${one}'s clock had not jumped ahead ${when}`;
    case 'cut': {
      const ways = steps.filter((i) => schedule.steps[i]?.do === 'cut').length;
      if (ways === 1) return `the link from S${one} to S${other} had not been cut ${when}`;
      const alone = cutOff(schedule, steps);
      if (alone === undefined) return `${ways} links had not been cut ${when}`;
      const from = servers.filter((server) => server !== alone).map((server) => `S${server}`);
      const isAll = from.length === schedule.servers - 1;
      return `S${alone} had not been cut off${isAll ? '' : ` from ${from.join(' and ')}`} ${when}`;
    }
    case 'submit': {
      const step = schedule.steps[steps[0] ?? 0];
      const command = step?.do === 'submit' ? step.command : '';
      // A small run gives its commands short names, which the report of the whole run does not show.
      const isOnly = schedule.steps.filter((one) => one.do === 'submit').length === 1;
      const what = isOnly ? 'the command' : `"${plain(command, COMMAND_CHARS_MAX)}"`;
      return `${what} had not been sent ${when}`;
    }
  }
}

/** The one server at which all of several links begin or end, if there is one. */
function cutOff(schedule: Schedule, steps: readonly number[]): number | undefined {
  const ways = steps.flatMap((i) => {
    const step = schedule.steps[i];
    return step?.do === 'cut' ? [step] : [];
  });
  const all = Array.from({ length: schedule.servers }, (_, server) => server);
  return all.find((server) => ways.every(({ from, to }) => from === server || to === server));
}

interface Leg {
  readonly from: number;
  readonly to: number;
  readonly number: number;
  readonly leg: 'request' | 'reply';
}

/** One message that arrived is lost, or one that was lost arrives; the latest first. */
function messagesTurned(schedule: Schedule, events: readonly TraceEvent[]): readonly Change[] {
  const numbers = new Map<number, number>();
  const sent = new Map<string, number>();
  const changes: Change[] = [];
  const put = (event: TraceEvent & { readonly call: number }, leg: Leg['leg'], isLost: boolean) => {
    const { from, to, call, method } = event as typeof event & {
      readonly from: number;
      readonly to: number;
      readonly method: string;
    };
    const number = numbers.get(call);
    if (number === undefined) return;
    const request = method === 'requestVote' ? 'request for a vote' : 'AppendEntries';
    const what =
      leg === 'request' ? `S${from}'s ${request} to S${to}` : `S${to}'s reply to S${from}`;
    changes.push({
      words: `if ${what} at ${seconds(event.at)} ${isLost ? 'had arrived' : 'had been lost'}`,
      schedule: withFate(schedule, { from, to, number, leg }, isLost ? undefined : 'lost'),
    });
  };
  for (const event of events) {
    if (event.kind === 'send') {
      const way = `${event.from} ${event.to}`;
      const number = (sent.get(way) ?? 0) + 1;
      sent.set(way, number);
      numbers.set(event.call, number);
    }
    if (event.kind === 'deliver' && event.copy === 0) put(event, 'request', false);
    if (event.kind === 'return' && event.reply !== undefined) put(event, 'reply', false);
    if (event.kind === 'lost' && event.reason === 'dropped') put(event, event.leg, true);
  }
  return changes.toReversed().slice(0, MESSAGES_MAX);
}

/** @param fate undefined for the usual one */
function withFate(
  schedule: Schedule,
  { from, to, number, leg }: Leg,
  fate: LegFate | undefined,
): Schedule {
  const isIt = (one: MessageFate) => one.from === from && one.to === to && one.number === number;
  const known = schedule.messages.find(isIt) ?? { from, to, number };
  const rest = withoutPart(known, leg);
  const others = schedule.messages.filter((one) => !isIt(one));
  return { ...schedule, messages: [...others, { ...rest, ...(fate && { [leg]: fate }) }] };
}
