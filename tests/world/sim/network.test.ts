import { Clock } from '../../../grader/world/sim/clock';
import { Network } from '../../../grader/world/sim/network';
import type { Call, Leg, LossReason } from '../../../grader/world/sim/fates';
import { Rng } from '../../../grader/world/sim/rng';
import { MS } from '../../../grader/world/sim/time';

const SERVERS = 3;

interface Arrival {
  readonly call: number;
  readonly copy: number;
  readonly at: number;
}

interface Settled {
  readonly call: number;
  readonly reply: string | undefined;
  readonly at: number;
}

interface Lost {
  readonly call: number;
  readonly leg: Leg;
  readonly reason: LossReason;
}

/** A network whose servers answer every request at once, unless a test wants it otherwise. */
class Servers {
  readonly clock = new Clock();
  readonly network: Network<Call, string>;
  readonly arrived: Arrival[] = [];
  readonly settled: Settled[] = [];
  readonly lost: Lost[] = [];
  readonly down = new Set<number>();
  answers: (call: Call, copy: number) => void = ({ id }, copy) =>
    this.network.reply(id, `reply ${copy} to ${id}`);
  #calls = 0;

  constructor(seed = 1) {
    const { clock } = this;
    this.network = new Network(SERVERS, clock, new Rng(seed).fork('network'), {
      isUp: (server) => !this.down.has(server),
      requestArrives: (call, copy) => {
        this.arrived.push({ call: call.id, copy, at: clock.now });
        this.answers(call, copy);
      },
      replyArrives: ({ id }, reply) => this.settled.push({ call: id, reply, at: clock.now }),
      packetLost: ({ id }, leg, reason) => this.lost.push({ call: id, leg, reason }),
    });
  }

  /** @returns the call's number */
  call(from: number, to: number): number {
    const id = ++this.#calls;
    this.network.request({ id, from, to });
    return id;
  }

  /** So many calls from one server to another, one after the other, each given time to end. */
  calls(count: number, from = 0, to = 1): void {
    for (let i = 0; i < count; i++) {
      this.call(from, to);
      this.clock.run(this.clock.now + 10_000 * MS);
    }
  }

  /** Crashes a server. */
  crash(server: number): void {
    this.down.add(server);
    this.network.serverCrashed(server);
  }

  run(ms: number): void {
    this.clock.run(this.clock.now + ms * MS);
  }

  outcome(call: number): Settled | undefined {
    return this.settled.find((each) => each.call === call);
  }
}

function minMax(numbers: readonly number[]): { readonly min: number; readonly max: number } {
  return { min: Math.min(...numbers), max: Math.max(...numbers) };
}

describe('a reliable network', () => {
  test('delivers every request and every reply, once', () => {
    const servers = new Servers();
    for (let i = 0; i < 500; i++) servers.call(i % SERVERS, (i + 1) % SERVERS);
    servers.run(10);
    const numbers = Array.from({ length: 500 }, (_, i) => i + 1);
    expect(servers.arrived.map(({ call }) => call).sort((a, b) => a - b)).toEqual(numbers);
    expect(servers.settled.map(({ call }) => call).sort((a, b) => a - b)).toEqual(numbers);
    expect(servers.settled.every(({ call, reply }) => reply === `reply 0 to ${call}`)).toBe(true);
    expect(servers.lost).toEqual([]);
  });

  test('takes 0.2 to 2 ms each way', () => {
    const servers = new Servers();
    for (let i = 0; i < 500; i++) servers.call(0, 1);
    servers.run(10);
    const there = minMax(servers.arrived.map(({ at }) => at));
    const arrivedAt = new Map(servers.arrived.map(({ call, at }) => [call, at]));
    const back = minMax(servers.settled.map(({ call, at }) => at - (arrivedAt.get(call) ?? 0)));
    for (const { min, max } of [there, back]) {
      expect(min).toBeGreaterThanOrEqual(0.2 * MS);
      expect(min).toBeLessThan(0.3 * MS);
      expect(max).toBeGreaterThan(1.9 * MS);
      expect(max).toBeLessThanOrEqual(2 * MS);
    }
  });

  test('does the same again on the same seed, and something else on another', () => {
    const run = (seed: number) => {
      const servers = new Servers(seed);
      servers.network.weather.unreliable = true;
      servers.calls(50);
      return servers.settled;
    };
    expect(run(4)).toEqual(run(4));
    expect(run(4)).not.toEqual(run(5));
  });
});

