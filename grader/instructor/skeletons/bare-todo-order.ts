/** Of the bare skeleton: what todo-order.ts is of the guided one, in whose place a bare release puts it. */
import type { Stage } from '../../contract';

export const TODO_ORDER: Readonly<Record<Stage, readonly string[]>> = {
  '2A': ['F.2 raft.ts', 'RV.1 raft.ts', 'AE.1 raft.ts'],
  '2B': ['L.2 raft.ts'],
  '2C': ['P.3 persister.ts Replace', 'P.3 persister.ts Return'],
};
