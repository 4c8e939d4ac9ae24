/**
 * Lets Jest read TypeScript in the student's tests and in the grader. Types are stripped, not checked:
 * editors and `npm run typecheck` do that.
 */
const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

/** @type {import('esbuild').TransformOptions} */
const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  charset: 'utf8',
  sourcemap: 'inline',
  tsconfigRaw: { compilerOptions: { strict: true } },
};

module.exports = {
  process(text, file) {
    return { code: transformSync(text, { ...OPTIONS, sourcefile: file }).code };
  },
  getCacheKey(text, file) {
    return createHash('sha256')
      .update([version, JSON.stringify(OPTIONS), file, text].join('\0'))
      .digest('hex');
  },
};
