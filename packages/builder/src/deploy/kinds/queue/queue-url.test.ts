import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../../../test/deployment-target.ts';
import { withCachedReads } from '../../../aws/cached-reads.ts';
import { likelyQueueUrl } from './queue-url.ts';

const sqs = mockClient(SQSClient);
afterEach(() => sqs.reset());

function existing(...names: readonly string[]): void {
  sqs.on(GetQueueUrlCommand).callsFake(({ QueueName }) => {
    if (!names.includes(QueueName)) throw serviceError('QueueDoesNotExist');
    return { QueueUrl: `http://localhost:4566/queue/${QueueName}` };
  });
}

const urlsOf = (aws: Parameters<typeof likelyQueueUrl>[0], names: readonly string[]) =>
  Promise.all(names.map((name) => likelyQueueUrl(aws, name)));

describe('the URLs of queues in a plan', () => {
  it('follow from that of the first queue', async () => {
    existing('jobs', 'jobs-dlq', 'orders.fifo');
    const urls = await urlsOf(withCachedReads(testTarget().aws), ['jobs', 'jobs-dlq', 'orders.fifo']);
    expect(urls).toEqual(['jobs', 'jobs-dlq', 'orders.fifo'].map((name) => `http://localhost:4566/queue/${name}`));
    expect(sqs.calls()).toHaveLength(1);
  });

  it('are asked for until one queue exists', async () => {
    existing('orders');
    const aws = withCachedReads(testTarget().aws);
    expect(await urlsOf(aws, ['jobs', 'jobs-dlq'])).toEqual([undefined, undefined]);
    expect(await urlsOf(aws, ['orders'])).toEqual(['http://localhost:4566/queue/orders']);
    expect(await urlsOf(aws, ['news'])).toEqual(['http://localhost:4566/queue/news']);
    expect(sqs.calls()).toHaveLength(3);
  });

  it('are asked for again if the first call fails', async () => {
    sqs.on(GetQueueUrlCommand, { QueueName: 'secret' }).rejects(serviceError('AccessDeniedException'));
    sqs.on(GetQueueUrlCommand, { QueueName: 'jobs' }).resolves({ QueueUrl: 'https://sqs/1/jobs' });
    const aws = withCachedReads(testTarget().aws);
    const [secret, jobs] = await Promise.allSettled([likelyQueueUrl(aws, 'secret'), likelyQueueUrl(aws, 'jobs')]);
    expect(secret).toMatchObject({ status: 'rejected', reason: { name: 'AccessDeniedException' } });
    expect(jobs).toEqual({ status: 'fulfilled', value: 'https://sqs/1/jobs' });
  });

  it('are those that SQS returns before a change', async () => {
    existing('jobs');
    const { aws } = testTarget();
    expect(await urlsOf(aws, ['jobs', 'jobs-dlq'])).toEqual(['http://localhost:4566/queue/jobs', undefined]);
  });
});
