import { cycle, eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { arn, REGION, uuid } from './sample-values.ts';

const BROKER = `b-1.my-cluster.abcdef.c2.kafka.${REGION}.amazonaws.com:9092`;

/** Records from Amazon MSK (https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html). */
export function kafkaEvent(options: SampleOptions): object {
  const eventSourceArn = arn('kafka', `cluster/my-cluster/${uuid('cluster', 0)}-2`);
  return { eventSource: 'aws:kafka', eventSourceArn, bootstrapServers: BROKER, records: byPartition(options) };
}

/** Records from another Kafka cluster (https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html). */
export function selfManagedKafkaEvent(options: SampleOptions): object {
  return { eventSource: 'SelfManagedKafka', bootstrapServers: 'kafka.example.com:9092', records: byPartition(options) };
}

/** A list of records for each topic and partition. */
function byPartition(options: SampleOptions): Record<string, object[]> {
  const { topic = 'my-topic', partitions = [0] } = options;
  const lists = new Map<string, object[]>();
  for (const record of eachRecord(options)) {
    const partition = cycle(partitions, record.index) ?? 0;
    const name = `${topic}-${partition}`;
    lists.set(name, [...(lists.get(name) ?? []), kafkaRecord(record, topic, partition)]);
  }
  return Object.fromEntries(lists);
}

function kafkaRecord(
  { index, body, keys, attributes = {}, time = new Date() }: RecordOptions,
  topic: string,
  partition: number,
): object {
  const key = cycle(keys, index) ?? `order-${index + 1}`;
  const value = body ?? JSON.stringify({ orderId: `order-${index + 1}`, amount: 100 + index });
  return {
    topic,
    partition,
    offset: 15 + index,
    timestamp: time.getTime(),
    timestampType: 'CREATE_TIME',
    key: Buffer.from(key).toString('base64'),
    value: Buffer.from(value).toString('base64'),
    // The bytes of Java are signed.
    headers: Object.entries(attributes).map(([name, text]) => ({ [name]: [...Int8Array.from(Buffer.from(text))] })),
  };
}
