import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'services/*/{src,test}/**/*.test.{ts,tsx}',
      'scripts/**/*.test.ts',
      'deploy/test/**/*.test.ts',
      'evals/src/**/*.test.ts',
    ],
    testTimeout: 20_000,
    setupFiles: ['scripts/vitest-setup.ts'],
    // Two cores are the reference machine: more workers than that only make the real-model tests fight each other.
    maxWorkers: 2,
  },
});
