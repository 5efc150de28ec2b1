import boundaries from 'eslint-plugin-boundaries';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { boundaryRules, boundarySettings } from './scripts/lib/importTable.mjs';

const resolver = {
  project: ['src/tsconfig.json', 'webview-ui/tsconfig.json', 'test/tsconfig.json'],
  noWarnOnMultipleProjects: true,
};
const typescript = ['src/**/*.ts', 'webview-ui/**/*.ts', 'test/**/*.ts'];

export default tseslint.config(
  {
    ignores: [
      ...['dist/**', '.cache/**', 'node_modules/**', 'test/artifacts/**', 'test/golden/files/**', '**/*.d.ts'],
      'src/engine/fused/kernels/!(ops).ts', // AssemblyScript: its compiler and `tsc -b` check it
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: typescript,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // Results must be repeatable by their seed, and a nonce must not be guessable: neither can come from Math.random.
    files: ['src/**/*.ts', 'webview-ui/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use pure-rand with a seed, or node:crypto for a nonce.' },
      ],
    },
  },
  {
    // Cells, headers and paths come from a stranger's file and reach the page as text only.
    files: ['webview-ui/**/*.ts', 'src/extension/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[property.name=/^(inner|outer)HTML$/]', message: 'Use lit or textContent.' },
        { selector: "CallExpression[callee.property.name='insertAdjacentHTML']", message: 'Use lit or textContent.' },
        { selector: "CallExpression[callee.name='unsafeHTML']", message: 'Use lit or textContent.' },
        {
          selector: "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']",
          message: 'No code from text.',
        },
      ],
    },
  },
  {
    files: typescript,
    plugins: { boundaries, 'import-x': importX },
    settings: {
      ...boundarySettings,
      'import/resolver': { typescript: resolver },
      'import-x/resolver': { typescript: resolver },
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: { ...boundaryRules, 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  {
    // A vitest matcher like expect(object.method) and mocha's untyped globals need no bound `this`.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off', '@typescript-eslint/require-await': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
);
