/** Repairs a command line as far as possible, to show what to type instead. */
import { STAGES } from '../../contract';
import { formatCalled } from '../../report/formats/names';
import { type GradeFlag } from './grade-flags';
import { isNumber, lacksValue, stagesIn, type Heard, type HeardWord } from './read-words';
import { nameOf, testsOf, type CatalogueTest } from '../test-names';

/** Words that may be the value that npm separated from the flag. */
export function straysFor(flag: GradeFlag, heard: readonly Heard[]): readonly HeardWord[] {
  if (flag.name === 'report')
    return heard
      .filter((said) => said.kind === 'word')
      .filter((said) => !said.dashed && formatCalled(said.name) !== undefined);
  const counts = flag.range !== undefined;
  return heard
    .filter((said) => said.kind === 'word')
    .filter((said) => !said.dashed && said.value === undefined && isNumber(said) === counts);
}

/** Gives each flag without a value the stray word beside it, or else an example. */
export function repaired(
  heard: readonly Heard[],
  catalogue: readonly CatalogueTest[],
): readonly Heard[] {
  const test = testsOf(catalogue, stagesIn(heard) ?? STAGES)[0];
  const lacking = heard.filter((said) => said.kind === 'flag').filter(lacksValue);
  const used = lacking.flatMap((said) => (said.flag.takes ? straysFor(said.flag, heard) : []));
  return heard.flatMap((said): Heard[] => {
    if (said.kind === 'word' && used.includes(said)) return [];
    if (said.kind !== 'flag' || !lacking.includes(said)) return [said];
    const { flag } = said;
    if (flag.takes === undefined) return [{ ...said, value: undefined }];
    const example = flag.name === 'only' && test !== undefined ? nameOf(test) : flag.example;
    return [{ ...said, value: straysFor(flag, heard)[0]?.text ?? example }];
  });
}

/** The line with one argument replaced. */
export function replaced(
  heard: readonly Heard[],
  old: Heard,
  better: readonly Heard[],
): readonly Heard[] {
  return heard.flatMap((said) => (said === old ? better : [said]));
}
