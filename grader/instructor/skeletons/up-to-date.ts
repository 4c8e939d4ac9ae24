/** The files generated from the reference, and how they differ from the present ones. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { KIT } from '../../command/place';
import { EXIT, Refusal } from '../../command/run-command';
import { STAGES } from '../../contract';
import { CATALOGUE, ofStage } from '../../judge/scenarios/catalogue';
import { LABS, formatted, generate, textOf, type Generated } from './generate';
import { coverage, ruleIds as idsIn, testTable, withGenerated } from './generated';
import type { Known } from './problems';

export const FIGURE_2 = path.join('docs', 'figure-2.md');
const FIGURE_2_IN_CHINESE = path.join('docs', 'figure-2.zh-CN.md');
export const LABS_DIR = path.join(KIT, LABS);

/** The generated files. Refuses while a region is wrong, so that nothing is written. */
export async function made(
  out: string,
  through: Parameters<typeof generate>[0]['through'],
): Promise<Generated> {
  const generated = await generate({ root: KIT, out, known: known(), through });
  if (generated.problems.length > 0) throw new Refusal(generated.problems.join('\n'), EXIT.failed);
  return generated;
}

function known(): Known {
  return { rules: ruleIds(), tests: CATALOGUE.map((test) => test.id) };
}

/** All rules in docs/figure-2.md, in order. */
function ruleIds(): readonly string[] {
  return idsIn(textOf(path.join(KIT, FIGURE_2)));
}

/** Every page with a generated part, updated, by path from the root. */
export async function pages(
  bank: Parameters<typeof coverage>[2],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const put = async (file: string, what: 'tests' | 'coverage', generated: string) => {
    const text = withGenerated(textOf(path.join(KIT, file)), what, generated);
    if (text === undefined) throw new Refusal(`${file} has no room for its ${what}`, EXIT.failed);
    texts.set(file, await formatted(text, path.join(KIT, file)));
  };
  for (const stage of STAGES)
    await put(path.join('labs', stage, 'README.md'), 'tests', testTable(ofStage(stage)));
  await put(FIGURE_2, 'coverage', coverage(ruleIds(), CATALOGUE, bank));
  const inChinese = coverage(ruleIds(), CATALOGUE, bank, 'chinese');
  await put(FIGURE_2_IN_CHINESE, 'coverage', inChinese);
  return texts;
}

/**
 * Files of labs/raft that the reference does not have. Tests are not listed, because students may have
 * written them.
 */
export function strangers(files: ReadonlyMap<string, string>): readonly string[] {
  if (!existsSync(LABS_DIR)) return [];
  const isSource = (name: string) => name.endsWith('.ts') && !name.endsWith('.test.ts');
  return readdirSync(LABS_DIR).filter((name) => isSource(name) && !files.has(name));
}

/**
 * Whether a file differs from both the new text and git's index, so that overwriting would lose edits.
 */
export function isEdited(name: string, text: string | undefined): boolean {
  const file = path.join(LABS_DIR, name);
  if (!existsSync(file)) return false;
  const present = textOf(file);
  return present !== text && present !== staged(`labs/raft/${name}`);
}

/** The file in git's index; undefined if it is not there, or without git. */
function staged(file: string): string | undefined {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    const text = execFileSync('git', ['show', `:${file}`], { cwd: KIT, encoding: 'utf8', stdio });
    return text.replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}

export function difference(file: string, expected: string): readonly string[] {
  if (!existsSync(path.join(KIT, file))) return [`${file} is missing`];
  const found = textOf(path.join(KIT, file)).split('\n');
  const wanted = expected.split('\n');
  const at = wanted.findIndex((line, index) => line !== found[index]);
  if (at < 0 && found.length === wanted.length) return [];
  const line = at < 0 ? wanted.length : at;
  const said = found[line] === undefined ? 'the file ends' : `it says "${found[line].trim()}"`;
  const should =
    wanted[line] === undefined ? 'it should end' : `should say "${wanted[line].trim()}"`;
  return [`${file}:${line + 1}: ${said}, ${should}`];
}
