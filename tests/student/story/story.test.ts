/** The model of a run: what is known at each event, its messages, and that it can grow and be cut back. */
import { isShown, matches, NO_FILTERS } from '../../../grader/student/story/filters';
import type { Arrow } from '../../../grader/student/story/messages';
import { Story } from '../../../grader/student/story/story';
import { sentence } from '../../../grader/student/story/story-words';
import { isCut, lastIndex, type World } from '../../../grader/student/story/world';
import type { Recording } from '../../../grader/runs/replay/recording';
import type { Happening, TraceEvent } from '../../../grader/world/sim/trace';
import { mutantRun, passingRun } from '../../support/recordings';

/** Events one after another, a millisecond apart unless said. */
function events(...happenings: readonly (Happening & { readonly at?: number })[]): TraceEvent[] {
  return happenings.map((one, order) => ({ at: order * 1_000, ...one, order }));
}

function story(list: readonly TraceEvent[], more: Partial<Recording> = {}): Story {
  return new Story({
    title: 'made up',
    stage: '2C',
    servers: 3,
    puppets: [],
    events: list,
    leftOut: 0,
    until: 0,
    ...more,
  });
}

const boot = (server: number): Happening => ({ kind: 'boot', server, incarnation: 1 });
const exchange = (call: number, method: string) => ({ call, from: 0, to: 1, method });
const ASKED = { term: 1, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 };
const ENTRY = { term: 1, command: 'a' };
const SENT = {
  term: 1,
  leaderId: 0,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [ENTRY],
  leaderCommit: 0,
};
const append = (call: number, args: object = SENT): Happening => ({
  kind: 'send',
  ...exchange(call, 'appendEntries'),
  args,
  bytes: 1,
});
const accepts = (call: number, args: object = SENT): Happening => ({
  kind: 'reply',
  ...exchange(call, 'appendEntries'),
  args,
  reply: { term: 1, success: true },
  bytes: 1,
});

test('a place that is not written yet is no event: no row, no console line', () => {
  const log = (text: string): Happening => ({ kind: 'log', server: 0, text });
  const told = story(events(boot(0), log('TODO 2A AE.1: answer'), log('TODO: look here')));
  const [, note, own] = told.events;
  if (!note || !own) throw new Error('an event is missing');
  expect(isShown(note, told.messages, NO_FILTERS)).toBe(false);
  expect(isShown(own, told.messages, NO_FILTERS)).toBe(true);
  expect(told.consoleOf(0, 1, 5)).toEqual([]);
  expect(told.consoleOf(0, 2, 5)).toEqual([2]);
});

