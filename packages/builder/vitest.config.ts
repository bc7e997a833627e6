import { configDefaults, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../../vitest.shared.ts';

const againstMoto = 'test/moto/**/*.test.ts';
/** What is scaffolded has tests too, which run in the user's project: only there is the runtime installed. */
const ofUsers = 'templates/**';

/** The tests against moto share one server, which is started only where one of them runs. */
export default mergeConfig(shared, {
  test: {
    projects: [
      {
        test: {
          name: 'builder',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, againstMoto, ofUsers],
        },
      },
      {
        test: {
          name: 'moto',
          include: [againstMoto],
          globalSetup: 'test/moto/start-moto.ts',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
