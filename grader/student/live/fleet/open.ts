/** Makes a cluster ready to start: the student's code, the program of its servers, their disks. */
import path from 'node:path';
import { type PreparedChild, prepareChild } from '../../../runs/pool/pool';
import {
  type Bundle,
  type BundleProblem,
  bundleFolder,
  bundlePrelude,
} from '../../../world/realm/bundle';
import { openDataFolder } from '../disk/data-folder';
import { Fleet } from './fleet';

interface ClusterOptions {
  /** Where raft.ts and persister.ts are. */
  readonly code: string;
  readonly data: string;
  readonly servers: number;
  readonly isFresh: boolean;
  /** Of the first server; the others follow. */
  readonly port: number;
  /** Another program than the servers' own. */
  readonly source?: string;
}

type Opened =
  | {
      readonly kind: 'open';
      readonly fleet: Fleet;
      readonly bundle: Bundle;
      /** Ends every server. */
      readonly close: () => Promise<void>;
    }
  | { readonly kind: 'unusable'; readonly problems: readonly BundleProblem[] };

const MAIN = path.join(__dirname, '..', 'server', 'main.ts');

/** @throws DataProblem, NoTemporaryFolder */
export async function openCluster(options: ClusterOptions): Promise<Opened> {
  const { code, data, servers, isFresh, port, source = MAIN } = options;
  const bundle = await bundleFolder(code, await bundlePrelude());
  if ('length' in bundle) return { kind: 'unusable', problems: bundle };
  const folders = openDataFolder(data, { servers, isFresh });
  const child: PreparedChild = await prepareChild(source);
  const fleet = new Fleet({
    mainFile: child.mainFile,
    program: bundle.text,
    folders,
    clientPorts: folders.map((_, i) => port + i),
  });
  const close = async () => {
    await fleet.close();
    child.dispose();
  };
  return { kind: 'open', fleet, bundle, close };
}