describe('a server', () => {
  test('that the test plays is never down, whatever it sends', () => {
    const told = story(events(boot(0), append(1)), { puppets: [0, 2] });
    expect(server(told.at(-1), 2)).toMatchObject({ status: 'played' });
    expect(server(told.at(1), 2)).toMatchObject({ status: 'played' });
    expect(told.spans.of(2).map(({ status }) => status)).toEqual(['played']);
    expect(server(told.at(1), 1)).toMatchObject({ status: 'down' });
  });

  test('that asks for votes is a candidate that voted for itself, until it leads', () => {
    const told = story(
      events(
        boot(0),
        { kind: 'send', ...exchange(1, 'requestVote'), args: ASKED, bytes: 1 },
        { kind: 'state', server: 0, term: 1, isLeader: false },
        { kind: 'state', server: 0, term: 1, isLeader: true },
      ),
    );
    expect(server(told.at(-1), 0)).toMatchObject({ status: 'down', term: 0, incarnation: 0 });
    expect(server(told.at(0), 0)).toMatchObject({ status: 'up', incarnation: 1 });
    const candidate = { role: 'candidate', term: 1, vote: { term: 1, candidate: 0 } };
    expect(server(told.at(1), 0)).toMatchObject(candidate);
    expect(server(told.at(2), 0)).toMatchObject(candidate);
    expect(server(told.at(3), 0)).toMatchObject({ role: 'leader', term: 1 });
  });

  test('that grants its vote has given it, and a crash puts that in doubt', () => {
    const told = story(
      events(
        boot(1),
        {
          kind: 'reply',
          ...exchange(1, 'requestVote'),
          args: ASKED,
          reply: { term: 1, voteGranted: true },
          bytes: 1,
        },
        { kind: 'crash', server: 1, midHandler: false },
      ),
    );
    expect(server(told.at(1), 1).vote).toEqual({ term: 1, candidate: 0, isSure: true });
    expect(server(told.at(2), 1)).toMatchObject({ status: 'down', vote: { isSure: false } });
  });

  test('holds what start() gave it, what it sent and what it accepted, and a conflict ends the log', () => {
    const newer = { ...SENT, term: 2, entries: [{ term: 2, command: 'b' }] };
    const told = story(
      events(
        boot(0),
        boot(1),
        { kind: 'start', server: 0, index: 1, ...ENTRY },
        { kind: 'start', server: 0, index: 2, term: 1, command: 'c' },
        append(1, { ...SENT, entries: [ENTRY, { term: 1, command: 'c' }] }),
        accepts(1, { ...SENT, entries: [ENTRY, { term: 1, command: 'c' }] }),
        accepts(2, newer),
      ),
    );
    expect(commands(told.at(3), 0)).toEqual(['a', 'c']);
    expect(commands(told.at(5), 1)).toEqual(['a', 'c']);
    expect(commands(told.at(6), 1)).toEqual(['b']);
    expect(commands(told.at(6), 0)).toEqual(['a', 'c']);
  });

  test('commits what it was told of and holds, and a boot begins at nothing', () => {
    const told = story(
      events(
        boot(1),
        accepts(1, { ...SENT, leaderCommit: 7 }),
        { kind: 'apply', server: 1, index: 1, command: 'a' },
        { kind: 'crash', server: 1, midHandler: false },
        { kind: 'boot', server: 1, incarnation: 2 },
      ),
    );
    expect(server(told.at(1), 1)).toMatchObject({ commitIndex: 1, applied: 0 });
    expect(server(told.at(2), 1)).toMatchObject({ commitIndex: 1, applied: 1 });
    const { log, ...after } = server(told.at(4), 1);
    expect(after).toMatchObject({ commitIndex: 0, applied: 0, status: 'up' });
    expect(log[1]).toMatchObject({ command: 'a', isSure: false });
  });

  test('has on its disk what was written, and safe what was synced', () => {
    const write = (length: number): Happening => ({
      kind: 'disk',
      server: 0,
      operation: { op: 'write', file: 'f', content: { id: length, length } },
    });
    const told = story(
      events(
        write(4),
        { kind: 'disk', server: 0, operation: { op: 'sync', file: 'f' } },
        write(9),
        { kind: 'crash', server: 0, midHandler: true, damage: ['f is torn after 2 of 9 bytes'] },
      ),
    );
    const file = (index: number) => server(told.at(index), 0).files[0];
    expect(file(0)).toEqual({ name: 'f', length: 4, durable: undefined, isUnsynced: true });
    expect(file(1)).toEqual({ name: 'f', length: 4, durable: 4, isUnsynced: false });
    expect(file(2)).toEqual({ name: 'f', length: 9, durable: 4, isUnsynced: true });
    expect(file(3)).toEqual({ name: 'f', length: 2, durable: 2, isUnsynced: false });
  });

  test('is cut off one way or both, from the moment at which that was done', () => {
    const links = [{ at: 1_000, order: 1, from: 0, to: 2, isCut: true }];
    const told = story(events(boot(0), boot(1), boot(2)), { links });
    expect(isCut(told.at(0), 0, 2)).toBe(false);
    expect([isCut(told.at(1), 0, 2), isCut(told.at(1), 2, 0)]).toEqual([true, false]);
    expect(told.partitions.between(0, 2_000)).toEqual([
      { at: 0, text: '' },
      { at: 1_000, text: 'S0 cannot reach S2' },
    ]);
  });
});

