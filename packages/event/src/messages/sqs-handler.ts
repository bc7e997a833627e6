import type { SQSRecord } from 'aws-lambda';
import { reportFailures, throwFailures } from '../batch/batch-response.ts';
import type { Order } from '../batch/run-records.ts';
import { EventHandler } from '../handler/event-handler.ts';
import { isPartialBatchResponseOn } from '../handler/settings.ts';
import { type BodyKind, decodeText, InvalidPayloadError } from '../payload/payload.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_SQS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { asPayload, type Enveloped, openMessage, sqsEnvelope, withEnvelopes } from './envelope.ts';

// A mapped type has no declaration: a subclass may set what it names with or without the word `override`.
type Settings = { readonly [Name in 'schema']?: StandardSchema } & { readonly [Name in 'body']?: BodyKind } & {
  readonly [Name in 'envelopes' | 'partialBatchResponse']?: boolean;
} & { readonly [Name in 'concurrency']?: number };

const Base: typeof EventHandler & Settings = EventHandler;

/**
 * Handles messages of Amazon SQS (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html): extend it and override
 * `onMessage`. A message fails by an exception. Then, once the others of the batch were tried, the invocation fails,
 * and all of the batch comes again; with a partial batch response only what failed does. A message of a FIFO queue is
 * failed untried after one of its group failed, and any message once `context.signal` aborts.
 *
 * Statics that a subclass may set: `schema` (a Standard Schema that decoded bodies are to fit), `body` (`'json'` or
 * `'text'`; by default text that begins with `{` or `[` and parses is JSON), `envelopes` (false: bodies are taken as
 * they are), `partialBatchResponse` (true where the event source mapping has `ReportBatchItemFailures`; by default
 * `ALR_PARTIAL_BATCH_RESPONSE` tells), `concurrency` (how many messages of a standard queue are handled at a time; 1).
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

  /** The type of the body, for the types of `registerEventHandler`; there is no such member. */
  declare readonly '~payload'?: Body & ParameterAt<0, this['onMessage']>;

  /**
   * Handles one message.
   *
   * @param body the payload, out of the envelopes of SNS that it may have come in.
   * @param record the message, with those envelopes as its `envelopes`.
   */
  onMessage(_body: Body, _record: Enveloped<SQSRecord>): unknown {
    throw notOverridden(this, 'SQSHandler', 'onMessage');
  }

  override async process(): Promise<unknown> {
    const { partialBatchResponse } = this.#settings;
    const failures = await this.tryRecords(this.records, (record) => this.processRecord(record), this.#order());
    const outcome = { size: this.records.length, failures };
    const sourceArns = this.records.map((record) => record.eventSourceARN);
    if (partialBatchResponse ?? isPartialBatchResponseOn(sourceArns)) return reportFailures(outcome);
    return throwFailures(outcome);
  }

  override async processRecord(record: SQSRecord): Promise<void> {
    if (typeof record.body !== 'string') throw new InvalidPayloadError('The message has no body');
    const { envelopes: opensEnvelopes = true } = this.#settings;
    const isRouted = (source: string) => this.invocation.handlerOf(source) !== undefined;
    const content = opensEnvelopes ? openMessage(record.body, isRouted) : asPayload(record.body);
    switch (content.kind) {
      case 's3-test-event':
        return this.logger.info(`Message ${record.messageId} is the test of an S3 notification: skipped`);
      case 'records': {
        const envelopes = [sqsEnvelope(record), ...content.envelopes];
        return this.forward(
          content.source,
          content.records.map((inner) => withEnvelopes(inner, envelopes)),
        );
      }
      case 'payload': {
        const { schema, body } = this.#settings;
        const payload = await validate(schema, decodeText(content.text, body));
        // What the schema gives is of the body's type, which registerEventHandler checks; without one it is the user's word.
        await this.onMessage(payload as Body, withEnvelopes(record, content.envelopes));
      }
    }
  }

  protected override idOf(record: SQSRecord): string | undefined {
    return record.messageId;
  }

  get #settings(): Settings {
    return this.constructor as typeof SQSHandler;
  }

  /** A standard queue may have message groups too (fair queues): only the ARN tells a FIFO queue. */
  #order(): Order<SQSRecord> {
    const isFifo = this.records.some((record) => record.eventSourceARN?.endsWith('.fifo'));
    if (isFifo) return { kind: 'in-order', groupOf: (record) => record.attributes?.MessageGroupId };
    return { kind: 'any', concurrency: this.#settings.concurrency ?? 1 };
  }
}
