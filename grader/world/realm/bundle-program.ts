/**
 * The process that bundles a submission: esbuild as WebAssembly, which has no file system, no
 * environment and no other process, and V8's compiler. It runs nothing of the submission.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type * as Esbuild from 'esbuild-wasm';
import { answer } from '../processes/sealed-frame';
import type { SealedTask } from './bundle';
import { bundleWith } from './bundle-work';

answer(async (task: SealedTask) => bundleWith(await bundler(task.bundler), task));

/** Node's type library declares only a part of WebAssembly. */
interface Wasm {
  readonly WebAssembly: {
    compile(bytes: Uint8Array): Promise<NonNullable<Esbuild.InitializeOptions['wasmModule']>>;
  };
}

async function bundler({ module, wasm }: SealedTask['bundler']): Promise<typeof Esbuild> {
  // The process makes only two bundles, so optimizing the WebAssembly would never pay off.
  for (const flag of ['--liftoff-only', '--wasm-lazy-compilation', '--wasm-lazy-validation'])
    setFlagsFromString(flag);
  // esbuild-wasm was made for browsers, where the global object is called `self`.
  Object.assign(globalThis, { self: globalThis });
  const esbuild = createRequire(module)(module) as typeof Esbuild;
  const { WebAssembly } = globalThis as unknown as Wasm;
  const wasmModule = await WebAssembly.compile(readFileSync(wasm));
  await esbuild.initialize({ wasmModule, worker: false });
  return esbuild;
}
