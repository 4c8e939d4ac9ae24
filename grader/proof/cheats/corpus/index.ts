/** All cheats, in the order of docs/security.md. */
import type { Cheat } from '../cheat';
import { ARCHIVES } from './archives';
import { BUNDLER } from './bundler';
import { DETECTING } from './detecting';
import { CROWDS, DOORS } from './doors';
import { ESCAPE } from './escape';
import { FILES } from './files';
import { LEAVING } from './leaving';
import { LOOPS } from './loops';
import { MEMORY } from './memory';
import { PRETENDING } from './pretending';
import { PROTOTYPES } from './prototypes';
import { REPLIES } from './replies';
import { SCENARIO_FILES } from './scenario-files';
import { SHARING } from './sharing';

export const CORPUS: readonly Cheat[] = [
  ...LEAVING,
  ...ESCAPE,
  ...PROTOTYPES,
  ...REPLIES,
  ...SHARING,
  ...PRETENDING,
  ...DETECTING,
  ...LOOPS,
  ...MEMORY,
  ...FILES,
  ...BUNDLER,
  ...ARCHIVES,
  ...SCENARIO_FILES,
  ...DOORS,
  ...CROWDS,
];
