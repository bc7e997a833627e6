import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

/** The packaging tests install and run each example of a test runner as a separate project. */
export default mergeConfig(shared, defineConfig({ test: { exclude: [...configDefaults.exclude, 'unit-tests/**'] } }));
