import { configDefaults, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../../vitest.shared.ts';

const AGAINST_MOTO = 'test/moto/**/*.test.ts';
/** These use an account of their own for each test, so they can run at the same time. */
const IN_SEPARATE_ACCOUNTS = 'test/moto/safety/*.test.ts';
/** What is scaffolded has tests too, which run in the user's project: only there is the runtime installed. */
const OF_USERS = 'templates/**';

/** The tests against moto share one server, which is started only where one of them runs. */
export default mergeConfig(shared, {
  test: {
    projects: [
      {
        test: {
          name: 'builder',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, AGAINST_MOTO, OF_USERS],
        },
      },
      {
        test: {
          name: 'moto',
          include: [AGAINST_MOTO],
          exclude: [...configDefaults.exclude, IN_SEPARATE_ACCOUNTS],
          globalSetup: 'test/moto/start-moto.ts',
          fileParallelism: false,
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
