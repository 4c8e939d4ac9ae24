/** For your own tests, labs/raft/*.test.ts: npx jest labs. labs/2B/README.md shows how to write one. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/labs'],
  testMatch: ['**/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/grader/student/testing/transform.cjs' },
  // A scenario takes processor time: this allows for a busy machine.
  testTimeout: 60_000,
};
