import { type Content, DiskModel, type DiskOperation } from '../../../grader/world/sim/disk';
import { Rng } from '../../../grader/world/sim/rng';

const SEEDS = 200;
const rngOf = (seed: number) => new Rng(seed).fork('disk');

let lastContent = 0;
const content = (length = 100): Content => ({ id: ++lastContent, length });
const write = (file: string, what = content()): DiskOperation => ({
  op: 'write',
  file,
  content: what,
});
const sync = (file: string): DiskOperation => ({ op: 'sync', file });
const remove = (file: string): DiskOperation => ({ op: 'remove', file });
const rename = (file: string, to: string): DiskOperation => ({ op: 'rename', file, to });

function diskAfter(...operations: readonly DiskOperation[]): DiskModel {
  const disk = new DiskModel();
  for (const operation of operations) disk.apply(operation);
  return disk;
}

/** What the file holds after a crash, once for each of many seeds. */
function afterCrashes(file: string, ...operations: readonly DiskOperation[]) {
  return Array.from({ length: SEEDS }, (_, seed) =>
    diskAfter(...operations)
      .crash(rngOf(seed))
      .get(file),
  );
}

/** The contents as texts, each once, in order. */
function kinds(found: readonly (Content | undefined)[]): string[] {
  return [...new Set(found.map((each) => (each ? text(each) : 'none')))].sort();
}

function text({ id, length: all }: Content, length = all): string {
  return `${length} bytes of ${id}`;
}

/** An outcome in a word, seen from the content that was not synced. */
function outcome(found: Content | undefined, old: Content | undefined, fresh: Content): string {
  if (found === undefined) return old ? 'vanished' : 'lost';
  if (found.id === fresh.id) return found.length === fresh.length ? 'kept' : 'torn';
  return found.id === old?.id && found.length === old.length ? 'lost' : 'something else';
}

describe('a crash', () => {
  test('leaves what was synced, on every seed', () => {
    const kept = content();
    const found = afterCrashes('f', write('f'), write('f', kept), sync('f'));
    expect(kinds(found)).toEqual([text(kept)]);
  });

  test.each([
    ['in a new file', undefined],
    ['over a synced file', content(70)],
  ])('loses, tears or keeps what was not synced, and each of them happens: %s', (_name, old) => {
    const fresh = content();
    const before = old ? [write('f', old), sync('f')] : [];
    const found = afterCrashes('f', ...before, write('f', fresh));
    const outcomes = found.map((each) => outcome(each, old, fresh));
    expect([...new Set(outcomes)].sort()).toEqual(['kept', 'lost', 'torn']);
  });

  test('tears to a strict prefix, of every length', () => {
    const fresh = content(4);
    const lengths = afterCrashes('f', write('f', fresh))
      .filter((found) => found && found.length < fresh.length)
      .map((found) => found?.length);
    expect([...new Set(lengths)].sort()).toEqual([0, 1, 2, 3]);
  });

  test('loses a byte in one case of two, tears it in one of four and keeps it in one of four', () => {
    const fresh = content(1);
    const outcomes = Array.from({ length: 2_000 }, (_, seed) =>
      outcome(diskAfter(write('f', fresh)).crash(rngOf(seed)).get('f'), undefined, fresh),
    );
    const count = (wanted: string) => outcomes.filter((each) => each === wanted).length;
    expect(Math.abs(count('lost') - 1_000)).toBeLessThan(100);
    expect(Math.abs(count('torn') - 500)).toBeLessThan(100);
    expect(Math.abs(count('kept') - 500)).toBeLessThan(100);
  });

  test('may leave an empty file empty or absent, and nothing else', () => {
    const fresh = content(0);
    const found = afterCrashes('f', write('f', fresh));
    expect(kinds(found)).toEqual([text(fresh), 'none']);
  });

  test('forgets all but the last of several writes that were not synced', () => {
    const [old, between, fresh] = [content(), content(), content()];
    const found = afterCrashes(
      'f',
      write('f', old),
      sync('f'),
      write('f', between),
      write('f', fresh),
    );
    expect(found.map((each) => each?.id)).not.toContain(between.id);
    expect(found.map((each) => outcome(each, old, fresh))).not.toContain('something else');
  });

  test('decides file by file', () => {
    const [a, b] = [content(), content()];
    const pairs = Array.from({ length: SEEDS }, (_, seed) => {
      const image = diskAfter(write('a', a), write('b', b)).crash(rngOf(seed));
      return `${outcome(image.get('a'), undefined, a)} ${outcome(image.get('b'), undefined, b)}`;
    });
    expect(new Set(pairs).size).toBe(9);
  });

  test('is repeated by the same seed', () => {
    const operations = ['a', 'b', 'c', 'd'].map((file) => write(file));
    const crash = () => [...diskAfter(...operations).crash(rngOf(5))];
    expect(crash()).toEqual(crash());
  });

  test('leaves a disk on which everything is certain', () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const disk = diskAfter(write('a'), sync('a'), write('a'), write('b'));
      const rng = rngOf(seed);
      const first = disk.crash(rng);
      expect([...disk.durable()]).toEqual([...first]);
      expect([...disk.crash(rng)]).toEqual([...first]);
    }
  });
});

