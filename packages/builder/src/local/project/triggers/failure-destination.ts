import { randomUUID } from 'node:crypto';
import { nameOf } from '../../../aws/arn.ts';
import type { FailureSettings } from '../../../config/triggers/failure-keys.ts';
import { recordsEvent } from '../../mapping/records-event.ts';
import type { ShardDiscard } from '../../mapping/shard-types.ts';
import type { Buckets } from '../../sources/bucket/buckets.ts';
import type { LocalEvents } from '../resources/local-events.ts';
import type { LocalQueues } from '../resources/local-queues.ts';
import { sendRecord } from '../resources/source-deliveries.ts';

/** Where records of failures can be sent. */
export interface FailureTargets {
  readonly queues: LocalQueues;
  readonly events: LocalEvents;
  readonly buckets: Buckets;
}

/**
 * Sends the record of records of a stream that are given up to the destination of its trigger. A bucket gets the records,
 * too. Returns where it went, in words.
 */
export function sendStreamFailure(
  settings: FailureSettings | undefined,
  { queues, events, buckets }: FailureTargets,
  record: object,
  { shardId, records }: ShardDiscard,
  now: number,
): string | undefined {
  const { queue: name, arn = '' } = settings ?? {};
  const queue = name === undefined ? queues.queues.findByArn(arn) : queues.queues.find(name);
  if (queue !== undefined) {
    const sent = sendRecord(`queue ${queue.name}`, () => queue.send({ body: JSON.stringify(record) }, now));
    queues.changed();
    return sent;
  }
  const topic = events.topics.findByArn(arn);
  if (topic !== undefined) {
    return sendRecord(`topic ${topic.name}`, () => topic.publish({ message: JSON.stringify(record) }, now));
  }
  const bucket = arn.includes(':s3:') ? buckets.get(nameOf(arn)) : undefined;
  if (bucket !== undefined) {
    const payload = recordsEvent(records.map(({ json }) => json));
    const key = objectKey(shardId, now);
    bucket.put(key, { body: Buffer.from(JSON.stringify({ ...record, payload })) }, now);
    return `the bucket ${bucket.name}`;
  }
  return arn === '' ? undefined : `nothing of this machine, because on_failure is ${arn}`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
function objectKey(shardId: string, now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  const second = `${date}T${time.slice(0, 8).replaceAll(':', '.')}`;
  return `aws/lambda/${MAPPING_ID}/${shardId}/${date.replaceAll('-', '/')}/${second}-${randomUUID()}`;
}

/** Stands for the id of the event source mapping. */
const MAPPING_ID = '00000000-0000-0000-0000-000000000000';
