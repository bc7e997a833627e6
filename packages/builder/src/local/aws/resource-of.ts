import type { StructureValue } from './protocol/structure-value.ts';

/** The members that name a resource, in order of preference. */
const members = [
  'QueueUrl',
  'QueueName',
  'TopicArn',
  'TargetArn',
  'SubscriptionArn',
  'StreamName',
  'StreamARN',
  'StreamArn',
  'EventBusName',
  'SourceArn',
  'Name',
];

/** The name of the queue, topic, stream or bus that a request is about, or the bucket with the key. */
export function resourceOf(input: StructureValue): string | undefined {
  const { Bucket: bucket, Key: key, Entries: entries } = input;
  if (typeof bucket === 'string') return typeof key === 'string' ? `${bucket}/${key}` : bucket;
  for (const member of members) {
    const value = input[member];
    // URLs and ARNs end with the name.
    if (typeof value === 'string' && value !== '') return value.split(/[/:]/).at(-1);
  }
  // Each event names its bus.
  if (!Array.isArray(entries)) return undefined;
  const [first] = entries as readonly StructureValue[];
  return first === undefined || !('DetailType' in first) ? undefined : (resourceOf(first) ?? 'default');
}
