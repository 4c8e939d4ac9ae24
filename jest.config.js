/** The kit's own tests; and with `npx jest labs`, those that a student writes beside labs/raft/raft.ts. */
const path = require('node:path');

/** The kit's own. Types are checked by `npm run typecheck`: ts-jest only strips them here. */
const kit = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  setupFiles: ['<rootDir>/tests/support/no-colours.js'],
  setupFilesAfterEnv: ['<rootDir>/tests/support/stop-bundler.js'],
  // Long proofs are run by their names alone: npx jest planted.long, or all of them: npm run test:long
  testPathIgnorePatterns: process.argv.some((word) => /\.\]?long/.test(word))
    ? []
    : ['\\.long\\.test\\.ts$'],
  // Tests that wait for a command leave a core to the others.
  maxWorkers: '100%',
  // Guard against hanging, and are no measure of speed: a busy machine makes nothing red.
  testTimeout: 300_000,
  workerGracefulExitTimeout: 30_000,
};

/** As in the kit that students get. */
const labs = require('./grader/instructor/release/template/jest.config.js');

const isLabs = (word) => path.relative(__dirname, path.resolve(word)).split(path.sep)[0] === 'labs';

module.exports = process.argv.slice(2).some(isLabs) ? labs : kit;
