/**
 * The parent's side of the run: the student's folder, bundled, and the child that runs it. Each
 * request is self-contained, so a child that had to be killed is simply replaced.
 */
import path from 'node:path';
import { USUAL } from '../../runs/pool/limits';
import { GraderFault, type PreparedChild, prepareChild } from '../../runs/pool/pool';
import { Worker } from '../../runs/pool/worker';
import { bundleFolder, bundlePrelude, type BundleProblem } from '../../world/realm/bundle';
import { STUDENT_SCRIPT } from '../../world/realm/program';
import { codeOf } from '../../runs/replay/code';
import { type Place, Sources } from '../../report/place';
import type { Failure, RunResult } from '../../judge/scenarios/run-result';
import type { Line, Position } from './line';
import type { PlayAct, PlayAnswer } from './play-job';

export type EngineAnswer =
  | { readonly kind: 'answer'; readonly answer: PlayAnswer; readonly place?: Place }
  /** The code never returned, or ended its process. */
  | { readonly kind: 'ended'; readonly failure: Failure; readonly place?: Place }
  | { readonly kind: 'closed' };

interface Wish {
  readonly line: Line;
  readonly position: Position;
  readonly have: number;
  readonly act: PlayAct;
}

const SCRIPT_NAME = 'play';
/** Processor time that replaying a long session may take. */
const RUN_CPU_SECONDS = 60;

export class Engine {
  #state = 0;

  private constructor(
    private readonly folder: string,
    private readonly child: PreparedChild,
    private worker: Worker,
    private sources: Sources,
  ) {}

  /**
   * @returns the problems with the folder if it cannot be bundled
   * @throws NoTemporaryFolder
   */
  static async open(folder: string): Promise<Engine | readonly BundleProblem[]> {
    const bundle = await bundled(folder);
    if (!('text' in bundle)) return bundle;
    const child = await prepareChild(path.join(__dirname, 'playground-child.ts'));
    const worker = new Worker({ mainFile: child.mainFile, text: bundle.text, isolated: true });
    return new Engine(folder, child, worker, new Sources(bundle.map, STUDENT_SCRIPT));
  }

  /** Loads the current files. @returns problems with them; in that case nothing has changed */
  async reload(): Promise<readonly BundleProblem[]> {
    const bundle = await bundled(this.folder);
    if (!('text' in bundle)) return bundle;
    const { mainFile } = this.child;
    this.worker.stop();
    this.worker = new Worker({ mainFile, text: bundle.text, isolated: true });
    this.sources = new Sources(bundle.map, STUDENT_SCRIPT);
    return [];
  }

  /**
   * Handles one request at a time.
   *
   * @throws GraderFault
   */
  async ask(wish: Wish): Promise<EngineAnswer> {
    const more = JSON.stringify({ ...wish, state: this.#state });
    const job = { test: SCRIPT_NAME, seed: ++this.#state, more };
    const verdict = await this.worker.run(job, { ...USUAL, runCpuSeconds: RUN_CPU_SECONDS });
    if (verdict.kind === 'stopped') return { kind: 'closed' };
    if (verdict.kind === 'fault') throw new GraderFault(verdict.text);
    const { extra, result, byForce } = verdict;
    const place = this.#placeOf(result);
    if (!byForce && extra !== undefined)
      return {
        kind: 'answer',
        answer: this.#inCode(JSON.parse(extra) as PlayAnswer),
        ...(place && { place }),
      };
    if (!result.failure) throw new GraderFault('the run ended without an answer');
    return { kind: 'ended', failure: result.failure, ...(place && { place }) };
  }

  /** Called when the next request is about a branch or position that the child does not have. */
  forget(): void {
    this.#state++;
  }

  close(): void {
    this.worker.stop();
    this.child.dispose();
  }

  /** The files are sent only with the first events; the page keeps them. */
  #inCode(answer: PlayAnswer): PlayAnswer {
    const { origins = [], ...recording } = answer.recording;
    const all = codeOf(origins, this.sources, this.folder);
    const code = answer.from === 0 ? all : { ...all, files: [] };
    return { ...answer, recording: { ...recording, code } };
  }

  /** Where the student's code threw. */
  #placeOf({ failure }: RunResult): Place | undefined {
    return failure?.thrown === undefined ? undefined : this.sources.frames(failure.thrown)[0];
  }
}

async function bundled(folder: string) {
  return bundleFolder(folder, await bundlePrelude());
}
