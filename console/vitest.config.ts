import { mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

export default mergeConfig(shared, {
  test: {
    projects: [
      { test: { name: 'page', include: ['src/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/find-chromium.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
