import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Mocha's tests run in VS Code; they have no `vscode` here.
    exclude: ['test/host/**', '**/node_modules/**', '.cache/**'],
    // Generous for a busy machine: a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
    // One second is the default, in which a busy machine may not have drawn a page.
    expect: { poll: { timeout: 30_000 } },
  },
});
