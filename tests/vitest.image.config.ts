import { defineConfig } from 'vitest/config';

/** The tests of the image, which take minutes and a container engine: pnpm test:image. */
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
