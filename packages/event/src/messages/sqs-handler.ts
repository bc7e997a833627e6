import type { SQSRecord } from 'aws-lambda';
import { type AllFailed, reportFailures, throwFailures } from '../batch/batch-response.ts';
import type { BatchPayload, BatchRecord, FailRecord } from '../batch/run-batch.ts';
import type { RecordOrder } from '../batch/run-records.ts';
import { isPartialBatchResponseOn, type StaticSettings, settingsOf } from '../handler/settings.ts';
import { InvalidPayloadError } from '../payload/payload.ts';
import type { ParameterAt } from '../payload/schema.ts';
import { EVENT_SQS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import {
  type Content,
  type Envelope,
  type Enveloped,
  type IsRouted,
  openMessage,
  sqsEnvelope,
  withEnvelopes,
} from './envelope.ts';
import { MessageHandler } from './message-handler.ts';

interface QueueSettings {
  readonly partialBatchResponse: boolean;
  readonly concurrency: number;
  readonly allFailed: AllFailed;
}

const Base: typeof MessageHandler & StaticSettings<QueueSettings> = MessageHandler;

/**
 * Handles Amazon SQS messages (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html): extend it and override
 * `onMessage`, or `onBatch`. A message fails if the method throws. The other messages of the batch are still tried,
 * then the invocation fails and SQS retries the whole batch, or only the failed messages with a partial batch response.
 * Messages of a FIFO queue fail untried after a failure in their message group, and all messages do once
 * `context.signal` has aborted.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that decoded bodies must match.
 * - `payloadFormat`: `'json'` or `'text'`. By default, a JSON object or array is decoded.
 * - `envelopes`: false to take bodies as they are.
 * - `partialBatchResponse`: true if the event source mapping has `ReportBatchItemFailures`. The default is
 *   `ALR_PARTIAL_BATCH_RESPONSE`.
 * - `allFailed`: what a partial batch response does if every message failed: `'throw'`, the default, fails the invocation,
 *   and `'report'` reports them.
 * - `concurrency`: how many messages of a standard queue are handled at a time, 1 by default.
 *
 * @example
 * class Orders extends SQSHandler<Order, MyLambda> {
 *   override async onMessage(order: Order) {
 *     await this.runtime.db.save(order);
 *   }
 * }
 */
export class SQSHandler<Body = unknown, Runtime extends object = object> extends Base<SQSRecord, Runtime> {
  static override readonly source: typeof EVENT_SQS = EVENT_SQS;

  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Body & ParameterAt<0, this['onMessage']> & BatchPayload<this['onBatch']>;

  /**
   * Handles one message.
   *
   * @param body the payload, without the SNS envelopes around it
   * @param record the message, with those envelopes as `envelopes`
   */
  onMessage(_body: Body, _record: Enveloped<SQSRecord>): unknown {
    throw notOverridden(this, 'SQSHandler', 'onMessage');
  }

  /**
   * Handles a batch at once, instead of `onMessage`: call `fail` for each message that failed. If this throws, all of
   * them failed.
   *
   * @param records the messages, each with its `payload`
   */
  onBatch?(records: readonly BatchRecord<Body, Enveloped<SQSRecord>>[], fail: FailRecord): void | Promise<void>;

  override async process(): Promise<unknown> {
    const { partialBatchResponse, allFailed } = settingsOf<QueueSettings>(this);
    const failures = await this['~tryAll'](this.records, this.#order());
    const outcome = { size: this.records.length, failures };
    const sourceArns = this.records.map((record) => record.eventSourceARN);
    if (partialBatchResponse ?? isPartialBatchResponseOn(sourceArns)) return reportFailures(outcome, allFailed);
    return throwFailures(outcome);
  }

  protected override '~textOf'({ body }: SQSRecord): string {
    if (typeof body !== 'string') throw new InvalidPayloadError('the message has no body');
    return body;
  }

  protected override '~open'(text: string, isRouted: IsRouted): Content {
    return openMessage(text, isRouted);
  }

  protected override '~envelopesOf'(record: SQSRecord): readonly Envelope[] {
    return [sqsEnvelope(record)];
  }

  protected override '~deliver'(payload: unknown, record: SQSRecord, envelopes: readonly Envelope[]): unknown {
    // registerEventHandler checks the output of the schema against Body; without a schema, the user asserts it.
    return this.onMessage(payload as Body, withEnvelopes(record, envelopes));
  }

  protected override idOf(record: SQSRecord): string | undefined {
    return record.messageId;
  }

  /** Messages of a standard queue may have groups too (fair queues): only the ARN identifies a FIFO queue. */
  #order(): RecordOrder<SQSRecord> {
    const isFifo = this.records.some((record) => record.eventSourceARN?.endsWith('.fifo'));
    if (isFifo) return { kind: 'in-order', groupOf: (record) => record.attributes?.MessageGroupId };
    return { kind: 'any', concurrency: settingsOf<QueueSettings>(this).concurrency ?? 1 };
  }
}
