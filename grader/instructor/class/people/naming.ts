/**
 * Finds the people that lines of the instructor's lists (times, extensions, manual decisions) are about. A
 * line that fits several people applies to none, so that no deadline or grade goes to a person of the same
 * name. Pure.
 */
import { ID_KINDS, type Person, same } from './person';

/** A row, as far as lines can identify it. */
interface Named {
  readonly id: string;
  readonly submission?: string;
}

type Index = ReadonlyMap<string, ReadonlySet<Person>>;

export class Naming {
  /** Ids shown in people.csv come first, then unique ids, then names. */
  readonly #tiers: readonly Index[];

  constructor(people: readonly Person[]) {
    this.#tiers = [
      indexOf(people, ({ key }) => [key]),
      // Moodle's numbers may also belong to groups.
      indexOf(people, ({ ids }) =>
        ID_KINDS.flatMap((kind) => (kind === 'moodle' ? [] : (ids[kind] ?? []))),
      ),
      indexOf(people, ({ name }) => [name]),
    ];
  }

  personOf(id: string): Person | 'several' | undefined {
    const wanted = same(id);
    for (const tier of this.#tiers) {
      const [one, ...more] = tier.get(wanted) ?? [];
      if (one) return more.length === 0 ? one : 'several';
    }
    return undefined;
  }

  /** Students name repositories and groups, so a name of a person in the roster means that person. */
  isAnothers(name: string, person: Person | undefined): boolean {
    const known = this.personOf(name);
    return known !== undefined && known !== 'several' && known !== person;
  }

  /** The line about this row: by its id, else by its person, else by its submission's id. */
  lineFor<T extends { readonly id: string }>(
    lines: readonly T[],
    { id, submission = id }: Named,
    person: Person | undefined,
  ): T | undefined {
    const called = (name: string) =>
      this.isAnothers(name, person)
        ? undefined
        : lines.find((line) => same(line.id) === same(name));
    return (
      called(id) ??
      (person && lines.find((line) => this.personOf(line.id) === person)) ??
      called(submission)
    );
  }
}

function indexOf(people: readonly Person[], namesOf: (person: Person) => readonly string[]): Index {
  const index = new Map<string, Set<Person>>();
  for (const person of people)
    for (const name of namesOf(person).map(same)) {
      if (name === '') continue;
      index.set(name, (index.get(name) ?? new Set()).add(person));
    }
  return index;
}
