/** The process in which the loops of a bundle are counted. */
import { createRequire } from 'node:module';
import { answer } from '../../world/processes/sealed-frame';
import type { CountTask } from './count-loops';
import { type TypeScript, withCountedLoops } from './loops';

answer(({ bundle, typescript }: CountTask) =>
  withCountedLoops(bundle, undefined, createRequire(typescript)(typescript) as TypeScript),
);
