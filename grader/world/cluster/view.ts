/** The read-only view of a cluster that agreement and diagnosis use. */
import type { Node } from './node';
import type { System } from './system';

export interface View {
  readonly system: System;
  readonly nodes: readonly Node[];
  /** Servers that are up and not cut off. */
  readonly connected: readonly Node[];
  readonly nowMs: number;
  /** Smallest number of servers that is a majority. */
  readonly majority: number;
  node(id: number): Node;
  /** How many servers have applied a command at that index, and which command. */
  applied(index: number): { readonly count: number; readonly command: string | undefined };
  /** The commands that a server has applied since its last boot, by index. */
  appliedBy(node: Node): ReadonlyMap<number, string>;
}
