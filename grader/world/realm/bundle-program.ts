/**
 * The process in which a submission is bundled: esbuild as WebAssembly, which has no file system, no
 * environment and no other process, and V8's compiler. Nothing of the submission is run.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type * as Esbuild from 'esbuild-wasm';
import { answer } from '../processes/sealed-frame';
import type { SealedTask } from './bundle';
import { bundleWith } from './bundle-work';

answer(async (task: SealedTask) => bundleWith(await bundler(task.bundler), task));

/** The library of types for Node has only a part of it. */
interface Wasm {
  readonly WebAssembly: {
    compile(bytes: Uint8Array): Promise<NonNullable<Esbuild.InitializeOptions['wasmModule']>>;
  };
}

async function bundler({ module, wasm }: SealedTask['bundler']): Promise<typeof Esbuild> {
  // It lives for two bundles: time spent on optimizing it is never won back.
  for (const flag of ['--liftoff-only', '--wasm-lazy-compilation', '--wasm-lazy-validation'])
    setFlagsFromString(flag);
  // Made for browsers, where the global object has this name.
  Object.assign(globalThis, { self: globalThis });
  const esbuild = createRequire(module)(module) as typeof Esbuild;
  const { WebAssembly } = globalThis as unknown as Wasm;
  const wasmModule = await WebAssembly.compile(readFileSync(wasm));
  await esbuild.initialize({ wasmModule, worker: false });
  return esbuild;
}
