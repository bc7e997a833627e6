import type { FailedRecord } from '../batch/batch-error.ts';
import { type AllFailed, reportFailures, throwFailures } from '../batch/batch-response.ts';
import type { BatchPayload, BatchRecord, FailRecord } from '../batch/run-batch.ts';
import { EventHandler, type HandlerInit } from '../handler/event-handler.ts';
import { isPartialBatchResponseOn, type StaticSettings, settingsOf } from '../handler/settings.ts';
import { type DataFormat, decodeData } from '../payload/binary-payload.ts';
import { isObject } from '../payload/json.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_KAFKA } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { type KafkaRecord, kafkaRecordsOf } from './kafka-record.ts';

interface KafkaSettings {
  readonly schema: StandardSchema;
  readonly payloadFormat: DataFormat;
  readonly partialBatchResponse: boolean;
  readonly allFailed: AllFailed;
}

/** A partition is retried from its first failure, so that ends the partition. */
const partitionOrder = { kind: 'in-order', groupOf: ({ topicPartition }: KafkaRecord) => topicPartition } as const;

const Base: typeof EventHandler & StaticSettings<KafkaSettings> = EventHandler;

/**
 * Handles Apache Kafka records of Amazon MSK (https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html) and of
 * self-managed clusters: extend it and override `onRecord`, or `onBatch`. The records of a partition are handled in
 * order. The first failure ends its partition; the records of other partitions are still tried. Then the invocation
 * fails and the whole batch is retried; with a partial batch response, only the partitions that failed, each from its
 * first failure.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that decoded values must match.
 * - `payloadFormat`: `'json'`, `'text'` or `'bytes'`. By default, a value that is not UTF-8 is bytes, a JSON object or
 *   array is decoded, and any other value is text.
 * - `partialBatchResponse`: true if the event source mapping has `ReportBatchItemFailures`. The default is
 *   `ALR_PARTIAL_BATCH_RESPONSE`.
 * - `allFailed`: what a partial batch response does if every record failed: `'throw'`, the default, fails the invocation,
 *   and `'report'` reports them.
 */
export class KafkaHandler<Value = unknown, Runtime extends object = object> extends Base<KafkaRecord, Runtime> {
  static override readonly source: typeof EVENT_KAFKA = EVENT_KAFKA;

  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Value & ParameterAt<0, this['onRecord']> & BatchPayload<this['onBatch']>;

  constructor(init: HandlerInit) {
    super({ ...init, records: init.records.flatMap(kafkaRecordsOf) });
  }

  /**
   * Handles one record.
   *
   * @param value the decoded value; null in a tombstone, which deletes the key from a compacted topic
   * @param record the record: topic, partition, offset, time, and the decoded key and headers
   */
  onRecord(_value: Value, _record: KafkaRecord): unknown {
    throw notOverridden(this, 'KafkaHandler', 'onRecord');
  }

  /**
   * Handles a batch at once, instead of `onRecord`: call `fail` for each record that failed. If this throws, all of them
   * failed. A partition is retried from the first of its records that failed.
   *
   * @param records the records, each with its value as `payload`
   */
  onBatch?(records: readonly BatchRecord<Value, KafkaRecord>[], fail: FailRecord): void | Promise<void>;

  override async process(): Promise<unknown> {
    const failures = await this['~tryAll'](this.records, partitionOrder);
    if (this.#isPartialBatchResponseOn()) return this.#report(failures);
    return throwFailures({ size: this.records.length, failures });
  }

  override async processRecord(record: KafkaRecord): Promise<void> {
    // registerEventHandler checks the output of the schema against Value; without a schema, the user asserts it.
    await this.onRecord((await this.#read(record)) as Value, record);
  }

  protected override async '~toBatchRecord'(record: KafkaRecord): Promise<BatchRecord> {
    return { ...record, payload: await this.#read(record) };
  }

  protected override idOf({ topicPartition, offset }: KafkaRecord): string | undefined {
    return typeof offset === 'number' ? `${topicPartition}@${offset}` : undefined;
  }

  #read({ raw }: KafkaRecord): Promise<unknown> {
    const { schema, payloadFormat } = settingsOf<KafkaSettings>(this);
    return validate(schema, (raw.value ?? null) === null ? null : decodeData(raw.value, payloadFormat));
  }

  /**
   * Reports the first failure of each partition, by an id that is an object
   * (https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html).
   */
  #report(failures: readonly FailedRecord[]): object {
    // Fails the invocation if these failures cannot be reported.
    reportFailures({ size: this.records.length, failures }, settingsOf<KafkaSettings>(this).allFailed);
    const offsets = new Map<string, number>();
    for (const { index } of failures) {
      const { topicPartition, offset } = this.records[index] as KafkaRecord;
      if (!offsets.has(topicPartition)) offsets.set(topicPartition, offset);
    }
    return {
      batchItemFailures: [...offsets].map(([partition, offset]) => ({ itemIdentifier: { partition, offset } })),
    };
  }

  /** EventBridge Pipes, which sends a list, takes no partial batch response for Kafka. */
  #isPartialBatchResponseOn(): boolean {
    if (!isObject(this.event)) return false;
    const { eventSourceArn } = this.event;
    const { partialBatchResponse } = settingsOf<KafkaSettings>(this);
    return (
      partialBatchResponse ??
      isPartialBatchResponseOn([typeof eventSourceArn === 'string' ? eventSourceArn : undefined])
    );
  }
}
