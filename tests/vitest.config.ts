import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Node that the functions under test run on. */
    node: { readonly path: string; readonly major: number };
    /** Variables that every function under test gets. */
    env: Readonly<Record<string, string>>;
  }
}

/** What lies with Node as much as with the runtime: modules, streams, sockets, the ways in which a process ends. */
const nodeMatters = ['copies', 'crash', 'handler-lookup', 'init', 'invoke-store', 'isolation', 'next', 'stream*'];
/** What lies with the connection to the API, which is another one where invocations may be concurrent. */
const connectionMatters = ['error', 'next', 'own-replies', 'reply-refused', 'response', 'stream*'];

interface Variant {
  readonly node: { readonly path: string; readonly major: number };
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The runtime's conformance suite, or some files of it, with the functions on a Node and in an environment of their own. */
function conformance(name: string, { node, files = ['*'], env = {} }: Variant) {
  return { test: { name, include: files.map((file) => `conformance/${file}.test.ts`), provide: { node, env } } };
}

const thisNode = { path: process.execPath, major: 24 };
const otherNode = (major: number) => ({
  path: join(import.meta.dirname, 'other-versions', 'node_modules', `node-${major}`, 'bin', 'node'),
  major,
});

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      globalSetup: ['packed.setup.ts'],
      // The functions run in processes of their own, so that a worker mostly waits.
      maxWorkers: 2,
      projects: [
        { test: { name: 'Runtime API server', include: ['conformance/server/*.test.ts'] } },
        { test: { name: 'emulator', include: ['emulator/*.test.ts'] } },
        { test: { name: 'events', include: ['events.test.ts'] } },
        { test: { name: 'packaging', include: ['packaging/*.test.ts'] } },
        conformance('Node 24', { node: thisNode }),
        conformance('Node 22', { node: otherNode(22), files: nodeMatters }),
        conformance('Node 26', { node: otherNode(26), files: nodeMatters }),
        conformance('concurrent', {
          node: thisNode,
          files: connectionMatters,
          env: { AWS_LAMBDA_MAX_CONCURRENCY: '1' },
        }),
      ],
    },
  }),
);
