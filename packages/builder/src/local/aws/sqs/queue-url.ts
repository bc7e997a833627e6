import type { Queue } from '../../sources/queue/queue.ts';
import type { Queues } from '../../sources/queue/queues.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { AwsCall } from '../aws-service.ts';

/** The URL of a queue, at the address that the client uses. */
export function queueUrl({ arn, name }: Queue, { endpoint }: Pick<AwsCall, 'endpoint'>): string {
  const [, , , , accountId] = arn.split(':');
  return `${endpoint}/${accountId}/${name}`;
}

/**
 * Finds the queue of a URL. Only the name matters: the URL may be that of the queue on AWS, or the name alone.
 *
 * @throws {AwsApiError} there is no such queue
 */
export function queueOfUrl(queues: Queues, url: string | undefined): Queue {
  const name = /([^/]*)\/?$/.exec(url ?? '')?.[1] ?? '';
  return existingQueue(queues, name);
}

/** @throws {AwsApiError} there is no such queue */
export function existingQueue(queues: Queues, name: string): Queue {
  const queue = queues.find(name);
  if (queue !== undefined) return queue;
  const known = queues.all.map((each) => each.name);
  const hint = known.length === 0 ? 'The emulator has no queue' : `The emulator has ${known.join(', ')}`;
  throw new AwsApiError(
    'QueueDoesNotExist',
    `The specified queue does not exist: ${JSON.stringify(name)}. ${hint}. CreateQueue makes one`,
  );
}
