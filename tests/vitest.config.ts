import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Node that the functions under test run on. */
    node: { readonly path: string; readonly major: number };
  }
}

/** The runtime's conformance suite, or some files of it, with the functions on a version of Node of their own. */
function conformance(major: number, path: string, files: readonly string[] = ['*']) {
  const include = files.map((file) => `conformance/${file}.test.ts`);
  return { test: { name: `Node ${major}`, include, provide: { node: { path, major } } } };
}

/** What lies with Node as much as with the runtime: modules, streams, sockets, the ways in which a process ends. */
const NODE_MATTERS = ['copies', 'crash', 'handler-lookup', 'init', 'invoke-store', 'isolation', 'next', 'stream*'];

const otherNode = (major: number): string =>
  join(import.meta.dirname, 'other-versions', 'node_modules', `node-${major}`, 'bin', 'node');

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      globalSetup: ['packed.setup.ts'],
      // The functions run in processes of their own, so that a worker mostly waits.
      maxWorkers: 2,
      projects: [
        { test: { name: 'Runtime API server', include: ['conformance/server/*.test.ts'] } },
        { test: { name: 'packaging', include: ['packaging/*.test.ts'] } },
        conformance(24, process.execPath),
        conformance(22, otherNode(22), NODE_MATTERS),
        conformance(26, otherNode(26), NODE_MATTERS),
      ],
    },
  }),
);