describe('an unreliable network', () => {
  function unreliable(): Servers {
    const servers = new Servers();
    servers.network.weather.unreliable = true;
    servers.calls(4_000);
    return servers;
  }

  test('drops one request in ten, and one reply in ten', () => {
    const { arrived, lost, settled } = unreliable();
    const count = (leg: Leg) => lost.filter((packet) => packet.leg === leg).length;
    expect(count('request')).toBeGreaterThan(320);
    expect(count('request')).toBeLessThan(480);
    // Of the 3,600 that arrive.
    expect(count('reply')).toBeGreaterThan(280);
    expect(count('reply')).toBeLessThan(440);
    expect(new Set(lost.map(({ reason }) => reason))).toEqual(new Set(['dropped']));
    expect(arrived).toHaveLength(4_000 - count('request'));
    expect(settled).toHaveLength(4_000);
    expect(settled.filter(({ reply }) => reply === undefined)).toHaveLength(lost.length);
  });

  test('takes up to 28 ms for a request and up to 2 ms for a reply', () => {
    const servers = new Servers();
    servers.network.weather.unreliable = true;
    const there: number[] = [];
    const back: number[] = [];
    for (let i = 0; i < 1_000; i++) {
      const began = servers.clock.now;
      const call = servers.call(0, 1);
      servers.run(10_000);
      const arrival = servers.arrived.find((each) => each.call === call);
      const settled = servers.outcome(call);
      if (arrival) there.push(arrival.at - began);
      if (arrival && settled?.reply) back.push(settled.at - arrival.at);
    }
    expect(minMax(there).min).toBeLessThan(1 * MS);
    expect(minMax(there).max).toBeGreaterThan(26 * MS);
    expect(minMax(there).max).toBeLessThanOrEqual(28 * MS);
    expect(minMax(back).max).toBeLessThanOrEqual(2 * MS);
  });

  test('tells the caller of a loss within 100 ms of it', () => {
    const servers = new Servers();
    servers.network.weather.unreliable = true;
    const waits: number[] = [];
    for (let i = 0; i < 1_000; i++) {
      const began = servers.clock.now;
      const outcome = servers.call(0, 1);
      servers.run(10_000);
      const { reply, at } = servers.outcome(outcome) ?? { reply: 'never settled', at: Infinity };
      if (reply === undefined) waits.push(at - began);
    }
    expect(waits.length).toBeGreaterThan(100);
    expect(minMax(waits).max).toBeLessThanOrEqual((28 + 100) * MS);
  });
});

describe('long reordering', () => {
  function reordering(calls: number): { readonly servers: Servers; readonly waits: number[] } {
    const servers = new Servers();
    servers.network.weather.longReordering = true;
    for (let i = 0; i < calls; i++) servers.call(0, 1);
    servers.run(3_000);
    const arrivedAt = new Map(servers.arrived.map(({ call, at }) => [call, at]));
    const waits = servers.settled.map(({ call, at }) => at - (arrivedAt.get(call) ?? 0));
    return { servers, waits };
  }

  test('holds two thirds of the replies for 200 to 2,200 ms and loses none', () => {
    const { servers, waits } = reordering(3_000);
    const held = waits.filter((wait) => wait > 2 * MS);
    expect(servers.settled.every(({ reply }) => reply !== undefined)).toBe(true);
    expect(waits).toHaveLength(3_000);
    expect(held.length).toBeGreaterThan(1_900);
    expect(held.length).toBeLessThan(2_100);
    expect(minMax(held).min).toBeGreaterThanOrEqual(200 * MS);
    expect(minMax(held).max).toBeGreaterThan(1_900 * MS);
    expect(minMax(held).max).toBeLessThanOrEqual(2_202 * MS);
  });

  test('leaves requests as they are', () => {
    const { servers } = reordering(500);
    expect(minMax(servers.arrived.map(({ at }) => at)).max).toBeLessThanOrEqual(2 * MS);
  });

  test('lets replies overtake each other', () => {
    const servers = new Servers();
    servers.network.weather.longReordering = true;
    for (let i = 0; i < 20; i++) {
      servers.call(0, 1);
      servers.run(5);
    }
    servers.run(3_000);
    const requests = servers.arrived.map(({ call }) => call);
    const replies = servers.settled.map(({ call }) => call);
    expect(requests).toEqual([...requests].sort((a, b) => a - b));
    expect(replies).not.toEqual(requests);
    expect([...replies].sort((a, b) => a - b)).toEqual(requests);
  });
});

