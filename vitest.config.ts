import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/loading/longest-first.ts';

/** Loads TypeScript. */
const TYPESCRIPT = new URL('test/loading/typescript.mjs', import.meta.url).href;

/** V8 counts the blocks of code only where it has not compiled it before. */
const COUNTED = 'test/decoders/sip/steps.test.ts';

export default defineConfig({
  test: {
    // One worker a processor: most of them wait for programs that they started.
    maxWorkers: '100%',
    // Other programs may keep the processors busy: tests that start several wait for long then.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    // As the program has it: React in its development form is half as fast.
    env: { NODE_ENV: 'production' },
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [COUNTED],
          // Some tests run the program as it is shipped, some compare it with other tools.
          globalSetup: ['test/global-setup.mjs'],
          // Sessions come and go: with room for what is new, V8 spends a fifth less on all of it. Most code runs for a
          // moment only: compiled at once, and observed from its first call on, it takes a tenth less.
          // Workers keep all processors busy as it is: threads that collect garbage beside them cost a tenth more.
          execArgv: [
            `--import=${TYPESCRIPT}`,
            '--max-semi-space-size=32',
            '--always-sparkplug',
            '--no-lazy-feedback-allocation',
            '--single-threaded-gc',
          ],
          // Node.js loads modules itself. Vitest's own loader makes each use of an import a look into an object: a sixth
          // of the time of all tests.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          // Nothing of ours is kept in modules: what one file has loaded and compiled is there for the next.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'counted', include: [COUNTED] } },
    ],
  },
});
