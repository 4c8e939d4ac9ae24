/**
 * Looked at before anything else is loaded, and so in plain JavaScript that any Node reads: whether the
 * commands can run at all. Says in a line what to do if they cannot. Then lets Node read TypeScript.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';

const NODE_LEAST = [20, 19];

function problem() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE_LEAST[0] || (major === NODE_LEAST[0] && minor < NODE_LEAST[1]))
    return `This is Node ${process.versions.node}, and the kit needs ${NODE_LEAST.join('.')} or newer: https://nodejs.org`;
  if (!existsSync(new URL('../../node_modules/tsx', import.meta.url)))
    return 'What the kit needs is not installed yet. In its folder, run: npm install';
  // Whoever copies node_modules from another kind of machine brings a bundler that cannot run here.
  const bundlers = new URL('../../node_modules/@esbuild/', import.meta.url);
  const mine = new URL(`${process.platform}-${process.arch}`, bundlers);
  if (existsSync(bundlers) && !existsSync(mine))
    return 'What is installed here is for another kind of machine. In its folder, run: npm ci';
  const folder = tmpdir();
  try {
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    return `There is no place for temporary files: ${error.message}\nSet TMPDIR to a folder that exists and can be written to.`;
  }
  return undefined;
}

const found = problem();
if (found === undefined) {
  await import('tsx');
} else {
  process.stderr.write(`${found}\n`);
  process.exit(2);
}
