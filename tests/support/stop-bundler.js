/**
 * Stops the bundler after each test file. Its service would keep the file's modules, and all realms that
 * they refer to, alive in the worker, and V8 then takes longer for the arrays of every later file.
 */
afterAll(() => {
  const bundler = require.resolve('esbuild');
  return bundler in require.cache ? require(bundler).stop() : undefined;
});
