import { defineConfig } from 'vitest/config';

/** The test settings of every package; each run leaves its own report, from which the counts are taken. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    typecheck: { enabled: false },
  },
});
