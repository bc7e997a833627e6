import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
// @boundaries-ignore the settings are the same in every package
import shared from '../vitest.shared.ts';
import { conformance, thisNode } from './conformance/variant.ts';

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

/** The files that test what the start of the process leads to. `pnpm test:image` runs more of them from a snapshot. */
const startSpecific = ['console', 'dispatch', 'init', 'invoke-store', 'libraries', 'shutdown', 'snapstart'];

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
        {
          test: {
            name: 'deployed',
            include: ['deployed/*.test.ts'],
            globalSetup: ['../packages/builder/test/moto/start-moto.ts'],
            hookTimeout: 120_000,
          },
        },
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
