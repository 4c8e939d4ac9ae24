/** The order of the bare skeleton's TODOs. A bare release replaces todo-order.ts with this file. */
import type { Stage } from '../../contract';

export const TODO_ORDER: Readonly<Record<Stage, readonly string[]>> = {
  '2A': ['F.2 raft.ts', 'RV.1 raft.ts', 'AE.1 raft.ts'],
  '2B': ['L.2 raft.ts'],
  '2C': ['P.3 persister.ts Replace', 'P.3 persister.ts Return'],
};
