import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Node binary that the functions under test run on. */
    node: string;
  }
}

const globalSetup = ['packed.setup.ts'];

/** The runtime's conformance suite, on a version of Node of its own; the suite itself runs on this one. */
function conformance(name: string, node: string) {
  return { test: { name, include: ['conformance/*.test.ts'], globalSetup, provide: { node } } };
}

const otherNode = (major: number): string =>
  join(import.meta.dirname, 'node-versions', 'node_modules', `node-${major}`, 'bin', 'node');

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: 20_000,
      projects: [
        { test: { name: 'Runtime API server', include: ['conformance/server/*.test.ts'] } },
        conformance('Node 24', process.execPath),
        conformance('Node 22', otherNode(22)),
        conformance('Node 26', otherNode(26)),
      ],
    },
  }),
);