describe('a cut', () => {
  test('stops requests one way and lets them through the other', () => {
    const servers = new Servers();
    servers.network.cut(0, 1);
    const [blocked, open] = [servers.call(0, 1), servers.call(1, 0)];
    servers.run(10_000);
    expect(servers.arrived.map(({ call }) => call)).toEqual([open]);
    expect(servers.lost).toContainEqual({ call: blocked, leg: 'request', reason: 'cut' });
    expect([servers.network.isCut(0, 1), servers.network.isCut(1, 0)]).toEqual([true, false]);
  });

  test('stops the replies that would go that way', () => {
    const servers = new Servers();
    servers.network.cut(0, 1);
    const call = servers.call(1, 0);
    servers.run(10_000);
    expect(servers.arrived.map((arrival) => arrival.call)).toEqual([call]);
    expect(servers.lost).toEqual([{ call, leg: 'reply', reason: 'cut' }]);
    expect(servers.outcome(call)?.reply).toBeUndefined();
  });

  test('between two leaves the third alone', () => {
    const servers = new Servers();
    servers.network.cut(0, 1);
    servers.network.cut(1, 0);
    for (const [from, to] of [
      [0, 2],
      [2, 0],
      [1, 2],
      [2, 1],
    ] as const)
      servers.call(from, to);
    servers.run(10_000);
    expect(servers.settled.map(({ reply }) => typeof reply)).toEqual(Array(4).fill('string'));
  });

  test('loses what is on its way, requests and replies', () => {
    const servers = new Servers();
    servers.answers = () => undefined;
    const answered = servers.call(1, 0);
    servers.run(3);
    servers.network.reply(answered, 'on its way');
    const asked = servers.call(0, 1);
    servers.network.cut(0, 1);
    servers.run(10_000);
    expect(servers.arrived.map(({ call }) => call)).toEqual([answered]);
    expect(servers.lost).toContainEqual({ call: answered, leg: 'reply', reason: 'cut' });
    expect(servers.lost).toContainEqual({ call: asked, leg: 'request', reason: 'cut' });
    expect(servers.settled.map(({ reply }) => reply)).toEqual([undefined, undefined]);
  });

  test('is over when it is healed', () => {
    const servers = new Servers();
    servers.network.cut(0, 1);
    servers.network.heal(0, 1);
    const call = servers.call(0, 1);
    servers.run(10);
    expect(servers.outcome(call)?.reply).toBe(`reply 0 to ${call}`);
  });
});

describe('a call that nobody takes', () => {
  test.each<[string, LossReason, (servers: Servers) => void]>([
    ['because the way is cut', 'cut', (servers) => servers.network.cut(0, 1)],
    ['because the server is down', 'down', (servers) => servers.down.add(1)],
  ])('ends with undefined after 0 to 7 s, %s', (_name, reason, prepare) => {
    const servers = new Servers();
    prepare(servers);
    for (let i = 0; i < 1_000; i++) servers.call(0, 1);
    servers.run(7_010);
    expect(servers.arrived).toEqual([]);
    expect(servers.settled).toHaveLength(1_000);
    expect(servers.settled.every(({ reply }) => reply === undefined)).toBe(true);
    expect(new Set(servers.lost.map((packet) => packet.reason))).toEqual(new Set([reason]));
    const { min, max } = minMax(servers.settled.map(({ at }) => at));
    expect(min).toBeLessThan(100 * MS);
    expect(max).toBeGreaterThan(6_900 * MS);
    expect(max).toBeLessThanOrEqual(7_002 * MS);
  });
});

