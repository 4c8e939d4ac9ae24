/**
 * Measures the cost of a run. Ratios are measured within one process, alternately, so that a busy machine
 * disturbs both sides equally. This is not a test.
 */
import { SOLUTION } from '../../command/place';
import { STAGES } from '../../contract';
import { CATALOGUE, ofStage } from '../../judge/scenarios/catalogue';
import type { Scenario } from '../../judge/scenarios/scenario';
import { type Job, prepareChild, runJobs } from '../../runs/pool/pool';
import { runTest } from '../../runs/pool/run-test';
import { bundleFolder, bundlePrelude } from '../../world/realm/bundle';
import { Program, type ProgramText } from '../../world/realm/program';

type Print = (line: string) => void;

const BOOT_HEAVY = ['2C/persist-1', '2C/persist-2', '2C/figure-8'];
const MESSAGE_HEAVY = [
  '2A/many-elections',
  '2B/backup',
  '2C/unreliable-agree',
  '2C/figure-8-unreliable',
];
const ROUNDS = 5;
const CATALOGUE_SEEDS = 5;
const MEMORY_BOOTS = 5_000;

/** Prints the costs of a run of the reference, part by part. */
export async function measure(print: Print): Promise<void> {
  const bundle = await bundleFolder(SOLUTION, await bundlePrelude());
  if (Array.isArray(bundle)) throw new Error(bundle[0]?.message);
  // Unhandled rejections, and a bare server's microtasks, can be run only from a macrotask.
  await macrotask(() => {
    isolation(bundle.text, print);
  });
  await macrotask(() => {
    catalogue(bundle.text, print);
  });
  await throughput(bundle.text, print);
  await macrotask(() => {
    memory(bundle.text, print);
  });
}

function isolation(text: ProgramText, print: Print): void {
  const inRealms = new Program(text);
  const without = new Program(text, false);
  print(
    'Isolation: CPU of the same runs in realms and without (seeds 1 to 5, after one to warm up)',
  );
  for (const [name, ids] of [
    ['boot-heavy', BOOT_HEAVY],
    ['message-heavy', MESSAGE_HEAVY],
  ] as const) {
    for (const test of CATALOGUE.filter(({ id }) => ids.includes(id))) {
      const [realm, bare] = [new Cost(), new Cost()];
      for (let seed = 0; seed <= ROUNDS; seed++) {
        const counts = seed > 0;
        realm.run(inRealms, test, seed, counts);
        bare.run(without, test, seed, counts);
      }
      print(
        `  ${name.padEnd(14)} ${test.id.padEnd(22)}${realm.eventsPerSecond} events/s, ${bare.eventsPerSecond} without, × ${(realm.cpuMs / bare.cpuMs).toFixed(2)}`,
      );
    }
  }
}

class Cost {
  cpuMs = 0;
  events = 0;

  run(program: Program, test: Scenario, seed: number, counts = true): void {
    const before = process.cpuUsage();
    const result = runTest(program, test, seed);
    const { user, system } = process.cpuUsage(before);
    if (result.failure) throw new Error(`${test.id} seed ${seed}: ${result.failure.message}`);
    if (!counts) return;
    this.cpuMs += (user + system) / 1_000;
    this.events += result.totals.events;
  }

  get eventsPerSecond(): string {
    return `${Math.round((this.events / this.cpuMs) * 1_000)}`.padStart(7);
  }
}

function catalogue(text: ProgramText, print: Print): void {
  const program = new Program(text);
  print(`One seed of the whole catalogue: CPU, mean of ${CATALOGUE_SEEDS} seeds`);
  let all = 0;
  for (const stage of STAGES) {
    const meter = new Cost();
    for (let seed = 1; seed <= CATALOGUE_SEEDS; seed++)
      for (const test of ofStage(stage)) meter.run(program, test, seed);
    all += meter.cpuMs / CATALOGUE_SEEDS;
    print(`  ${stage}  ${(meter.cpuMs / CATALOGUE_SEEDS / 1_000).toFixed(2)} s`);
  }
  print(`  all ${(all / 1_000).toFixed(2)} s`);
}

async function throughput(text: ProgramText, print: Print): Promise<void> {
  const jobs = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
    CATALOGUE.map(({ id }): Job => ({ test: id, seed })),
  );
  const startedMs = performance.now();
  await runJobs(jobs, { child: await prepareChild(), text, onResult: () => undefined });
  const minutes = (performance.now() - startedMs) / 60_000;
  print(`All cores: ${(6 / minutes).toFixed(0)} seeds of the whole catalogue per minute`);
}

function memory(text: ProgramText, print: Print): void {
  const program = new Program(text);
  const test = CATALOGUE.find(({ id }) => id === '2C/persist-2');
  if (!test) return;
  let boots = 0;
  let peak = 0;
  const marks: string[] = [];
  for (let seed = 1; boots < MEMORY_BOOTS; seed++) {
    boots += runTest(program, test, seed).totals.boots;
    const resident = process.memoryUsage().rss / 2 ** 20;
    peak = Math.max(peak, resident);
    if (boots > (marks.length + 1) * (MEMORY_BOOTS / 5)) marks.push(`${Math.round(resident)}`);
  }
  print(
    `Memory over ${boots} boots of 2C/persist-2, resident MB every ${MEMORY_BOOTS / 5}: ${marks.join(', ')}; peak ${Math.round(peak)}`,
  );
}

function macrotask(work: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        work();
        resolve();
      } catch (thrown) {
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
  });
}
