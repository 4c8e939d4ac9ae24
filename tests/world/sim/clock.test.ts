import { Clock, Livelock } from '../../../grader/world/sim/clock';
import { Rng } from '../../../grader/world/sim/rng';

/** A clock and a notebook: `note(name)` is an event that writes itself down with its time. */
function notebook() {
  const clock = new Clock();
  const notes: string[] = [];
  const note = (name: string) => () => notes.push(`${name} ${clock.now}`);
  return { clock, notes, note };
}

describe('events happen', () => {
  test('in the order of their times', () => {
    const { clock, notes, note } = notebook();
    clock.after(30, note('c'));
    clock.after(10, note('a'));
    clock.after(20, note('b'));
    clock.run(100);
    expect(notes).toEqual(['a 10', 'b 20', 'c 30']);
  });

  test('in the order in which they were planned if the time is the same', () => {
    const { clock, notes, note } = notebook();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) clock.at(10, note(name));
    clock.run(100);
    expect(notes.map((text) => text[0]).join('')).toBe('abcdefg');
  });

  test('after those of their instant that were planned before, if planned for now', () => {
    const { clock, notes, note } = notebook();
    clock.at(10, () => {
      note('first')();
      clock.after(0, note('planned by first'));
    });
    clock.at(10, note('second'));
    clock.run(100);
    expect(notes).toEqual(['first 10', 'second 10', 'planned by first 10']);
  });

  test('now, if they are planned for the past', () => {
    const { clock, notes, note } = notebook();
    clock.at(10, () => {
      clock.at(3, note('late'));
      clock.after(-5, note('later'));
    });
    clock.at(11, note('next'));
    clock.run(100);
    expect(notes).toEqual(['late 10', 'later 10', 'next 11']);
  });

  test('as a sorted list would have it, whatever is planned and cancelled', () => {
    for (let seed = 0; seed < 30; seed++) {
      const rng = new Rng(seed);
      const clock = new Clock();
      const happened: number[] = [];
      const planned = Array.from({ length: 300 }, (_, i) => {
        const at = rng.int(0, 50);
        const scheduled = clock.at(at, () => happened.push(i));
        return { i, at, scheduled, isCancelled: rng.chance(1, 4) };
      });
      for (const { scheduled, isCancelled } of planned) if (isCancelled) scheduled.cancel();
      clock.run(50);
      const expected = planned
        .filter(({ isCancelled }) => !isCancelled)
        .sort((a, b) => a.at - b.at || a.i - b.i)
        .map(({ i }) => i);
      expect(happened).toEqual(expected);
    }
  });
});

describe('a cancelled event', () => {
  test('does not happen', () => {
    const { clock, notes, note } = notebook();
    const doomed = clock.after(10, note('doomed'));
    clock.after(20, note('kept'));
    doomed.cancel();
    clock.run(100);
    expect(notes).toEqual(['kept 20']);
    expect(clock.events).toBe(1);
  });

  test('can be cancelled by another one of its instant', () => {
    const { clock, notes, note } = notebook();
    clock.at(10, () => doomed.cancel());
    const doomed = clock.at(10, note('doomed'));
    clock.run(100);
    expect(notes).toEqual([]);
  });

  test('may be cancelled again, and after it has happened', () => {
    const { clock, notes, note } = notebook();
    const event = clock.at(10, note('event'));
    clock.run(100);
    event.cancel();
    event.cancel();
    clock.at(110, note('next'));
    clock.run(200);
    expect(notes).toEqual(['event 10', 'next 110']);
  });
});

describe('run', () => {
  test('goes up to the end, included, and stands there', () => {
    const { clock, notes, note } = notebook();
    clock.at(50, note('at the end'));
    clock.at(51, note('beyond'));
    expect(clock.run(50)).toBe(false);
    expect(notes).toEqual(['at the end 50']);
    expect(clock.now).toBe(50);
    clock.run(70);
    expect(notes).toEqual(['at the end 50', 'beyond 51']);
    expect(clock.now).toBe(70);
  });

  test('lets time pass though nothing happens', () => {
    const { clock } = notebook();
    clock.run(1_000);
    expect(clock.now).toBe(1_000);
  });

  test('never goes back', () => {
    const { clock } = notebook();
    clock.run(1_000);
    clock.run(10);
    expect(clock.now).toBe(1_000);
  });

  test('stops right after the event that makes the condition true', () => {
    const { clock, notes, note } = notebook();
    clock.at(10, note('a'));
    clock.at(20, note('b'));
    clock.at(20, note('c'));
    expect(clock.run(100, () => notes.length === 2)).toBe(true);
    expect(notes).toEqual(['a 10', 'b 20']);
    expect(clock.now).toBe(20);
    clock.run(100);
    expect(notes.at(-1)).toBe('c 20');
  });

  test('does nothing if the condition holds already', () => {
    const { clock, notes, note } = notebook();
    clock.at(0, note('a'));
    expect(clock.run(100, () => true)).toBe(true);
    expect([clock.now, notes.length]).toEqual([0, 0]);
  });

  test('stands at the end if the condition never holds', () => {
    const { clock, note } = notebook();
    clock.at(10, note('a'));
    expect(clock.run(100, () => false)).toBe(false);
    expect(clock.now).toBe(100);
  });

  test('lets what an event throws through, and can go on', () => {
    const { clock, notes, note } = notebook();
    clock.at(10, () => {
      throw new Error('broken');
    });
    clock.at(20, note('next'));
    expect(() => clock.run(100)).toThrow('broken');
    expect(clock.now).toBe(10);
    clock.run(100);
    expect(notes).toEqual(['next 20']);
  });
});

describe('events without end at one instant', () => {
  test('are found out, with their time', () => {
    const { clock } = notebook();
    let count = 0;
    const again = () => {
      if (++count < 200_000) clock.after(0, again);
    };
    clock.at(77, again);
    let thrown: unknown;
    try {
      clock.run(100);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Livelock);
    expect((thrown as Livelock).at).toBe(77);
    expect((thrown as Livelock).message).toContain('without any time passing');
  });

  test('are not suspected while time passes', () => {
    const { clock } = notebook();
    let count = 0;
    const again = () => {
      if (++count < 150_000) clock.after(count % 2, again);
    };
    clock.after(0, again);
    expect(() => clock.run(200_000)).not.toThrow();
    expect(clock.events).toBe(150_000);
  });
});