describe('a duplicating network', () => {
  function duplicating(): Servers {
    const servers = new Servers();
    servers.network.weather.duplicating = true;
    return servers;
  }

  test('lets one request in five arrive twice, the second time up to 50 ms later', () => {
    const servers = duplicating();
    for (let i = 0; i < 1_000; i++) servers.call(0, 1);
    servers.run(1_000);
    const first = new Map(servers.arrived.filter((a) => a.copy === 0).map((a) => [a.call, a.at]));
    const second = servers.arrived.filter(({ copy }) => copy === 1);
    expect(first.size).toBe(1_000);
    expect(second.length).toBeGreaterThan(140);
    expect(second.length).toBeLessThan(260);
    const later = minMax(second.map(({ call, at }) => at - (first.get(call) ?? Infinity)));
    expect(later.min).toBeGreaterThanOrEqual(0);
    expect(later.max).toBeGreaterThan(40 * MS);
    expect(later.max).toBeLessThanOrEqual(50 * MS);
  });

  test('answers the caller once, with the reply that comes first', () => {
    const servers = duplicating();
    for (let i = 0; i < 1_000; i++) servers.call(0, 1);
    servers.run(1_000);
    expect(servers.settled).toHaveLength(1_000);
    expect(new Set(servers.settled.map(({ call }) => call)).size).toBe(1_000);
    expect(servers.lost).toEqual([]);
  });

  test('answers with the second reply if only the first is lost, and with none if both are', () => {
    const servers = duplicating();
    servers.network.weather.unreliable = true;
    servers.calls(3_000);
    const { arrived, lost, settled } = servers;
    expect(settled).toHaveLength(3_000);
    expect(settled.filter(({ reply }) => reply?.startsWith('reply 1')).length).toBeGreaterThan(30);
    const unanswered = new Set(settled.filter((s) => s.reply === undefined).map((s) => s.call));
    const served = arrived.filter(({ call }) => unanswered.has(call));
    const lostReplies = lost.filter(({ call, leg }) => leg === 'reply' && unanswered.has(call));
    expect(served.length).toBeGreaterThan(100);
    expect(lostReplies).toHaveLength(served.length);
  });
});

describe('a server that crashes', () => {
  test('with a request in service never answers it, and the caller learns', () => {
    const servers = new Servers();
    servers.answers = () => undefined;
    const call = servers.call(0, 1);
    servers.run(5);
    servers.crash(1);
    servers.network.reply(call, 'from beyond');
    servers.run(7_000);
    expect(servers.lost).toEqual([{ call, leg: 'reply', reason: 'down' }]);
    expect(servers.settled).toEqual([expect.objectContaining({ call, reply: undefined })]);
  });

  test('with both copies of a request in service ends the call once', () => {
    const servers = new Servers();
    servers.network.weather.duplicating = true;
    servers.answers = () => undefined;
    for (let i = 0; i < 100; i++) servers.call(0, 1);
    servers.run(60);
    expect(servers.arrived.length).toBeGreaterThan(100);
    servers.crash(1);
    servers.run(7_000);
    expect(servers.settled).toHaveLength(100);
    expect(servers.lost).toHaveLength(servers.arrived.length);
  });

  test('after it has answered leaves the reply on its way', () => {
    const servers = new Servers();
    const call = servers.call(0, 1);
    servers.clock.run(5 * MS, () => servers.arrived.length === 1);
    servers.crash(1);
    servers.run(5);
    expect(servers.outcome(call)?.reply).toBe(`reply 0 to ${call}`);
  });

  test('takes requests again when it is back', () => {
    const servers = new Servers();
    servers.crash(1);
    servers.down.delete(1);
    const call = servers.call(0, 1);
    servers.run(5);
    expect(servers.outcome(call)?.reply).toBe(`reply 0 to ${call}`);
  });

  test('leaves the requests of others alone', () => {
    const servers = new Servers();
    servers.answers = () => undefined;
    const call = servers.call(0, 2);
    servers.run(5);
    servers.crash(1);
    servers.network.reply(call, 'alive');
    servers.run(5);
    expect(servers.outcome(call)?.reply).toBe('alive');
  });
});

