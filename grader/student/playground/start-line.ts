/** The line with which a session starts: a fresh cluster, or a recorded run. */
import type { Stage } from '../../contract';
import type { Schedule } from '../../runs/replay/schedule';
import type { Line, Weather } from './line';
import type { Seed } from '../../world/sim/seed';

interface Beginning {
  readonly stage: Stage;
  readonly servers: number;
  readonly seed: Seed;
  readonly weather: Weather;
}

export function freshLine({ stage, servers, seed, weather }: Beginning): Line {
  const boots = Array.from({ length: servers }, (_, server) => ({
    at: 0,
    do: 'boot' as const,
    server,
  }));
  return {
    title: `Played by hand, ${servers} servers, seed ${seed}`,
    stage,
    servers,
    seed,
    questions: 'all',
    steps: weather === 'reliable' ? boots : [{ at: 0, do: 'weather' as const, weather }, ...boots],
    messages: [],
    until: 0,
  };
}

/** The rules check here exactly what they checked in the recorded run. */
export function lineOf(schedule: Schedule): Line {
  const { title, stage, servers, seed, steps, messages, until, breaks } = schedule;
  const questions = breaks === 'P.2' ? 'all' : 'sample';
  return { title, stage, servers, seed, questions, steps, messages, until };
}
