import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      'coverage/',
      'tests/fixtures/',
      'labs/start-of-*/',
      '.raft-lab/',
      'grader/world/realm/globals.d.ts',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      // Template strings and arrow callbacks that return nothing read well and do no harm.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/dot-notation': 'off',
      // The two dearest of all, and about what is not here: enums, and classes alike in all but name.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Randomness must come from a seed: take an Rng (grader/world/sim/rng.ts).',
        },
      ],
    },
  },
  {
    // No tsconfig.json beside it has this file. Left to the project service, it would cost a second program.
    files: ['labs/raft/*.test.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.json' } },
  },
  {
    // Students' code runs where Math.random is seeded.
    files: ['labs/**', 'solutions/**', 'grader/proof/variants/**'],
    rules: {
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/no-unused-private-class-members': 'off',
    },
  },
  {
    // Here the wall clock must not be read at all.
    files: [
      'grader/world/sim/**',
      'grader/world/cluster/**',
      'grader/judge/rules/**',
      'grader/judge/scenarios/**',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'Time is virtual here: ask the Clock.' },
        { name: 'performance', message: 'Time is virtual here: ask the Clock.' },
        { name: 'setTimeout', message: 'Time is virtual here: Clock.after.' },
        { name: 'setInterval', message: 'Time is virtual here: Clock.after.' },
      ],
    },
  },
  prettier,
);
