/** The process that adds loop counters to a bundle. */
import { createRequire } from 'node:module';
import { answer } from '../../world/processes/sealed-frame';
import type { CountTask } from './count-loops';
import { type TypeScript, withCountedLoops } from './loops';

answer(({ bundle, checks, typescript }: CountTask) =>
  withCountedLoops(bundle, checks, createRequire(typescript)(typescript) as TypeScript),
);
