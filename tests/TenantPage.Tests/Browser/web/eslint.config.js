import js from '@eslint/js';
import globals from 'globals';

// Paths are from the root of the repository, where package.json starts it.
export default [
  { files: ['tools/TenantPage/wwwroot/js/**/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['tools/TenantPage/wwwroot/js/scheme-at-start.js'], languageOptions: { sourceType: 'script' } },
  { files: ['tests/**/*.js'], languageOptions: { globals: globals.node } },
  js.configs.recommended,
  {
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-implicit-globals': 'error',
      'no-shadow': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-console': ['error', { allow: ['error'] }],
    },
  },
];
