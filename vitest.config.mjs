import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

/** The longest file first, which would keep a worker busy alone at the end: vitest begins with the largest. */
class LongestFirst extends BaseSequencer {
  async sort(files) {
    const isLongest = ({ moduleId }) => moduleId.endsWith('ui/page/states.test.ts');
    return (await super.sort(files)).toSorted((a, b) => isLongest(b) - isLongest(a));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Mocha's tests run in VS Code; they have no `vscode` here.
    exclude: ['test/host/**', '**/node_modules/**', '.cache/**'],
    // Generous for a busy machine: a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
    sequence: { sequencer: LongestFirst },
    // One second is the default, in which a busy machine may not have drawn a page.
    expect: { poll: { timeout: 30_000 } },
  },
});