describe('the network is told in one line', () => {
  const link = (from: number, to: number, isCut = true) => ({
    at: 1_000,
    order: 1,
    from,
    to,
    isCut,
  });
  const both = (a: number, b: number) => [link(a, b), link(b, a)];
  const at = (links: readonly ReturnType<typeof link>[], servers = 3) =>
    story(events(boot(0), boot(1), boot(2)), { links, servers })
      .partitions.between(0, 2_000)
      .at(-1)?.text;
  const ways = (from: number, ...to: readonly number[]) => to.map((other) => link(from, other));

  test('by its groups where it falls apart cleanly', () => {
    expect(at([...both(0, 1), ...both(0, 2)])).toBe('S0 | S1 S2');
    expect(at([...both(0, 1), ...both(0, 2), ...both(1, 2)])).toBe('S0 | S1 | S2');
  });

  test('by who is mute, deaf or cut off where ways are open in one direction', () => {
    expect(at([...ways(0, 1, 2)])).toBe('S0 can reach no server');
    expect(at([link(1, 0), link(2, 0)])).toBe('S0 receives nothing');
    expect(at([...both(0, 1), ...both(0, 2), link(1, 2)])).toBe(
      'S0 is cut off, S1 can reach no server, S2 receives nothing',
    );
    expect(at([link(1, 2)])).toBe('S1 cannot reach S2');
  });

  test('with nothing where all ways are open again', () => {
    expect(at([link(1, 2), link(1, 2, false)])).toBe('');
  });
});

describe('a message', () => {
  const call = exchange(1, 'appendEntries');

  test('that arrives is an arrow from when it left to then, and its reply another', () => {
    const told = story(
      events(append(1), { kind: 'deliver', ...call, args: SENT, copy: 0 }, accepts(1), {
        kind: 'return',
        ...call,
        args: SENT,
        reply: { term: 1, success: true },
      }),
    );
    const [request, reply] = told.messages.arrows;
    expect(request).toMatchObject({ leg: 'request', from: 0, to: 1, sentAt: 0, kind: 'append' });
    expect(request?.end).toEqual({ fate: 'arrived', at: 1_000, index: 1 });
    expect(reply).toMatchObject({ leg: 'reply', from: 1, to: 0, sentAt: 2_000 });
    expect(reply?.end).toEqual({ fate: 'arrived', at: 3_000, index: 3 });
  });

  test('that is lost says where and why, and that its sender learnt of no answer', () => {
    const told = story(
      events(
        append(1),
        { kind: 'lost', ...call, leg: 'request', reason: 'cut' },
        { kind: 'return', ...call, args: SENT, reply: undefined },
      ),
    );
    const lost = { fate: 'lost', at: 1_000, index: 1, reason: 'cut' };
    expect(told.messages.arrows.map(({ end }) => end)).toEqual([lost]);
    expect(told.messages.call(1)).toMatchObject({ silentAt: 2_000, args: SENT });
  });

  test('that arrives twice is two arrows that left together', () => {
    const told = story(
      events(
        append(1),
        { kind: 'deliver', ...call, args: SENT, copy: 0 },
        { kind: 'deliver', ...call, args: SENT, copy: 1 },
      ),
    );
    const [first, second] = told.messages.arrows;
    expect([first?.sentAt, second?.sentAt]).toEqual([0, 0]);
    expect([first?.copy, second?.copy]).toEqual([0, 1]);
    expect(told.messages.between(1_500, 1_600)).toEqual([second]);
  });

  test('whose sender crashes is answered to nobody', () => {
    const told = story(
      events(boot(0), append(1), accepts(1), { kind: 'crash', server: 0, midHandler: false }),
    );
    expect(told.messages.arrows.at(-1)?.end).toMatchObject({ fate: 'unheard' });
  });

  test('is found by time, as if each had been looked at', async () => {
    const { story: told } = await passingRun('2C/persist-1');
    const isThen = (from: number, to: number) => (arrow: Arrow) =>
      arrow.sentAt <= to && (arrow.end.fate === 'under way' || arrow.end.at >= from);
    for (const [from, to] of [
      [0, 10],
      [400_000, 500_000],
      [1_000_000, 1_000_100],
      [0, told.until],
    ]) {
      if (from === undefined || to === undefined) continue;
      const all = told.messages.arrows.filter(isThen(from, to));
      expect(told.messages.between(from, to)).toEqual(all);
    }
  });
});

