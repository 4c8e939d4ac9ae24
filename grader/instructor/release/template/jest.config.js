/** For your own tests, labs/raft/*.test.ts: npx jest labs. How to write one stands in labs/2B/README.md. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/labs'],
  testMatch: ['**/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/grader/student/testing/transform.cjs' },
  // Scenarios are played by processors, not by waiting.
  testTimeout: 60_000,
};
