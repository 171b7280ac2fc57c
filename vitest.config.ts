import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Some tests run the program as it is shipped, some compare it with other tools.
    globalSetup: ['test/global-setup.ts'],
    // One worker a processor: most of them wait for programs that they started.
    maxWorkers: '100%',
    // Nothing of ours is kept in modules: what a file has loaded and compiled is there for the next one.
    isolate: false,
    // Sessions come and go: with room for what is new, a fifth of the time goes that V8 spends on collecting it.
    execArgv: ['--max-semi-space-size=32'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
