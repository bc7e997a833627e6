import type { StructureValue } from './protocol/structure-value.ts';
import { resourceOf } from './resource-of.ts';

/** The error of each service for a resource that does not exist, and what the section `local` calls such resources. */
const missing: Readonly<Record<string, { readonly code: string; readonly what: string; readonly key: string }>> = {
  sqs: { code: 'QueueDoesNotExist', what: 'queue', key: 'queues' },
  s3: { code: 'NoSuchBucket', what: 'bucket', key: 'buckets' },
  sns: { code: 'NotFoundException', what: 'topic', key: 'topics' },
  kinesis: { code: 'ResourceNotFoundException', what: 'stream', key: 'streams' },
  events: { code: 'ResourceNotFoundException', what: 'event bus', key: 'buses' },
};

/**
 * Says how to declare what a call has not found. Undefined if the call failed for another reason.
 *
 * @param code the error code of the response
 */
export function describeMissingResource(service: string, code: string, input: StructureValue): string | undefined {
  const found = Object.hasOwn(missing, service) ? missing[service] : undefined;
  // What does not exist can also be a subscription of a topic, or a shard of a stream.
  if (found?.code !== code || 'SubscriptionArn' in input || 'ShardId' in input) return undefined;
  const { Bucket: bucket } = input;
  const name = typeof bucket === 'string' ? bucket : resourceOf(input);
  // Another name cannot be declared.
  if (name === undefined || !/^[\w.-]+$/.test(name)) return undefined;
  const { what, key } = found;
  return `there is no ${what} ${name} on this machine: declare it in lambda.yaml, with local: { ${key}: [${name}] }`;
}
