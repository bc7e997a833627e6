import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Node that runs the functions under test. */
    readonly node: { readonly path: string; readonly major: number };
    /** Environment variables of every function under test. */
    readonly env: Readonly<Record<string, string>>;
    /** Whether functions start from their sources, or as in the image, from a snapshot of their packages. */
    readonly start: 'sources' | 'snapshot';
  }
}

/** The files that depend on the version of Node: modules, streams, sockets, and how a process exits. */
const nodeSpecific = [
  'broken-log',
  'copies',
  'crash',
  'handler-lookup',
  'init',
  'invoke-store',
  'isolation',
  'next',
  'replaced-functions',
  'stream*',
];
/** The files that depend on the connection to the API, which differs if invocations may be concurrent. */
const connectionSpecific = ['error', 'late*', 'next', 'own-responses', 'response-rejected', 'response', 'stream*'];

/** The files that test what the start of the process leads to. Each of their functions is built, which takes seconds. */
const startSpecific = ['console', 'dispatch', 'error', 'init', 'invoke-store', 'libraries', 'logging'];
startSpecific.push('plain-function', 'response', 'shutdown', 'snapstart', 'xray');

interface Variant {
  readonly node: { readonly path: string; readonly major: number };
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly start?: 'sources' | 'snapshot';
}

/** The conformance suite, or some files of it, on a version of Node and with additional environment variables. */
function conformance(name: string, { node, files = ['*'], env = {}, start = 'sources' }: Variant) {
  const include = files.map((file) => `conformance/${file}.test.ts`);
  // A test builds its function first.
  const limit = start === 'snapshot' ? { testTimeout: 120_000 } : {};
  return { test: { name, include, provide: { node, env, start }, ...limit } };
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
      // A worker mostly waits for the process of its function.
      maxWorkers: 2,
      projects: [
        { test: { name: 'Runtime API server', include: ['conformance/server/*.test.ts'] } },
        { test: { name: 'emulator', include: ['emulator/*.test.ts'] } },
        { test: { name: 'events', include: ['events.test.ts'] } },
        { test: { name: 'snapshot', include: ['snapshot/*.test.ts'], testTimeout: 120_000 } },
        { test: { name: 'packaging', include: ['packaging/*.test.ts'] } },
        conformance('Node 24', { node: thisNode }),
        conformance('Node 22', { node: otherNode(22), files: nodeSpecific }),
        conformance('Node 26', { node: otherNode(26), files: nodeSpecific }),
        conformance('from a snapshot', { node: thisNode, files: startSpecific, start: 'snapshot' }),
        conformance('concurrent', {
          node: thisNode,
          files: connectionSpecific,
          env: { AWS_LAMBDA_MAX_CONCURRENCY: '1' },
        }),
      ],
    },
  }),
);
