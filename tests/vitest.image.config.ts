import { defineConfig } from 'vitest/config';

/** The tests of images (`pnpm test:image`). They take minutes and need a container engine. */
export default defineConfig({
  test: {
    include: ['image/*.suite.ts'],
    globalSetup: ['packed.setup.ts'],
    reporters: ['verbose', 'json'],
    outputFile: { json: 'reports/vitest-image.json' },
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