describe('rename', () => {
  test('of a synced file survives, and the old name is gone', () => {
    const fresh = content();
    for (let seed = 0; seed < SEEDS; seed++) {
      const disk = diskAfter(
        write('f'),
        sync('f'),
        write('tmp', fresh),
        sync('tmp'),
        rename('tmp', 'f'),
      );
      expect([...disk.crash(rngOf(seed))]).toEqual([['f', fresh]]);
    }
  });

  test('leaves the old file or the new, whole, wherever the crash comes', () => {
    const [old, fresh] = [content(), content()];
    const save = [write('tmp', fresh), sync('tmp'), rename('tmp', 'f')];
    for (let done = 0; done <= save.length; done++) {
      const found = afterCrashes('f', write('f', old), sync('f'), ...save.slice(0, done));
      expect(kinds(found)).toEqual([text(done === save.length ? fresh : old)]);
    }
  });

  test('of an unsynced file over a synced one can lose both', () => {
    const [old, fresh] = [content(), content()];
    const found = afterCrashes(
      'f',
      write('f', old),
      sync('f'),
      write('tmp', fresh),
      rename('tmp', 'f'),
    );
    const outcomes = found.map((each) => outcome(each, old, fresh));
    expect([...new Set(outcomes)].sort()).toEqual(['kept', 'torn', 'vanished']);
  });

  test('carries old synced content along with the new', () => {
    const [old, fresh] = [content(), content()];
    const found = afterCrashes(
      'g',
      write('f', old),
      sync('f'),
      write('f', fresh),
      rename('f', 'g'),
    );
    expect([...new Set(found.map((each) => outcome(each, old, fresh)))].sort()).toEqual([
      'kept',
      'lost',
      'torn',
    ]);
  });

  test('of an unsynced file is mended by a sync under the new name', () => {
    const fresh = content();
    const found = afterCrashes('f', write('tmp', fresh), rename('tmp', 'f'), sync('f'));
    expect(kinds(found)).toEqual([text(fresh)]);
  });

  test('to its own name changes nothing', () => {
    const fresh = content();
    expect([...diskAfter(write('f', fresh), sync('f'), rename('f', 'f')).durable()]).toEqual([
      ['f', fresh],
    ]);
  });

  test('of a file that is not there changes nothing', () => {
    const kept = content();
    expect([...diskAfter(write('f', kept), sync('f'), rename('g', 'f')).durable()]).toEqual([
      ['f', kept],
    ]);
  });
});

describe('remove', () => {
  test('is durable at once', () => {
    expect(kinds(afterCrashes('f', write('f'), sync('f'), remove('f')))).toEqual(['none']);
  });

  test('takes the synced content along: a file written again has none', () => {
    const [old, fresh] = [content(), content()];
    const found = afterCrashes('f', write('f', old), sync('f'), remove('f'), write('f', fresh));
    expect(found.map((each) => each?.id)).not.toContain(old.id);
    expect(found).toContain(undefined);
  });
});