describe('a slow link', () => {
  test('takes so much longer, in that direction alone, until it is over', () => {
    const servers = new Servers();
    servers.network.slow(0, 1, 300 * MS);
    const trip = (from: number, to: number) => {
      const began = servers.clock.now;
      const call = servers.call(from, to);
      servers.run(1_000);
      const arrived = servers.arrived.find((each) => each.call === call)?.at ?? Infinity;
      return [arrived - began, (servers.outcome(call)?.at ?? Infinity) - arrived];
    };
    const [there, back] = trip(0, 1);
    expect(there).toBeGreaterThan(300 * MS);
    expect(there).toBeLessThanOrEqual(302 * MS);
    expect(back).toBeLessThanOrEqual(2 * MS);
    const [toSlow, fromSlow] = trip(1, 0);
    expect(toSlow).toBeLessThanOrEqual(2 * MS);
    expect(fromSlow).toBeGreaterThan(300 * MS);
    servers.network.slow(0, 1, 0);
    expect(trip(0, 1)[0]).toBeLessThanOrEqual(2 * MS);
  });
});

describe('an answer', () => {
  test('to a call that nobody made is let go', () => {
    const servers = new Servers();
    servers.network.reply(99, 'to nobody');
    servers.run(10_000);
    expect(servers.settled).toEqual([]);
  });

  test('given twice to one request counts once', () => {
    const servers = new Servers();
    servers.answers = ({ id }) => {
      servers.network.reply(id, 'first');
      servers.network.reply(id, 'second');
    };
    servers.calls(1);
    expect(servers.settled.map(({ reply }) => reply)).toEqual(['first']);
  });
});

test('whatever the weather, every call ends exactly once: answered or lost, never both', () => {
  const reached = { answered: 0, lost: 0, twice: 0 };
  for (let seed = 0; seed < 30; seed++) {
    const servers = new Servers(seed);
    const rng = new Rng(seed).fork('trouble');
    const { network, clock, down } = servers;
    servers.answers = ({ id }, copy) => {
      clock.after(rng.int(0, 100 * MS), () => network.reply(id, `reply ${copy}`));
    };
    for (let round = 0; round < 200; round++) {
      const [from, to] = rng.sample([0, 1, 2], 2) as [number, number];
      if (!down.has(from)) servers.call(from, to);
      const act = rng.int(0, 12);
      if (act === 0) network.cut(from, to);
      if (act === 1) network.heal(from, to);
      if (act === 2 && !down.has(to)) servers.crash(to);
      if (act === 3) down.delete(to);
      if (act === 4) network.weather.unreliable = rng.chance(1, 2);
      if (act === 5) network.weather.duplicating = rng.chance(3, 4);
      if (act === 6) network.weather.longReordering = rng.chance(1, 2);
      if (act === 7) network.slow(from, to, rng.int(0, 200) * MS);
      servers.run(rng.int(0, 50));
    }
    const made = servers.call(0, 1);
    servers.run(20_000);
    const ended = servers.settled.map(({ call }) => call).sort((a, b) => a - b);
    expect(ended).toEqual(Array.from({ length: made }, (_, i) => i + 1));
    reached.answered += servers.settled.filter(({ reply }) => reply !== undefined).length;
    reached.lost += servers.settled.filter(({ reply }) => reply === undefined).length;
    reached.twice += servers.arrived.filter(({ copy }) => copy === 1).length;
  }
  // The property is worth something only if all of that has come up often.
  for (const count of Object.values(reached)) expect(count).toBeGreaterThan(100);
});
