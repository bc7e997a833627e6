import { defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../../vitest.shared.ts';

/** No test leaves anything behind in its process, and to start one for each file takes most of the time. */
export default mergeConfig(shared, defineConfig({ test: { isolate: false } }));
