import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';

/** The URL that identifies a queue in calls of SQS; undefined if there is no such queue. */
export async function queueUrl(aws: Aws, name: string): Promise<string | undefined> {
  return (await undefinedIfNotFound(aws.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: name }))))?.QueueUrl;
}

/** What the URLs of all queues of an account and region start with, by connection. */
const knownStarts = new WeakMap<Aws, string>();

/** The first search for such a start, by connection. */
const firstSearches = new WeakMap<Aws, Promise<unknown>>();

/**
 * The same for a caller that reads the queue then, and so notices that there is none. The URLs of an account and region
 * differ only in the name at their end, so a plan asks SQS for one of them instead of for each.
 */
export async function likelyQueueUrl(aws: Aws, name: string): Promise<string | undefined> {
  if (!aws.cachesReads) return queueUrl(aws, name);
  const search = firstSearches.get(aws);
  if (search === undefined) {
    const first = learnStart(aws, name);
    firstSearches.set(
      aws,
      first.catch(() => undefined),
    );
    return first;
  }
  await search;
  const start = knownStarts.get(aws);
  return start === undefined ? learnStart(aws, name) : start + name;
}

async function learnStart(aws: Aws, name: string): Promise<string | undefined> {
  const url = await queueUrl(aws, name);
  if (url?.endsWith(`/${name}`)) knownStarts.set(aws, url.slice(0, -name.length));
  return url;
}
