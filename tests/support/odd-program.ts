/** Correct servers that behave unlike the reference; see odd/. */
import type { Program } from '../../grader/world/realm/program';
import type { Oddities } from './odd/settings';
import { filesIn, programOf } from './programs';

export async function oddProgram(oddities: Oddities): Promise<Program> {
  const { 'raft.ts': reference = '', ...rest } = filesIn('solutions', 'raft');
  const odd = filesIn('tests', 'support', 'odd');
  return programOf({
    ...rest,
    ...odd,
    'reference.ts': reference,
    'raft.ts': (odd['raft.ts'] ?? '').replace('../../../solutions/raft/raft', './reference'),
    'settings.ts': `export const ODDITIES = ${JSON.stringify(oddities)};`,
  });
}
