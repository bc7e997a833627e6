import { defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../../vitest.shared.ts';

/** The handlers that tests write are for Node itself to load, as it does in Lambda. */
export default mergeConfig(
  shared,
  defineConfig({ test: { testTimeout: 20_000, server: { deps: { external: [/\/alr-function-/] } } } }),
);
