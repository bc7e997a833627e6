import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { writeFunction } from '../conformance/function/lambda.ts';
import { thisNode } from '../conformance/variant.ts';

const run = promisify(execFile);
const otherNode = (major: number) =>
  join(import.meta.dirname, '..', 'other-versions', 'node_modules', `node-${major}`, 'bin', 'node');

const files = {
  'app.mjs': 'export const handler = async () => 1;',
  'lambda.yaml':
    'image: { handler: app.handler }\nlambda: { name: worker }\ntrigger: { type: sqs, queue: { name: jobs } }\n',
};

/** Prints the messages of the last run, and sends another one. Then the process exits without closing the emulator. */
const script = (directory: string) => `
  import { startLocal } from ${JSON.stringify(import.meta.resolve('@alr/builder'))};
  const directory = ${JSON.stringify(directory)};
  const local = await startLocal({ directory, port: 0, data: 'kept' });
  const queue = local.queue('jobs-dlq');
  console.log(JSON.stringify(queue.messages.map(({ body }) => body)));
  queue.send(process.version);
  process.exit();
`;

describe('the state of the emulator', () => {
  it('is kept by all versions of Node, one after the other, without a warning', async () => {
    const directory = await writeFunction(files, inject('packed').project);
    const found: unknown[] = [];
    for (const node of [otherNode(22), thisNode.path, otherNode(26), otherNode(22)]) {
      const { stdout, stderr } = await run(node, ['--input-type=module', '-e', script(directory)]);
      expect(stderr).toBe('');
      found.push(JSON.parse(stdout).map((version: string) => version.split('.')[0]));
    }
    const current = process.version.split('.')[0];
    expect(found).toEqual([[], ['v22'], ['v22', current], ['v22', current, 'v26']]);
    await rm(join(directory, 'kept'), { recursive: true });
  });
});
