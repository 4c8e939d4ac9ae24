/** The session: what is done by hand is the same run again and again, and can be gone back in. */
import { Program } from '../../../grader/world/realm/program';
import { eventually } from '../../support/eventually';
import { bundleOf, filesIn, programOf } from '../../support/programs';
import { perform } from '../../../grader/runs/replay/perform';
import { Player } from '../../../grader/student/playground/player';
import type { PlayCommand } from '../../../grader/student/playground/play-state';
import type { Schedule } from '../../../grader/runs/replay/schedule';
import {
  between,
  digest,
  FIGURE_8,
  FIGURE_8_BY_HAND,
  fresh,
  mutant,
  REFERENCE,
  Table,
  writeFiles,
} from './table';

let table: Table | undefined;

afterEach(() => {
  table?.close();
  table = undefined;
});

async function open(...args: Parameters<typeof Table.open>): Promise<Table> {
  table?.close();
  table = await Table.open(...args);
  return table;
}

function savedOf(from: Table, name: string): Schedule {
  const read = from.saved.read(name);
  if ('problem' in read) throw new Error(read.problem);
  return read.schedule;
}

const run = (ms: number): PlayCommand => ({ do: 'run', ms });

/** Something of everything. */
const VARIOUS: readonly PlayCommand[] = [
  run(500),
  { do: 'offer', command: 'x1', to: 'leader' },
  { do: 'step' },
  { do: 'weather', weather: 'unreliable' },
  { do: 'crash', server: 2, effects: 3, unsynced: 'torn in the middle' },
  run(100),
  { do: 'cut', ways: [[0, 1]] },
  { do: 'pause', server: 3 },
  { do: 'offer', command: 'x2', to: 'leader' },
  run(300),
  { do: 'step' },
  { do: 'boot', server: 2 },
  { do: 'thaw', server: 3 },
  { do: 'time out', server: 4 },
  run(400),
];

describe('a session', () => {
  test('is the same run when the same is done, in whatever slices', async () => {
    const first = await open(REFERENCE);
    await first.do(...VARIOUS);
    const told = first.told;
    expect(first.events.length).toBeGreaterThan(300);
    const second = await open(REFERENCE);
    for (const command of VARIOUS) {
      if (command.do !== 'run') await second.do(command);
      else for (let ms = 0; ms < command.ms; ms += 20) await second.do(run(20));
    }
    expect(second.told).toBe(told);
  });

  test('is saved as a schedule that is the same run, event by event', async () => {
    const { saved } = await open(REFERENCE);
    await table?.do(...VARIOUS, { do: 'save', name: 'various' });
    const read = saved.read('various');
    if ('problem' in read || !table) throw new Error('it was not saved');
    const { recording } = perform(await programOf(REFERENCE), read.schedule, { record: true });
    expect(digest(recording?.events)).toBe(table.told);
  });

  test('goes back to any moment, and forward again to the same', async () => {
    const here = await open(REFERENCE);
    await here.do(...VARIOUS);
    const all = here.events;
    const middle = all[200];
    const { position } = await here.do({ do: 'go', at: middle?.at ?? 0, length: 201 });
    expect(position.length).toBeGreaterThanOrEqual(201);
    expect(here.told).toBe(digest(all.slice(0, position.length)));
    const back = await here.do({ do: 'step back' });
    expect(back.position.length).toBeLessThan(position.length);
    const { branches } = await here.do({ do: 'end' });
    expect(here.told).toBe(digest(all));
    expect(branches).toHaveLength(1);
  });

  test('keeps the branch that was left when something else is done in the past', async () => {
    const here = await open(REFERENCE);
    await here.do(run(500), { do: 'crash', server: 1 }, run(500));
    const told = here.told;
    const { branches } = await here.do({ do: 'go', at: 450_000 }, { do: 'crash', server: 2 });
    expect(branches.map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
      ['the first', false],
      ['S2 crashes at 0.450 s', true],
    ]);
    const { servers, deeds } = await here.do(run(550));
    expect(servers.map(({ status }) => status)).toEqual(['up', 'up', 'down', 'up', 'up']);
    expect(deeds.map(({ text }) => text)).not.toContain('S1 crashes');
    await here.do({ do: 'branch', id: 0 });
    expect(here.told).toBe(told);
  });

  test('undoes what was done, and does it again', async () => {
    const here = await open(REFERENCE);
    await here.do(run(500));
    const before = here.told;
    await here.do({ do: 'crash', server: 1 }, run(100));
    const undone = await here.do({ do: 'undo' });
    expect(here.told).toBe(before);
    expect(undone).toMatchObject({ canUndo: false, canRedo: true });
    const { servers } = await here.do({ do: 'redo' });
    expect(servers[1]?.status).toBe('down');
  });

  test('says who does not lead, and that nobody does', async () => {
    const here = await open(REFERENCE);
    const early = await here.do({ do: 'offer', command: 'x', to: 'leader' });
    expect(early.says?.text).toContain('no server to send the command to');
    expect(early.canUndo).toBe(false);
    const other = await here.do({ do: 'offer', command: 'x', to: 3 });
    expect(other.says?.text).toBe('S3 does not take the command: it does not lead.');
  });
});

