import { configDefaults, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../../vitest.shared.ts';

const AGAINST_MOTO = 'test/moto/**/*.test.ts';
/** Each of these tests uses a separate account or names of its own, so they can run at the same time. */
const inSeparateAccounts = ['safety/*', 'local-*', 'external-*'].map((name) => `test/moto/${name}.test.ts`);
/**
 * Folders whose tests start no server and no process, and leave nothing behind in theirs. To start one for each file, and
 * load the SDK there, takes most of the time of such tests. The modules of this package are loaded for each file anyway.
 */
const inSharedProcesses = [
  'src/{aws,check,config,deploy,events,function-error,iam,image,scaffold,terminal}/**/*.test.ts',
  'src/local/{clock,faults,mapping,replay,report}/**/*.test.ts',
];
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
          exclude: [...configDefaults.exclude, ...inSharedProcesses, AGAINST_MOTO, IN_TEMPLATES],
          // By default, one processor is left idle.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'builder-shared',
          include: inSharedProcesses,
          exclude: [...configDefaults.exclude, IN_TEMPLATES],
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'moto',
          include: [AGAINST_MOTO],
          exclude: [...configDefaults.exclude, ...inSeparateAccounts],
          globalSetup: 'test/moto/start-moto.ts',
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'moto-accounts',
          include: inSeparateAccounts,
          globalSetup: 'test/moto/start-moto.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
