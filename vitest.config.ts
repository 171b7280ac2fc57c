import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Some tests run the program as it is shipped, some compare it with other tools.
    globalSetup: ['test/global-setup.ts'],
    // One worker a processor: most of them wait for programs that they started.
    maxWorkers: '100%',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
