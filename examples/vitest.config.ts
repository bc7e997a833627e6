import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

/** Each example of a test runner is a project of its own, which the packaging tests install and run. */
export default mergeConfig(shared, defineConfig({ test: { exclude: [...configDefaults.exclude, 'unit-tests/**'] } }));
