import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The test settings of every package; each run leaves its own report, from which the counts are taken. */
const config: ViteUserConfig = defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    typecheck: { enabled: false },
  },
});

export default config;
