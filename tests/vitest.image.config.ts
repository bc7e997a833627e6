import { defineConfig } from 'vitest/config';
import { conformance, thisNode } from './conformance/variant.ts';

/** What `pnpm test` does not run from a snapshot, because each of their functions is built, which takes seconds. */
const files = ['error', 'logging', 'plain-function', 'response', 'xray'];

/** The tests of images (`pnpm test:image`). They take minutes and need a container engine. */
export default defineConfig({
  test: {
    globalSetup: ['packed.setup.ts'],
    reporters: ['verbose', 'json'],
    outputFile: { json: 'reports/vitest-image.json' },
    projects: [
      {
        test: { name: 'images', include: ['image/*.suite.ts'], testTimeout: 600_000, hookTimeout: 600_000 },
      },
      conformance('from a snapshot', { node: thisNode, files, start: 'snapshot' }),
    ],
  },
});
