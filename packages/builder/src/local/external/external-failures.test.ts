import { writeFile } from 'node:fs/promises';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, vi } from 'vitest';
import { type InterceptedCall, type Interference, interfereWith } from '../../../test/aws-interference.ts';
import { createQueue, projectReading, sqsClient } from '../../../test/external-queues.ts';
import { startTestLocal, startTestProject, type TestLocal } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

/** Starts an emulator with a queue, and one that reads it, whose calls can fail. */
async function startInterfered(interfere: (call: InterceptedCall) => Interference | undefined) {
  const queues = await startTestLocal();
  const sqs = sqsClient(queues.url);
  const queueUrl = await createQueue(sqs, 'jobs');
  const server = await interfereWith(queues.url, interfere);
  const project = await projectReading('jobs');
  const local = await startTestProject(project, { source: server.url });
  return {
    queues,
    sqs,
    queueUrl,
    server,
    local,
    async [Symbol.asyncDispose]() {
      await local.close();
      await server[Symbol.asyncDispose]();
      await queues.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

function failures({ events }: TestLocal): string[] {
  return events.flatMap((event) => (event.type === 'source-failed' ? [event.message] : []));
}

/** Lets the first calls of an operation fail. */
function failFirst(operation: string, count: number, error: Interference) {
  let failed = 0;
  return (call: InterceptedCall) => (call.operation === operation && failed++ < count ? error : undefined);
}

describe('a queue elsewhere whose calls fail', () => {
  it('is read again when it no longer throttles, which is reported once', async () => {
    const error = { status: 400, type: 'RequestThrottled', message: 'slow down' };
    await using test = await startInterfered(failFirst('ReceiveMessage', 2, error));
    const { queues, local } = test;
    queues.queue('jobs').send('a');
    await local.until('end');
    await expect.poll(() => queues.queue('jobs').messages).toEqual([]);
    expect(failures(local)).toEqual([
      expect.stringContaining('could not receive messages from the queue jobs: RequestThrottled: slow down'),
    ]);
    expect(local.events).toContainEqual({ type: 'source-recovered', source: 'queue jobs' });
  });

  it('is read again after its connection was closed, as by an emulator that is started again', async () => {
    await using test = await startInterfered(failFirst('ReceiveMessage', 1, 'reset'));
    const { queues, local, server } = test;
    queues.queue('jobs').send('a');
    await local.until('end');
    expect(failures(local)).toEqual([
      `could not receive messages from the queue jobs: the connection to ${server.url} was closed`,
    ]);
  });

  it('names the permission that is missing', async () => {
    const message = 'User: me is not authorized to perform: sqs:receivemessage on resource: jobs';
    await using test = await startInterfered(
      failFirst('ReceiveMessage', 1, { status: 403, type: 'AccessDeniedException', message }),
    );
    await test.local.until('source-failed');
    expect(failures(test.local)[0]).toContain('not authorized to perform: sqs:receivemessage');
  });

  it('gets no more messages until those that were processed are deleted, and does not deliver them again', async () => {
    const error = { status: 500, type: 'InternalFailure', message: 'later' };
    await using test = await startInterfered(failFirst('DeleteMessageBatch', 2, error));
    const { queues, local, server } = test;
    queues.queue('jobs').send(['a', 'b']);
    await expect.poll(() => queues.queue('jobs').messages).toEqual([]);
    await local.settled();
    expect(local.invocations).toHaveLength(2);
    expect(failures(local)).toEqual([expect.stringContaining('could not delete messages of the queue jobs')]);
    const operations = server.calls.map(({ operation }) => operation);
    const tries = operations.flatMap((operation, index) => (operation === 'DeleteMessageBatch' ? [index] : []));
    expect(operations.slice(tries[0], tries[2])).not.toContain('ReceiveMessage');
  });

  // https://github.com/aws/aws-sdk-js/issues/2350
  it('gets back a message of the last receive, which is not abandoned', async () => {
    await using test = await startInterfered(() => undefined);
    const { queues, local, server } = test;
    const isReceiving = () => server.calls.some(({ operation }) => operation === 'ReceiveMessage');
    await expect.poll(isReceiving).toBe(true);
    const closing = local.close();
    queues.queue('jobs').send('late');
    await closing;
    expect(server.abandoned).toEqual([]);
    expect(local.invocations).toEqual([]);
    expect(queues.queue('jobs').messages).toMatchObject([{ body: 'late', state: 'visible' }]);
  });

  it('lets the last receive end if no message comes', async () => {
    await using test = await startInterfered(() => undefined);
    const { local, server } = test;
    const isReceiving = () => server.calls.some(({ operation }) => operation === 'ReceiveMessage');
    await expect.poll(isReceiving).toBe(true);
    await local.close();
    expect(server.abandoned).toEqual([]);
  });

  it('is read again after it was deleted and created', async () => {
    await using test = await startInterfered(() => undefined);
    const { queues, local, sqs, queueUrl: QueueUrl } = test;
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    // What waits for messages of the deleted queue ends with the next one.
    await local.until('source-failed', ({ message }) => message.includes('QueueDoesNotExist'));
    await createQueue(sqs, 'jobs');
    queues.queue('jobs').send('a');
    await local.until('end');
    await expect.poll(() => queues.queue('jobs').messages).toEqual([]);
  });

  it('is read with the credentials of the profile as they are then', async () => {
    await using home = await createTestProject();
    const credentials = home.path('credentials');
    const write = (key: string) =>
      writeFile(credentials, `[shop]\naws_access_key_id=${key}\naws_secret_access_key=secret\n`);
    await write('old');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials);
    vi.stubEnv('AWS_CONFIG_FILE', home.path('config'));
    vi.stubEnv('AWS_PROFILE', 'shop');
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const expired = { status: 403, type: 'ExpiredToken', message: 'The security token included is expired' };
    await using test = await startInterfered(({ operation, accessKeyId }) =>
      operation === 'ReceiveMessage' && accessKeyId === 'old' ? expired : undefined,
    );
    const { queues, local } = test;
    queues.queue('jobs').send('a');
    await local.until('source-failed');
    expect(failures(local)[0]).toContain('the AWS credentials have expired: log in again');
    await write('new');
    await local.until('end');
    await local.until('source-recovered');
    vi.unstubAllEnvs();
  });
});
