/** Finds tests of the catalogue by what people type. It does not check the requested stages. */
import { type Stage, STAGES } from '../contract';
import { stagesCalled } from './stage-words';

export interface CatalogueTest {
  readonly id: string;
  readonly title: string;
}

type Found =
  | { readonly kind: 'one'; readonly test: CatalogueTest }
  | { readonly kind: 'several'; readonly tests: readonly CatalogueTest[] }
  | { readonly kind: 'none' };

/** The name after the slash. */
export function nameOf(test: CatalogueTest): string {
  return test.id.slice(test.id.indexOf('/') + 1);
}

export function stageOf(test: CatalogueTest): Stage | undefined {
  return STAGES.find((stage) => test.id.startsWith(`${stage}/`));
}

export function testsOf(
  catalogue: readonly CatalogueTest[],
  stages: readonly Stage[],
): readonly CatalogueTest[] {
  return catalogue.filter((test) => stages.some((stage) => stage === stageOf(test)));
}

/** Splits `lab2c/figure-8` into its stages and its name. A word without a stage is all name. */
export function splitTestName(typed: string): {
  readonly stages: readonly Stage[] | undefined;
  readonly name: string;
} {
  const slash = typed.indexOf('/');
  const stages = slash > 0 ? stagesCalled(typed.slice(0, slash)) : undefined;
  const name = stages === undefined ? typed : typed.slice(slash + 1);
  return { stages, name: name.toLowerCase() };
}

/** The test with exactly this id or name. */
export function findExact(
  typed: string,
  catalogue: readonly CatalogueTest[],
  stages: readonly Stage[] | undefined,
): Found {
  return find(typed, catalogue, stages, [(candidate, name) => candidate === name]);
}

/** The test of this id or name; failing that, all whose names contain it. Looks first in the given stages. */
export function findAll(
  typed: string,
  catalogue: readonly CatalogueTest[],
  stages: readonly Stage[] | undefined,
): Found {
  return find(typed, catalogue, stages, [
    (candidate, name) => candidate === name,
    (candidate, name) => candidate.includes(name),
  ]);
}

/**
 * The test of this id or name; failing that, the one whose name begins with it or contains it. Looks first
 * in the given stages.
 */
export function findTest(
  typed: string,
  catalogue: readonly CatalogueTest[],
  stages: readonly Stage[] | undefined,
): Found {
  return find(typed, catalogue, stages, [
    (candidate, name) => candidate === name,
    (candidate, name) => candidate.startsWith(name),
    (candidate, name) => candidate.includes(name),
  ]);
}

function find(
  typed: string,
  catalogue: readonly CatalogueTest[],
  stages: readonly Stage[] | undefined,
  ways: readonly ((candidate: string, name: string) => boolean)[],
): Found {
  const asked = splitTestName(typed);
  if (asked.name === '') return { kind: 'none' };
  const near = testsOf(catalogue, asked.stages ?? stages ?? STAGES);
  for (const among of [near, catalogue]) {
    for (const fits of ways) {
      const tests = among.filter((test) => fits(nameOf(test).toLowerCase(), asked.name));
      if (tests.length > 1) return { kind: 'several', tests };
      if (tests[0] !== undefined) return { kind: 'one', test: tests[0] };
    }
  }
  return { kind: 'none' };
}
