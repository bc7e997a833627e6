import { configDefaults, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../../vitest.shared.ts';

const AGAINST_MOTO = 'test/moto/**/*.test.ts';
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
          globalSetup: 'test/moto/start-moto.ts',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
