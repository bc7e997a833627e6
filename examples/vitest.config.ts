import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

const AGAINST_MOTO = 'deployment/*.test.ts';
/** The packaging tests install each of these as a separate project, and run its tests. */
const separateProjects = ['unit-tests/**', 'shop/**'];

/** What deploys runs against moto, an emulator of AWS, which is started for that only. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      projects: [
        {
          test: {
            name: 'examples',
            exclude: [...configDefaults.exclude, ...separateProjects, AGAINST_MOTO],
          },
        },
        {
          test: {
            name: 'moto',
            include: [AGAINST_MOTO],
            fileParallelism: false,
            testTimeout: 60_000,
            globalSetup: '../packages/builder/test/moto/start-moto.ts',
          },
        },
      ],
    },
  }),
);
