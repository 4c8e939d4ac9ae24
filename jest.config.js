/** The kit's own tests. Types are checked by `npm run typecheck`: ts-jest only strips them here. */
module.exports = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  setupFiles: ['<rootDir>/tests/support/no-colours.js'],
  // Tests that wait for a command leave a core to the others.
  maxWorkers: '100%',
};
