import { configDefaults, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../../vitest.shared.ts';

const AGAINST_MOTO = 'test/moto/**/*.test.ts';
/** Each of these tests uses a separate account, so they can run at the same time. */
const IN_SEPARATE_ACCOUNTS = 'test/moto/safety/*.test.ts';
/** The tests in the templates run in the user's project, because the runtime is installed only there. */
const IN_TEMPLATES = 'templates/**';

/** The tests against moto share one server. It is started only if one of them runs. */
export default mergeConfig(shared, {
  test: {
    projects: [
      {
        test: {
          name: 'builder',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, AGAINST_MOTO, IN_TEMPLATES],
          // By default, one processor is left idle.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'moto',
          include: [AGAINST_MOTO],
          exclude: [...configDefaults.exclude, IN_SEPARATE_ACCOUNTS],
          globalSetup: 'test/moto/start-moto.ts',
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'moto-accounts',
          include: [IN_SEPARATE_ACCOUNTS],
          globalSetup: 'test/moto/start-moto.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
