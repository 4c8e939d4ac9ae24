/**
 * Finds the people that lines of the instructor's lists (times, extensions, manual decisions) are about. A
 * line that fits several people applies to none, so that no deadline or grade goes to a person of the same
 * name. Pure.
 */
import { idsOf, nameForms, type Person, same } from './person';

/** A row, as far as lines can identify it. */
interface Named {
  readonly id: string;
  readonly submission?: string;
}

type Index = ReadonlyMap<string, ReadonlySet<Person>>;

export class Naming {
  /** What people.csv shows. */
  readonly #keys: Index;
  readonly #ids: Index;
  readonly #names: Index;
  /** Moodle's participant numbers. Such a line is meant for nobody, unless it says `Participant 1234`. */
  readonly #participants: Index;
  readonly #found = new Map<string, readonly Person[]>();

  constructor(people: readonly Person[]) {
    this.#keys = indexOf(people, ({ key }) => [key]);
    this.#ids = indexOf(people, (person) => [...idsOf(person), person.identifier ?? '']);
    this.#names = indexOf(people, ({ name }) => nameForms(name));
    this.#participants = indexOf(people, ({ ids }) => ids.moodle ?? []);
  }

  personOf(id: string): Person | 'several' | undefined {
    const [one, ...more] = this.peopleOf(id);
    return more.length === 0 ? one : 'several';
  }

  /** Everyone whom the line may be about. */
  peopleOf(id: string): readonly Person[] {
    const wanted = same(id);
    const known = this.#found.get(wanted);
    if (known) return known;
    const own = this.#peopleOf(wanted);
    // Brightspace writes #0012 for 0012, and so may who copies from it.
    const found = own.length > 0 ? own : this.#peopleOf(wanted.replace(/^#/, ''));
    this.#found.set(wanted, found);
    return found;
  }

  #peopleOf(wanted: string): readonly Person[] {
    const of = (index: Index) => index.get(wanted) ?? new Set<Person>();
    const known = new Set([...of(this.#ids), ...of(this.#keys)]);
    // An ID number that is another person's participant number may mean either: folders show the latter.
    const byIds = known.size === 0 ? known : new Set([...known, ...of(this.#participants)]);
    // A name is weaker than an id, because people may change it. A key that is no id is a name, too.
    const isWeak = of(this.#ids).size === 0;
    const named = nameForms(wanted).flatMap((form) => [...(this.#names.get(form) ?? [])]);
    return [...(isWeak ? new Set([...byIds, ...named]) : byIds)];
  }

  /**
   * What the line may be meant to say, if it means nobody: a Moodle number without its word, or an id whose
   * zeros a spreadsheet has dropped.
   */
  nearTo(id: string): readonly string[] {
    const wanted = same(id);
    const numbered = [...(this.#participants.get(wanted) ?? [])];
    const zeroed = [...this.#ids.keys()].filter((one) => one !== wanted && isZeroed(one, wanted));
    return [...numbered.flatMap(({ identifier }) => identifier ?? []), ...zeroed];
  }

  /** Students name repositories and groups, so a name of a person in the roster means that person. */
  isAnothers(name: string, person: Person | undefined): boolean {
    const known = this.personOf(name);
    return known !== undefined && known !== 'several' && known !== person;
  }

  /**
   * The line about this row: by the id that it alone has in a group, else by its person, else by its
   * submission's id. Without a submission, the row's id is the person's and may be another's as well.
   */
  lineFor<T extends { readonly id: string }>(
    lines: readonly T[],
    { id, submission }: Named,
    person: Person | undefined,
  ): T | undefined {
    const called = (name: string) =>
      this.isAnothers(name, person)
        ? undefined
        : lines.find((line) => same(line.id) === same(name));
    const own = person && lines.find((line) => this.personOf(line.id) === person);
    if (submission === undefined) return person ? own : called(id);
    return (id === submission ? undefined : called(id)) ?? own ?? called(submission);
  }
}

/** `0012` became `12` */
function isZeroed(id: string, short: string): boolean {
  return /^0*[1-9]\d*$/.test(short) && id.replace(/^0+(?=\d+$)/, '') === short;
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
