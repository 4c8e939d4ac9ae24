/** Grades bases, cheats and honest submissions one after the other, as a class is graded. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { findSubmissions, type Handed } from '../../instructor/class/intake';
import { folderItems } from '../../instructor/class/intake/folder';
import { foundAt, pileOf } from '../../instructor/class/intake/hand';
import { gradeFolder, prepareSuite, type Suite } from '../../runs/grading/grade-folder';
import { BANK } from '../mutants/bank';
import type { Files } from '../mutants/mutant';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { type ArchiveEntry, baseFiles, type Cheat, filesOf, QUICK, type Run } from './cheat';
import type { Graded, Played } from './cheat-verdict';
import { classSays, clientSays, pageSays, type Said, scenarioSays, watchSays } from './elsewhere';
import { writeZip } from './zip';
import { discard, temporaryFolder } from '../../world/processes/temporary';

const KIT = path.join(__dirname, '..', '..', '..');
const SKELETON = path.join(KIT, 'labs', 'raft');

type Content = ReadonlyMap<string, string | Buffer>;

export class CheatGrader {
  readonly #home: string;
  #honest: Graded | undefined;
  readonly #bases = new Map<string, Graded>();

  private constructor(private readonly suite: Suite) {
    this.#home = temporaryFolder('cheats');
  }

  static async open(): Promise<CheatGrader> {
    return new CheatGrader(await prepareSuite());
  }

  close(): void {
    this.suite.child.dispose();
    discard(this.#home);
  }

  async play(cheat: Cheat): Promise<Played> {
    const { runs = QUICK } = cheat;
    const files = baseFiles(cheat, BANK, skeleton());
    const before = (this.#honest ??= await this.#grade(
      contentOf(baseFiles({ base: 'reference' }, BANK, {})),
      QUICK,
    ));
    const key = JSON.stringify([cheat.base, runs]);
    const base = this.#bases.get(key) ?? (await this.#grade(contentOf(files), runs));
    this.#bases.set(key, base);
    const graded = await this.#carried(cheat, files);
    const left = await this.#left();
    const reference = contentOf(baseFiles({ base: 'reference' }, BANK, {}));
    // Input that no grading process reads cannot affect the next grading.
    const after = runs.length === 0 ? before : await this.#grade(reference, QUICK);
    return { cheat, base, graded, honest: { before, after }, left };
  }

  async #carried({ runs = QUICK, workers, carrier }: Cheat, base: Files): Promise<Graded> {
    switch (carrier.kind) {
      case 'files':
        return this.#grade(contentOf(filesOf(base, carrier)), runs, carrier.links, workers);
      case 'archive':
        return this.#fromArchive(carrier.entries, base, runs);
      case 'gradescope':
        return this.#fromGradescope(carrier, base, runs);
      case 'scenario':
        return gradedAs(scenarioSays(carrier.text));
      case 'class':
        return gradedAs(
          await this.#inInbox(async (inbox) => {
            for (const name of carrier.archives)
              await writeZip(path.join(inbox, name), [{ name: 'raft.ts', text: '' }]);
            return classSays(inbox, carrier.roster);
          }),
        );
      case 'watched':
        return gradedAs(
          await this.#inInbox(async (folder) => {
            for (const [name, target] of Object.entries(carrier.links))
              symlinkSync(target, path.join(folder, name));
            return watchSays(folder);
          }),
        );
      case 'wish':
        return gradedAs(await pageSays(carrier.wish));
      case 'client':
        return gradedAs(clientSays(carrier.bytes));
    }
  }

  async #fromArchive(
    entries: readonly ArchiveEntry[],
    base: Files,
    runs: readonly Run[],
  ): Promise<Graded> {
    return this.#inInbox(async (inbox) => {
      const own = Object.entries(base).map(([name, text]) => ({ name: `labs/raft/${name}`, text }));
      await writeZip(path.join(inbox, 'ada.zip'), [...own, ...entries]);
      const found = await findSubmissions(inbox);
      if (found.kind === 'problem') return refusedWith(found.message);
      const [submission] = found.submissions;
      if (!submission) return refusedWith(found.skipped.map(({ why }) => why).join('; '));
      return await this.#gradeHanded(await submission.open(), runs);
    });
  }

  async #fromGradescope(
    { files, links = {}, without = [] }: Cheat['carrier'] & { readonly kind: 'gradescope' },
    base: Files,
    runs: readonly Run[],
  ): Promise<Graded> {
    return this.#inInbox(async (inbox) => {
      const own = Object.entries(base).filter(([name]) => !without.includes(name));
      lay(inbox, contentOf({ ...Object.fromEntries(own), ...files }), links);
      const about = { id: 'submission', source: 'submission', remarks: [] };
      const handed = foundAt(about, async () => pileOf(await folderItems(inbox))).open();
      return await this.#gradeHanded(await handed, runs);
    });
  }

  async #gradeHanded({ problem, files }: Handed, runs: readonly Run[]): Promise<Graded> {
    return problem === undefined ? await this.#grade(files, runs) : refusedWith(problem);
  }

  async #inInbox<T>(work: (inbox: string) => Promise<T>): Promise<T> {
    const inbox = path.join(this.#home, 'inbox');
    mkdirSync(inbox, { recursive: true });
    try {
      return await work(inbox);
    } finally {
      rmSync(inbox, { recursive: true, force: true });
    }
  }

  async #grade(
    content: Content,
    runs: readonly Run[],
    links: Files = {},
    workers = 1,
  ): Promise<Graded> {
    const folder = path.join(this.#home, 'labs', 'raft');
    try {
      lay(folder, content, links);
      return await this.#gradeFolder(folder, runs, workers);
    } catch (thrown) {
      return { ...refusedWith(''), faults: [thrown instanceof Error ? thrown.message : 'unknown'] };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #gradeFolder(folder: string, runs: readonly Run[], workers: number): Promise<Graded> {
    const tests = CATALOGUE.filter(({ id }) => runs.some(({ test }) => test === id));
    const outcome = await gradeFolder({
      folder,
      shown: 'labs/raft',
      tests,
      stage: 'all',
      seedsOf: ({ id }) => ({
        shown: runs.find(({ test }) => test === id)?.seeds ?? [],
        hidden: [],
        spare: [],
      }),
      replay: () => '',
      signal: new AbortController().signal,
      observer: { progress: () => undefined, testDone: () => undefined },
      suite: this.suite,
      workers,
      types: false,
    });
    if (outcome.kind === 'unusable') return refusedWith(outcome.message);
    const { result } = outcome;
    return {
      score: result.score,
      rules: result.tests.flatMap(({ rule }) => (rule === undefined ? [] : [rule])),
      faults: result.tests.flatMap(({ status, id, message = '' }) =>
        status === 'error' ? [`${id}: ${message}`] : [],
      ),
      digests: result.tests.flatMap(({ digests }) => digests),
    };
  }

  /**
   * Processes of this grader that still run, and files left where it keeps nothing between two submissions.
   */
  async #left(): Promise<readonly string[]> {
    const files = existsSync(path.join(this.#home, 'labs'))
      ? readdirSync(path.join(this.#home, 'labs'))
      : [];
    for (let look = 0; ; look++) {
      const processes = processesNaming(this.suite.child.mainFile);
      if (processes.length === 0 || look === LOOKS_MAX) return [...files, ...processes];
      await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
    }
  }
}

/** A process that was killed needs a moment to disappear. */
const LOOKS_MAX = 20;
const LOOK_EVERY_MS = 50;

function refusedWith(refusal: string): Graded {
  return { score: 0, rules: [], refusal, faults: [], digests: [] };
}

function gradedAs(said: Said): Graded {
  const taken = { score: 0, rules: [], faults: [], digests: [] };
  if (said === 'taken') return taken;
  return 'refusal' in said ? refusedWith(said.refusal) : { ...taken, faults: [said.fault] };
}

function contentOf(files: Files): Content {
  return new Map(Object.entries(files));
}

function skeleton(): Files {
  const names = readdirSync(SKELETON).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(SKELETON, name), 'utf8')]),
  );
}

/** @param links their targets are relative to the kit's folder */
function lay(folder: string, content: Content, links: Files): void {
  for (const [name, text] of content) write(path.join(folder, ...name.split('/')), text);
  for (const [name, to] of Object.entries(links))
    symlinkSync(path.resolve(KIT, to), path.join(folder, name));
}

function write(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Only where the system has /proc. */
function processesNaming(text: string): readonly string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map((pid) => `process ${pid}`);
}
