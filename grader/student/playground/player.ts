/**
 * Carries out the playground's requests. It keeps the latest run; for another run or an earlier
 * position, it replays from the start.
 */
import type { Program } from '../../world/realm/program';
import type { Failure } from '../../judge/scenarios/run-result';
import { pack } from '../../runs/replay/recording';
import { MS } from '../../world/sim/time';
import { changedFate } from './changed-fate';
import type { Line, Position } from './line';
import { LiveRun, type LiveOptions } from './live-run';
import type { Flight, FlightName, NewFate, PlayAnswer, PlayAct, PlayJob } from './play-job';

/** Longer than any election timeout that elects a leader within five seconds. */
const JUMP = 2_000 * MS;
const JUMPS_MAX = 3;
/** Time for a server whose timer has fired to save its state and send its requests. */
const MOMENT = 10 * MS;
/** The longest time that one step covers. */
const STEP_MAX = 1_000 * MS;

export interface Played {
  readonly answer: PlayAnswer;
  readonly failure: Failure | undefined;
}

/** The result of an action. */
interface Outcome {
  readonly live: LiveRun;
  /** The events before this number are unchanged; all of them, if left out. */
  readonly from?: number;
  readonly says?: string;
  readonly isExport?: boolean;
}

export class Player {
  #live: LiveRun | undefined;
  #state = -1;

  constructor(
    private readonly program: Program,
    private readonly options: LiveOptions = {},
  ) {}

  /** @param state a number by which later requests refer to the outcome */
  play(job: PlayJob, state: number): Played {
    const { have, act } = job;
    const known = job.state === this.#state ? this.#live : undefined;
    this.#live = undefined;
    const live = known ?? this.#at(job.line, job.position);
    const { line } = live;
    const before = live.events.length;
    const outcome = this.#act(live, act);
    this.#live = outcome.live;
    this.#state = state;
    const from = Math.min(have, outcome.from ?? before);
    return { answer: answerOf(outcome, from, line), failure: outcome.live.failure };
  }

  #at(line: Line, position: Position): LiveRun {
    const live = new LiveRun(this.program, line, this.options);
    live.goTo(position);
    return live;
  }

  #act(live: LiveRun, act: PlayAct): Outcome {
    switch (act.do) {
      case 'show':
        return { live };
      case 'run':
        live.pass(live.now + act.by);
        return { live };
      case 'step': {
        const before = live.events.length;
        live.step(STEP_MAX);
        const isQuiet = live.events.length === before && !live.breach;
        return { live, ...(isQuiet && { says: 'Nothing happens for a second.' }) };
      }
      case 'step back': {
        const length = live.before;
        const at = live.events[length - 1]?.at ?? 0;
        const back = this.#at(live.line, { at, length });
        return { live: back, from: length };
      }
      case 'branch':
        return { live: this.#branched(live) };
      case 'export':
        return { live, isExport: true };
      default:
        return this.#change(this.#branched(live), act);
    }
  }

  /** The same moment, with the instant complete and without the line's future. */
  #branched(live: LiveRun): LiveRun {
    const { now } = live;
    live.pass(now);
    if (!live.hasFuture) {
      live.endHere();
      return live;
    }
    return this.#at(live.past, { at: now });
  }

  #change(
    live: LiveRun,
    act: Extract<PlayAct, { do: 'inputs' | 'weather' | 'offer' | 'time out' | 'message' }>,
  ): Outcome {
    switch (act.do) {
      case 'inputs':
        for (const input of act.inputs) live.do(input);
        return { live };
      case 'weather':
        live.do({ do: 'weather', weather: act.weather });
        return { live };
      case 'offer':
        return offered(live, act.command, act.to);
      case 'time out':
        return timedOut(live, act.server);
      case 'message':
        return this.#refated(live, act.flight, act.fate);
    }
  }

  #refated(live: LiveRun, name: FlightName, fate: NewFate): Outcome {
    const flight = live.flights.find(({ call, leg }) => call === name.call && leg === name.leg);
    const said = flight && live.fates.saidOf(flight.call);
    if (!flight || !said) return { live, says: 'That message has arrived already.' };
    const { now, past } = live;
    const changed = changedFate(said, flight, fate, now);
    const isSame = (one: typeof said) =>
      one.from === said.from && one.to === said.to && one.number === said.number;
    const messages = [...past.messages.filter((one) => !isSame(one)), changed];
    const again = this.#at({ ...past, messages }, { at: now });
    return { live: again, from: flight.order, says: refatedWords(flight, fate) };
  }
}

function offered(live: LiveRun, command: string, to: number | 'leader'): Outcome {
  const servers = live.servers.map((server, id) => ({ ...server, id }));
  const leaders = servers
    .filter(({ isLeader, status }) => isLeader && status === 'up')
    .sort((a, b) => b.term - a.term);
  const asked = to === 'leader' ? leaders.map(({ id }) => id) : [to];
  if (asked.length === 0)
    return {
      live,
      says: 'No server says that it leads, so there is no server to send the command to.',
    };
  const before = live.events.length;
  live.do({ do: 'submit', command, to: asked });
  const taken = live.events.slice(before).find((event) => event.kind === 'start');
  if (taken?.kind === 'start')
    return { live, says: `S${taken.server} takes "${command}" at index ${taken.index}.` };
  return { live, says: `S${asked[0]} does not take the command: it does not lead.` };
}

function timedOut(live: LiveRun, server: number): Outcome {
  const name = `S${server}`;
  const now = live.servers[server];
  if (now?.status !== 'up') return { live, says: `${name} is not running.` };
  if (now.isLeader) return { live, says: `${name} leads, and a leader has no election timer.` };
  const before = live.events.length;
  const stands = () =>
    live.events
      .slice(before)
      .some(
        (event) => event.kind === 'send' && event.from === server && event.method === 'requestVote',
      );
  const leads = () => live.servers[server]?.isLeader === true;
  for (let jump = 0; jump < JUMPS_MAX && !stands() && !leads() && !live.breach; jump++) {
    live.do({ do: 'jump', server, by: JUMP });
    live.pass(live.now + MOMENT, () => stands() || leads());
  }
  if (live.breach) return { live };
  return {
    live,
    says:
      stands() || leads()
        ? `${name}'s election timer has run out: it starts an election.`
        : `${name}'s clock went ahead by ${(JUMPS_MAX * JUMP) / (1_000 * MS)} s, but it did not start an election.`,
  };
}

function refatedWords({ from, to, leg }: Flight, fate: NewFate): string {
  const what = `The ${leg === 'request' || leg === 'again' ? 'request' : 'reply'} from S${from} to S${to}`;
  switch (fate.kind) {
    case 'drop':
      return `${what} is lost.`;
    case 'delay':
      return `${what} takes ${fate.by / MS} ms longer.`;
    case 'deliver':
      return `${what} arrives next.`;
  }
}

function answerOf({ live, says, isExport }: Outcome, from: number, before: Line): PlayAnswer {
  const { line, breach } = live;
  return {
    ...(line !== before && { line: { ...line, until: Math.max(line.until, live.now) } }),
    position: live.position,
    from,
    recording: pack(live.recording(from)),
    servers: live.servers,
    flights: live.flights,
    cuts: live.cuts,
    weather: live.fates.weather,
    ...(breach && { breach }),
    isFull: live.isFull,
    ...(says !== undefined && { says }),
    ...(isExport && { schedule: live.schedule }),
  };
}
