/** Finds the tests of the catalogue that `only` names, or explains why it cannot. */
import { type Stage, STAGES } from '../../contract';
import { stagesCalled } from '../stage-words';
import { flagsIn, plainLine, stagesIn, type Heard } from './read-words';
import { nearest } from '../nearest';
import {
  findAll,
  nameOf,
  splitTestName,
  stageOf,
  testsOf,
  type CatalogueTest,
} from '../test-names';
import { askBack, LIST_LINE, type UsageProblem } from '../usage-problem';

/** Without `only`, all tests of the stages; with it, some, in the catalogue's order. */
type ChosenTests =
  { readonly kind: 'all' } | { readonly kind: 'some'; readonly tests: readonly CatalogueTest[] };

export function chosenTests(
  heard: readonly Heard[],
  catalogue: readonly CatalogueTest[],
): ChosenTests | UsageProblem {
  const flags = flagsIn(heard, 'only');
  if (flags.length === 0) return { kind: 'all' };
  const names = flags.flatMap((said) => said.value?.split(',') ?? []);
  const chosen = new Set<CatalogueTest>();
  for (const name of names.map((typed) => typed.trim())) {
    const found = testsCalled(name, names.length, heard, catalogue);
    if (found.kind === 'problem') return found;
    for (const test of found.tests) chosen.add(test);
  }
  return { kind: 'some', tests: catalogue.filter((test) => chosen.has(test)) };
}

/** Part of a name means all tests that contain it. */
function testsCalled(
  typed: string,
  count: number,
  heard: readonly Heard[],
  catalogue: readonly CatalogueTest[],
): { readonly kind: 'some'; readonly tests: readonly CatalogueTest[] } | UsageProblem {
  const asked = stagesIn(heard);
  const instead = (name: string): string => renamed(heard, typed, name);
  if (typed === '') {
    return askBack('only= has an empty name between its commas. Without it:', instead(''));
  }
  const stages = stagesCalled(typed);
  if (stages !== undefined) {
    const others = heard.filter((said) => said.kind !== 'flag' || said.flag.name !== 'only');
    return askBack(
      `only= needs the name of a test, but ${typed} is a stage. Write a stage without only=:`,
      plainLine([...others, { kind: 'stages', stages }]),
    );
  }
  const found = findAll(typed, catalogue, asked);
  if (found.kind === 'none') return unknownTest(typed, asked, catalogue, instead);
  if (found.kind === 'several') return { kind: 'some', tests: found.tests };
  const stage = stageOf(found.test);
  const wanted = splitTestName(typed).stages ?? asked;
  const agreed = [wanted, asked].every((list) => list?.some((one) => one === stage) ?? true);
  if (agreed || stage === undefined) return { kind: 'some', tests: [found.test] };
  // The other names may need the other stages, so the line keeps them.
  const kept = count > 1 ? [...(asked ?? []), stage] : [stage];
  const line = renamedIn(heard, typed, nameOf(found.test)).filter((said) => said.kind !== 'stages');
  return askBack(
    `${nameOf(found.test)} is a test of stage ${stage}, not of ${(wanted ?? []).join(' or ')}. Did you mean:`,
    plainLine([...line, { kind: 'stages', stages: kept }]),
  );
}

function unknownTest(
  typed: string,
  asked: readonly Stage[] | undefined,
  catalogue: readonly CatalogueTest[],
  instead: (name: string) => string,
): UsageProblem {
  const scope = testsOf(catalogue, asked ?? STAGES);
  const { name } = splitTestName(typed);
  const near = nearest(name, scope.map(nameOf)) ?? nearest(name, catalogue.map(nameOf));
  if (near !== undefined) {
    return askBack(`There is no test "${typed}". Did you mean ${near}?`, instead(near));
  }
  if (scope.length === 0) return askBack(`There is no test "${typed}". All tests:`, LIST_LINE);
  const where = asked === undefined ? 'The tests' : `The tests of ${asked.join(' and ')}`;
  const names = scope.map(nameOf).join(', ');
  return askBack(
    `There is no test "${typed}".\n${where}: ${names}\nWhat each one tests:`,
    LIST_LINE,
  );
}

/** The line with one of the names behind `only` replaced or removed. */
function renamed(heard: readonly Heard[], typed: string, name: string): string {
  return plainLine(renamedIn(heard, typed, name));
}

function renamedIn(heard: readonly Heard[], typed: string, name: string): readonly Heard[] {
  return heard.map((said) => {
    if (said.kind !== 'flag' || said.flag.name !== 'only') return said;
    const names = (said.value ?? '').split(',').map((one) => (one.trim() === typed ? name : one));
    return { ...said, value: names.filter((one) => one.trim() !== '').join(',') };
  });
}
