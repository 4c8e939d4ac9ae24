/** Prepares a cluster: bundles the student's code and the servers' program, and opens their disks. */
import path from 'node:path';
import { type PreparedChild, prepareChild } from '../../../runs/pool/pool';
import {
  type Bundle,
  type BundleProblem,
  bundleFolder,
  bundlePrelude,
} from '../../../world/realm/bundle';
import type { ProgramText } from '../../../world/realm/program';
import { openDataFolder } from '../disk/data-folder';
import { Fleet } from './fleet';

/** Where a cluster runs. */
interface Site {
  readonly data: string;
  readonly servers: number;
  readonly isFresh: boolean;
  /** Client port of the first server; the others use the next ones. */
  readonly port: number;
  /** A program to run instead of server/main.ts. */
  readonly source?: string;
}

interface ClusterOptions extends Site {
  /** The folder with raft.ts and persister.ts. */
  readonly code: string;
}

interface Cluster {
  readonly fleet: Fleet;
  /** Ends every server. */
  readonly close: () => Promise<void>;
}

type Opened =
  | ({ readonly kind: 'open'; readonly bundle: Bundle } & Cluster)
  | { readonly kind: 'unusable'; readonly problems: readonly BundleProblem[] };

const MAIN = path.join(__dirname, '..', 'server', 'main.ts');

/** @throws DataProblem, NoTemporaryFolder */
export async function openCluster({ code, ...site }: ClusterOptions): Promise<Opened> {
  const bundle = await bundleFolder(code, await bundlePrelude());
  if ('length' in bundle) return { kind: 'unusable', problems: bundle };
  return { kind: 'open', bundle, ...(await clusterOf(bundle.text, site)) };
}

/** @throws DataProblem, NoTemporaryFolder */
export async function clusterOf(
  program: ProgramText,
  { data, servers, isFresh, port, source = MAIN }: Site,
): Promise<Cluster> {
  const folders = openDataFolder(data, { servers, isFresh });
  const child: PreparedChild = await prepareChild(source);
  const clientPorts = folders.map((_, i) => port + i);
  const fleet = new Fleet({ mainFile: child.mainFile, program, folders, clientPorts });
  const close = async () => {
    await fleet.close();
    child.dispose();
  };
  return { fleet, close };
}