describe('a message on its way', () => {
  async function withFlight() {
    const here = await open(REFERENCE);
    await here.do(run(500), { do: 'offer', command: 'x1', to: 'leader' });
    let state = await here.do({ do: 'step' });
    while (state.flights.length === 0) state = await here.do({ do: 'step' });
    const [flight] = state.flights;
    if (!flight) throw new Error('nothing is on its way');
    return { here, flight, now: state.position.at };
  }

  test('is dropped: it never arrives, and nothing before was different', async () => {
    const { here, flight } = await withFlight();
    const before = here.events.slice(0, flight.order + 1);
    await here.do({ do: 'message', flight, fate: { kind: 'drop' } }, run(200));
    expect(digest(here.events.slice(0, flight.order + 1))).toBe(digest(before));
    const of = here.events.filter((event) => 'call' in event && event.call === flight.call);
    expect(of.map(({ kind }) => kind)).toEqual(['send', 'lost', 'return']);
    await here.do({ do: 'save', name: 'dropped' });
    const { recording } = perform(await programOf(REFERENCE), savedOf(here, 'dropped'), {
      record: true,
    });
    expect(digest(recording?.events)).toBe(here.told);
  });

  test('is on its way again when that is undone', async () => {
    const { here, flight } = await withFlight();
    const before = here.told;
    await here.do({ do: 'message', flight, fate: { kind: 'drop' } });
    expect(here.told).not.toBe(before);
    await here.do({ do: 'undo' });
    expect(here.told).toBe(before);
  });

  test('is delayed, by as much as was said', async () => {
    const { here, flight } = await withFlight();
    await here.do({ do: 'message', flight, fate: { kind: 'delay', by: 40_000 } }, run(200));
    const arrival = here.events.find(
      (event) => event.kind === 'deliver' && event.call === flight.call,
    );
    expect(arrival?.at).toBe(flight.arrivesAt + 40_000);
  });

  test('arrives next if that is wished for', async () => {
    const { here, now } = await withFlight();
    const last = here.session.state.flights.at(-1);
    if (!last) throw new Error('nothing is on its way');
    await here.do({ do: 'message', flight: last, fate: { kind: 'deliver' } }, { do: 'step' });
    const arrival = here.events.find(
      (event) => event.kind === 'deliver' && event.call === last.call,
    );
    expect(arrival?.at).toBe(now + 1);
  });
});

describe('what breaks a rule', () => {
  test('is said at once, and the run stands still until one goes back', async () => {
    const here = await open(FIGURE_8);
    const broken = await here.do(...FIGURE_8_BY_HAND);
    expect(broken.breach).toMatchObject({ rule: 'L.5', hint: 'npm run hint L.5', isStuck: false });
    expect(broken.breach?.witness.length).toBeGreaterThan(1);
    const refused = await here.do({ do: 'crash', server: 1 }, { do: 'step' });
    expect(refused.position).toEqual(broken.position);
    expect(refused.says).toMatchObject({ isProblem: true });
    const back = await here.do({ do: 'step back' });
    expect(back.breach).toBeUndefined();
    expect((await here.do({ do: 'step' })).breach?.rule).toBe('L.5');
  });

  test('breaks it again where the saved scenario is performed, and not with the reference', async () => {
    const here = await open(FIGURE_8);
    await here.do(...FIGURE_8_BY_HAND, { do: 'save', name: 'figure-8' });
    const schedule = savedOf(here, 'figure-8');
    expect(schedule.breaks).toBe('L.5');
    expect(perform(await programOf(FIGURE_8), schedule).failure?.rule).toBe('L.5');
    expect(perform(await programOf(REFERENCE), schedule).failure).toBeUndefined();
    expect(await here.do({ do: 'save', name: 'figure-8' })).toMatchObject({
      says: { isProblem: true },
    });
    expect(here.saved.names()).toEqual(['figure-8']);
  });

  test('does not break any more once the code is mended and read again', async () => {
    const here = await open(FIGURE_8);
    await here.do(...FIGURE_8_BY_HAND);
    writeFiles(here.folder, REFERENCE);
    const mended = await here.do({ do: 'reload' });
    expect(mended.breach).toBeUndefined();
    expect(mended.says?.text).toBe('With the new code, L.5 no longer breaks.');
    writeFiles(here.folder, { 'commit.ts': 'this is not TypeScript' });
    expect((await here.do({ do: 'reload' })).says?.isProblem).toBe(true);
    expect((await here.do(run(10))).breach).toBeUndefined();
  });

  test('may be a TODO of the skeleton, which is named by its place', async () => {
    const here = await open(filesIn('labs', 'raft'), fresh(3));
    const { breach } = await here.do(run(1_000));
    expect(breach).toMatchObject({ rule: 'TODO', title: 'This is not written yet' });
    expect(breach?.place).toMatch(/^mine\/\w+\.ts:\d+:\d+$/);
  });

  test('is asked about at every promise: a vote that is not saved needs no luck', async () => {
    const here = await open(mutant('persistence/vote-not-saved-on-granting'));
    const { breach } = await here.do(run(1_000));
    expect(breach?.rule).toBe('P.2');
    await here.do({ do: 'save', name: 'unsaved' });
    const { failure } = perform(
      new Program(await bundleOf(mutant('persistence/vote-not-saved-on-granting'))),
      savedOf(here, 'unsaved'),
    );
    expect(failure?.rule).toBe('P.2');
  });
});

