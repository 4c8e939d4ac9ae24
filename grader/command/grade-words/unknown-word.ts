/**
 * Answers a word that is not a stage, a flag or a test with the nearest name, or with a list of what
 * exists.
 */
import { STAGES } from '../../contract';
import { formatCalled } from '../../report/formats/names';
import { GRADE_FLAGS, flagUse } from './grade-flags';
import { stagesCalled } from '../stage-words';
import {
  flagMeant,
  flagsIn,
  isNumber,
  looksLikeStage,
  plainLine,
  readWord,
  stagesIn,
  type Heard,
  type HeardWord,
} from './read-words';
import { nearest } from '../nearest';
import { repaired, replaced } from './repair';
import { nameOf, splitTestName, type CatalogueTest } from '../test-names';
import { askBack, LIST_LINE, type UsageProblem } from '../usage-problem';

/** Writes the whole line with the word replaced or removed. */
type Instead = (...better: readonly Heard[]) => string;

export function refuseUnknown(
  heard: readonly Heard[],
  catalogue: readonly CatalogueTest[],
): UsageProblem | undefined {
  const words = heard.filter((said) => said.kind === 'word');
  // A flag is answered first, because the word after it may be its value.
  const word = words.find((said) => said.dashed) ?? words[0];
  if (word === undefined) return undefined;
  const instead: Instead = (...better) =>
    plainLine(repaired(replaced(heard, word, better), catalogue));
  if (looksLikeStage(word)) return unknownStage(word, heard, instead);
  return (
    bareNumber(word, instead) ??
    bareFormat(word, instead) ??
    nearFlag(word, heard, instead) ??
    nearTest(word, catalogue, instead) ??
    nearNothing(word, instead)
  );
}

function unknownStage(word: HeardWord, heard: readonly Heard[], instead: Instead): UsageProblem {
  const stages = word.value === undefined ? stagesIn(heard) : stagesCalled(word.value);
  if (/^(lab|stage)s?$/i.test(word.name) && stages !== undefined) {
    return askBack('Write a stage alone:', instead({ kind: 'stages', stages }));
  }
  const all = `The stages are ${STAGES.join(', ')}; all means all three.`;
  const unknown = `There is no stage "${word.text}".`;
  // Other courses number the lab differently but use the same letters, so the letter decides.
  const letter = /\d([a-z])$/i.exec(word.name)?.[1]?.toUpperCase();
  const stage = STAGES.find((known) => known.slice(1) === letter) ?? STAGES.at(-1);
  if (letter === undefined || stage === undefined) {
    return askBack(`${unknown} ${all}\nFor example:`, instead(readWord('2A')));
  }
  return askBack(`${unknown} Did you mean ${stage}?\n${all}`, instead(readWord(stage)));
}

function bareNumber(word: HeardWord, instead: Instead): UsageProblem | undefined {
  if (!isNumber(word)) return undefined;
  const seed = `seed=${word.text}`;
  return askBack(
    `The number ${word.text} needs a name. Did you mean ${seed}?`,
    instead(readWord(seed)),
  );
}

/** `junit=out.xml`, where `report=` is missing. */
function bareFormat(word: HeardWord, instead: Instead): UsageProblem | undefined {
  if (formatCalled(word.name) === undefined) return undefined;
  const value = word.value === undefined ? word.name : `${word.name}=${word.value}`;
  const file = word.value === undefined ? '=FILE' : '';
  return askBack(
    `"${word.text}" is a report format. Did you mean report=${value}${file}?`,
    instead(readWord(`report=${value}${word.value === undefined ? `=${value}.out` : ''}`)),
  );
}

function nearFlag(
  word: HeardWord,
  heard: readonly Heard[],
  instead: Instead,
): UsageProblem | undefined {
  const what = `There is no ${word.dashed ? 'flag' : 'option'} "${word.text}".`;
  const flag = flagMeant(word);
  if (flag === undefined) {
    if (word.value !== undefined || nearest(word.name, ['all']) === undefined) return undefined;
    return askBack(`${what} Did you mean all?`, instead(readWord('all')));
  }
  const guess = word.dashed ? `--${flag.name}` : flagUse(flag);
  // `--test figure-8`: the name was already read as the value of `only`.
  const told = flag.name === 'only' && flagsIn(heard, 'only').length > 0;
  const value = flag.takes === undefined ? undefined : word.value;
  const better: readonly Heard[] =
    told && value === undefined ? [] : [{ kind: 'flag', flag, value }];
  return askBack(`${what} Did you mean ${guess}?`, instead(...better));
}

function nearTest(
  word: HeardWord,
  catalogue: readonly CatalogueTest[],
  instead: Instead,
): UsageProblem | undefined {
  if (word.value !== undefined) return undefined;
  const test = nearest(splitTestName(word.name).name, catalogue.map(nameOf));
  if (test === undefined) return undefined;
  const what = `There is no test "${word.text}". Did you mean ${test}?`;
  return askBack(what, instead(readWord(`only=${test}`)));
}

function nearNothing(word: HeardWord, instead: Instead): UsageProblem {
  const what = `"${word.text}" is not a stage, ${word.dashed ? 'flag' : 'option'} or test.`;
  if (!word.dashed && word.value === undefined && /[/\\]/.test(word.text)) {
    const folder = instead(readWord(`dir=${word.text}`));
    return askBack(`${what} If it is a folder, did you mean:`, folder);
  }
  const stages = `Stages: ${[...STAGES, 'all'].join(', ')}`;
  const words = `Options: ${GRADE_FLAGS.map(flagUse).join(', ')}`;
  return askBack([what, stages, words, 'The tests:'].join('\n'), LIST_LINE);
}
