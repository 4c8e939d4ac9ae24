/** Messages in flight, the next to arrive first. Each can be dropped, delayed, or delivered next. */
import type { Flight, NewFate } from '../../playground/play-job';
import { words } from '../../story/story-words';
import type { Desk } from '../shared/desk';
import { chosenFlight } from './hold';
import type { Page } from './wishes';

const SHOWN_MAX = 40;
const HOLDS = [
  { ms: 10, words: '+10 ms' },
  { ms: 100, words: '+100 ms' },
  { ms: 60_000, words: 'Hold' },
] as const;

interface FlightsProps {
  readonly page: Page;
  readonly desk: Desk;
  readonly flights: readonly Flight[];
  readonly now: number;
  readonly isIdle: boolean;
}

export function Flights({ page, desk, flights, now, isIdle }: FlightsProps) {
  const shown = flights.slice(0, SHOWN_MAX);
  return (
    <section class="panel flights" aria-labelledby="flights-title">
      <div class="panel-head">
        <h2 id="flights-title">On their way</h2>
        <span class="count">{flights.length}</span>
      </div>
      {shown.length === 0 && <p class="note">No message is on its way. Step, or let time pass.</p>}
      <ul>
        {shown.map((flight) => (
          <FlightRow
            key={`${flight.call} ${flight.leg}`}
            {...{ page, desk, flight, now, isIdle }}
          />
        ))}
      </ul>
      {flights.length > shown.length && (
        <p class="note">and {flights.length - shown.length} that arrive later</p>
      )}
    </section>
  );
}

interface FlightRowProps extends Omit<FlightsProps, 'flights'> {
  readonly flight: Flight;
}

function FlightRow({ page, desk, flight, now, isIdle }: FlightRowProps) {
  const { call, leg, from, to, order, arrivesAt } = flight;
  const chosen = chosenFlight.value;
  const isChosen = chosen?.call === call && chosen.leg === leg;
  const index = desk.story.indexOf(order);
  const event = index === undefined ? undefined : desk.story.events[index];
  const what = event ? words(event) : leg;
  return (
    <li class={isChosen ? 'flight is-chosen' : 'flight'}>
      <button
        type="button"
        class="flight-name"
        aria-pressed={isChosen}
        onClick={() => {
          chosenFlight.value = isChosen ? undefined : { call, leg };
          const arrow = desk.story.messages
            .call(call)
            ?.arrows.find((one) => one.from === from && one.end.fate === 'under way');
          desk.selection.value = isChosen ? undefined : { call, ...(arrow && { arrow }) };
        }}
      >
        <b>
          S{from} → S{to}
        </b>
        <span class="in">in {((arrivesAt - now) / 1_000).toFixed(2)} ms</span>
        <span class="what">{what}</span>
      </button>
      <FlightActions {...{ page, flight, isIdle }} />
    </li>
  );
}

interface FlightActionsProps {
  readonly page: Page;
  readonly flight: Flight;
  readonly isIdle: boolean;
}

/** Buttons for a message in flight. */
export function FlightActions({ page, flight, isIdle }: FlightActionsProps) {
  const { call, leg, from, to } = flight;
  const change = (fate: NewFate) => page.wish({ do: 'message', flight: { call, leg }, fate });
  const name = `from S${from} to S${to}`;
  return (
    <div class="flight-actions" role="group" aria-label={`The message ${name}`}>
      <button
        type="button"
        disabled={isIdle}
        aria-label={`Drop the message ${name}`}
        onClick={() => change({ kind: 'drop' })}
      >
        Drop
      </button>
      <button
        type="button"
        disabled={isIdle}
        aria-label={`Deliver the message ${name} next`}
        onClick={() => change({ kind: 'deliver' })}
      >
        Next
      </button>
      {HOLDS.map((hold) => (
        <button
          key={hold.ms}
          type="button"
          disabled={isIdle}
          aria-label={`${hold.words}: delay the message ${name}`}
          title={`Arrives ${hold.ms} ms later`}
          onClick={() => change({ kind: 'delay', by: hold.ms * 1_000 })}
        >
          {hold.words}
        </button>
      ))}
    </div>
  );
}