test('a handler that never returns is ended and named, and one can go on before it', async () => {
  const hanging = {
    ...REFERENCE,
    'log.ts': (REFERENCE['log.ts'] ?? '').replace(
      /(append\w*\([^)]*\)[^{]*\{)/,
      '$1 while (entries.length > 0) if (Date.now() < 0) break;',
    ),
  };
  const here = await open(hanging, fresh(3));
  await here.do(run(600));
  const stuck = await here.do({ do: 'offer', command: 'x', to: 'leader' });
  expect(stuck.breach).toMatchObject({ rule: 'K.3', isStuck: true });
  expect(stuck.breach?.message).toMatch(/^S\d, in start\(\) at 0\.600 s, never returned/);
  expect(stuck.breach?.place).toMatch(/^mine\/log\.ts:\d+/);
  const back = await here.do({ do: 'step back' });
  expect(back.breach).toBeUndefined();
  expect((await here.do({ do: 'crash', server: 0 })).servers[0]?.status).toBe('down');
});

test('a run plays by itself at its speed, and stands still when it is told to', async () => {
  const here = await open(REFERENCE, fresh(3));
  await here.do({ do: 'play', speed: 1 });
  await eventually(() => expect(here.session.state.position.at).toBeGreaterThan(50_000));
  const { isPlaying } = here.session.state;
  const { position } = await here.do({ do: 'stand still' }, { do: 'run', ms: 0 });
  expect(isPlaying).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(here.session.state.position).toEqual(position);
});

test('another fate for a message is told without what was before it, late in a long run', async () => {
  const player = new Player(await programOf(REFERENCE));
  const line = { ...fresh(5), until: 10_000_000 };
  const position = { at: 10_000_000 };
  const job = { state: -2, line, position, have: 0 };
  player.play({ ...job, act: { do: 'run', by: 200_000 } }, 1);
  let { answer } = player.play({ ...job, state: 1, act: { do: 'step' } }, 2);
  let state = 2;
  for (; answer.flights.length === 0 && state < 50; state++)
    ({ answer } = player.play({ ...job, state, act: { do: 'step' } }, state + 1));
  const [flight] = answer.flights;
  if (!flight) throw new Error('nothing is on its way');
  const act = { do: 'message', flight, fate: { kind: 'drop' } } as const;
  const changed = player.play({ ...job, state, have: 1e6, act }, state + 1).answer;
  expect(changed.from).toBe(flight.order);
  expect(changed.from).toBeGreaterThan(1_000);
  expect(changed.says).toMatch(/is lost\.$/);
  expect(changed.flights).toHaveLength(answer.flights.length - 1);
});

test('ways are cut and healed one way or both', async () => {
  const here = await open(REFERENCE, fresh(3));
  const cut = await here.do({ do: 'cut', ways: [[0, 1]] }, { do: 'cut', ways: between(2, [0]) });
  expect(cut.cuts).toEqual([
    [0, 1],
    [0, 2],
    [2, 0],
  ]);
  expect((await here.do({ do: 'heal', ways: cut.cuts })).cuts).toEqual([]);
});
