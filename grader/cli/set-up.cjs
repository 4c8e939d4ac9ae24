/**
 * Checks, before anything else is loaded, whether the commands can run at all, and says in a line what to
 * do if they cannot. It is plain JavaScript, which any Node can read. Then it makes Node read TypeScript.
 */
const { accessSync, constants, existsSync, statSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const NODE_LEAST = [20, 19];
const MODULES = path.join(__dirname, '..', '..', 'node_modules');

function problem() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE_LEAST[0] || (major === NODE_LEAST[0] && minor < NODE_LEAST[1]))
    return `This is Node ${process.versions.node}, and the kit needs ${NODE_LEAST.join('.')} or newer: https://nodejs.org`;
  if (!existsSync(path.join(MODULES, 'tsx')))
    return 'What the kit needs is not installed yet. In its folder, run: npm install';
  // A copy of node_modules from another kind of machine has a bundler that cannot run here.
  const bundlers = path.join(MODULES, '@esbuild');
  const mine = path.join(bundlers, `${process.platform}-${process.arch}`);
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
  // The whole kit is CommonJS: without tsx's loader of ES modules every command starts 0.4 s sooner.
  require('tsx/cjs');
} else {
  process.stderr.write(`${found}\n`);
  process.exit(2);
}