describe('a real run', () => {
  test('is the same wherever it is looked at, in any order', async () => {
    const { recording } = await passingRun('2C/persist-1');
    const told = new Story(recording);
    const one = new Story({ ...recording, events: [], links: [] });
    const grown: World[] = [];
    recording.events.forEach((event, i) => {
      const since = recording.events[i - 1]?.order ?? -1;
      const links = (recording.links ?? []).filter(
        ({ order }) => order > since && order <= event.order,
      );
      one.append([event], links);
      grown.push(one.at(i));
    });
    for (const index of [400, 3, 256, 255, 257, 0, grown.length - 1])
      expect(told.at(index)).toEqual(grown[index]);
  });

  test('cut back and grown again is the same run', async () => {
    const { recording } = await passingRun('2C/persist-1');
    const told = new Story(recording);
    told.truncate(300);
    expect(told.events).toHaveLength(300);
    expect(
      told.messages.arrows.every(({ end }) => end.fate === 'under way' || end.index < 300),
    ).toBe(true);
    const isLater = ({ order }: { readonly order: number }) => order >= 300;
    told.append(recording.events.filter(isLater), recording.links?.filter(isLater));
    const whole = new Story(recording);
    expect(told.at(450)).toEqual(whole.at(450));
    expect(told.messages.arrows).toEqual(whole.messages.arrows);
    expect(told.spans.of(1)).toEqual(whole.spans.of(1));
  });

  test('ends with logs and applied commands that agree, as the wire told', async () => {
    const { story: told, recording } = await passingRun('2C/persist-1');
    const end = told.at(recording.events.length - 1);
    for (const { log, applied } of end.servers) {
      expect(applied).toBeGreaterThan(4);
      const known = log.slice(1, applied + 1).map((entry) => entry?.command);
      expect(known).toEqual(commands(end, 0).slice(0, applied));
    }
  });

  test('that breaks a rule has its witness among the events, each told in words', async () => {
    const { story: told } = await mutantRun('commit/older-term-by-counting', '2C/figure-8');
    expect(told.verdict?.rule).toBe('L.5');
    expect(told.witness).toHaveLength(3);
    const last = told.events[told.witness.at(-1) ?? -1];
    expect(last && sentence(last)).toMatch(/^\d+\.\d{3} s: S\d applies \d/);
  });
});

describe('filters', () => {
  test('leave out a kind, or a server where both ends of a message are hidden', () => {
    const told = story(events(append(1), append(2, { ...SENT, entries: [] }), boot(2)));
    const shown = (filters: Partial<typeof NO_FILTERS>) =>
      told.events.filter((event) => isShown(event, told.messages, { ...NO_FILTERS, ...filters }))
        .length;
    expect(shown({})).toBe(3);
    expect(shown({ without: new Set(['heartbeat']) })).toBe(2);
    expect(shown({ withoutServers: new Set([0]) })).toBe(3);
    expect(shown({ withoutServers: new Set([0, 1]) })).toBe(1);
  });

  test('search looks in the words, whatever the capitals', () => {
    const [crash] = events({ kind: 'crash', server: 2, midHandler: false });
    if (!crash) throw new Error('there is one');
    expect([matches(crash, 's2 crashes'), matches(crash, 'boots')]).toEqual([true, false]);
  });
});

function server(world: World, id: number) {
  const found = world.servers[id];
  if (!found) throw new Error(`there is no S${id}`);
  return found;
}

function commands(world: World, id: number): (string | undefined)[] {
  const { log } = server(world, id);
  return log.slice(1, lastIndex(log) + 1).map((entry) => entry?.command);
}

describe('the evidence', () => {
  const verdict = { title: '', paper: '', at: 2_000, witness: [] };
  const list = events(boot(0), boot(1), append(1), boot(2), boot(1));

  test('of code that threw is the last that its server did before', () => {
    const told = (rule: string, message: string) =>
      story(list, { verdict: { ...verdict, rule, message } }).witness;
    expect(told('K.2', 'S0: requestVote() threw')).toEqual([2]);
    expect(told('K.2', 'S1: requestVote() threw')).toEqual([1]);
    expect(told('K.2', 'it threw')).toEqual([]);
    expect(told('V.1', 'no leader among S0, S1')).toEqual([]);
  });
});
