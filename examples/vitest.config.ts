import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

const TUTORIAL = 'tutorial/*.test.ts';
/** These are projects of their own: their tests run with the runner that they show. */
const ownProjects = ['unit-tests/**', 'shop/**'];

/** The tutorial runs against an emulator of AWS, which is started for it only. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      projects: [
        {
          test: {
            name: 'examples',
            exclude: [...configDefaults.exclude, ...ownProjects, TUTORIAL],
          },
        },
        {
          test: {
            name: 'tutorial',
            include: [TUTORIAL],
            globalSetup: '../packages/builder/test/moto/start-moto.ts',
          },
        },
      ],
    },
  }),
);
