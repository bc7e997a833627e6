import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { FailureReporter } from './scripts/failure-reporter.ts';

/**
 * The workers and what tests start keep their compiled code for the next process, in the folder that Node uses by
 * default. Most are small programs in TypeScript, which then start in half the time.
 */
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');

/** The test settings of every package; each run leaves its own report, from which the counts are taken. */
const config: ViteUserConfig = defineConfig({
  test: {
    reporters: ['default', 'json', new FailureReporter()],
    outputFile: { json: 'reports/vitest.json' },
    // No test is of a time: the limit only ends what hangs, on a machine however busy.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // Less than the limit of a test, so that the message says what it waited for. The default is one second.
    expect: { poll: { timeout: 45_000 } },
    typecheck: { enabled: false },
  },
});

export default config;