describe('what the disk still holds', () => {
  test('is what is read and what would survive, and no more', () => {
    const [dead, old, fresh] = [content(), content(), content()];
    const disk = diskAfter(write('f', dead), write('f', old), sync('f'), write('f', fresh));
    expect(disk.live()).toEqual(new Set([old.id, fresh.id]));
    disk.apply(sync('f'));
    expect(disk.live()).toEqual(new Set([fresh.id]));
    disk.apply(remove('f'));
    expect(disk.live()).toEqual(new Set());
  });

  test('has the size of what is read', () => {
    const disk = diskAfter(
      write('a', content(10)),
      sync('a'),
      write('a', content(3)),
      write('b', content(4)),
    );
    expect(disk.bytes).toBe(7);
  });

  test('is listed by name', () => {
    const disk = diskAfter(...['c', 'a', 'b'].flatMap((file) => [write(file), sync(file)]));
    expect([...disk.durable().keys()]).toEqual(['a', 'b', 'c']);
  });
});

/** Per file: what a read sees and all that a crash may leave, as texts. */
interface Expected {
  read: Content;
  survives: Set<string>;
}

/** The oracle of the property test. It knows nothing of inodes, only of what has been made certain. */
class Oracle {
  readonly files = new Map<string, Expected>();
  /** Texts that some sync or crash has made certain, and `none`: the file was never synced. */
  readonly #certain = new Set(['none']);

  apply(operation: DiskOperation): void {
    const state = this.files.get(operation.file);
    if (operation.op === 'write') {
      const { content: fresh } = operation;
      const old = [...(state?.survives ?? ['none'])].filter((each) => this.#certain.has(each));
      const torn = Array.from({ length: fresh.length }, (_, length) => text(fresh, length));
      this.files.set(operation.file, {
        read: fresh,
        survives: new Set([...old, ...torn, text(fresh)]),
      });
      return;
    }
    if (!state) return;
    if (operation.op === 'sync') this.#makeCertain(state);
    else this.files.delete(operation.file);
    if (operation.op === 'rename') this.files.set(operation.to, state);
  }

  /** Takes over what a crash has left. */
  crashed(image: ReadonlyMap<string, Content>): void {
    this.files.clear();
    for (const [file, read] of image) {
      const state: Expected = { read, survives: new Set() };
      this.#makeCertain(state);
      this.files.set(file, state);
    }
  }

  #makeCertain(state: Expected): void {
    state.survives = new Set([text(state.read)]);
    this.#certain.add(text(state.read));
  }
}

function randomOperation(rng: Rng): DiskOperation {
  const [file, other] = [rng.pick(['a', 'b', 'c']), rng.pick(['a', 'b', 'c'])];
  switch (rng.int(0, 6)) {
    case 0:
    case 1:
    case 2:
      return write(file, content(rng.int(0, 3)));
    case 3:
    case 4:
      return sync(file);
    case 5:
      return rename(file, other);
    default:
      return remove(file);
  }
}

test('whatever is done to a disk, a crash leaves for each file only what may be left', () => {
  const reached = { files: 0, lost: 0, torn: 0, kept: 0 };
  for (let seed = 0; seed < 400; seed++) {
    const rng = rngOf(seed);
    const disk = new DiskModel();
    const oracle = new Oracle();
    for (let crash = 0; crash < 3; crash++) {
      for (let i = rng.int(1, 25); i > 0; i--) {
        const operation = randomOperation(rng);
        disk.apply(operation);
        oracle.apply(operation);
      }
      const before = new Map(oracle.files);
      const live = disk.live();
      const image = disk.crash(rng);
      expect([...before.keys()]).toEqual(expect.arrayContaining([...image.keys()]));
      for (const [file, { read, survives }] of before) {
        const found = image.get(file);
        expect([...survives]).toContain(found ? text(found) : 'none');
        if (found) expect(live).toContain(found.id);
        reached.files++;
        if (found?.id !== read.id) reached.lost++;
        else if (found.length < read.length) reached.torn++;
        else reached.kept++;
      }
      oracle.crashed(image);
    }
  }
  // The property is worth something only if all of that has come up often.
  expect(reached.files).toBeGreaterThan(1_000);
  for (const count of [reached.lost, reached.torn, reached.kept])
    expect(count).toBeGreaterThan(100);
});
