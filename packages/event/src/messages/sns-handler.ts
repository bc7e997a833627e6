import type { SNSEventRecord, SNSMessage } from 'aws-lambda';
import { EventHandler } from '../handler/event-handler.ts';
import { type BodyKind, decodeText, InvalidPayloadError } from '../payload/payload.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_SNS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { asPayload, type Enveloped, openNotification, snsEnvelope, withEnvelopes } from './envelope.ts';

// A mapped type has no declaration: a subclass may set what it names with or without the word `override`.
type Settings = { readonly [Name in 'schema']?: StandardSchema } & { readonly [Name in 'body']?: BodyKind } & {
  readonly [Name in 'envelopes']?: boolean;
};

const Base: typeof EventHandler & Settings = EventHandler;

/**
 * Handles notifications of Amazon SNS (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html), also those that are
 * found in messages of SQS: extend it and override `onNotification`.
 *
 * Statics that a subclass may set: `schema` (a Standard Schema that decoded messages are to fit), `body` (`'json'` or
 * `'text'`; by default text that begins with `{` or `[` and parses is JSON), `envelopes` (false: messages are taken as
 * they are, and no notification out of a queue's message).
 */
export class SNSHandler<Message = unknown, Runtime extends object = object> extends Base<SNSEventRecord, Runtime> {
  static override readonly source: typeof EVENT_SNS = EVENT_SNS;

  /** The type of the message, for the types of `registerEventHandler`; there is no such member. */
  declare readonly '~payload'?: Message & ParameterAt<0, this['onNotification']>;

  /**
   * Handles one notification.
   *
   * @param message its message.
   * @param sns the notification: topic, subject, attributes.
   * @param record the record, with the envelopes that it may have come in as its `envelopes`.
   */
  onNotification(_message: Message, _sns: SNSMessage, _record: Enveloped<SNSEventRecord>): unknown {
    throw notOverridden(this, 'SNSHandler', 'onNotification');
  }

  override async processRecord(record: Enveloped<SNSEventRecord>): Promise<void> {
    const { Sns: sns, envelopes = [] } = record;
    if (typeof sns?.Message !== 'string') throw new InvalidPayloadError('The notification has no message');
    const { envelopes: opensEnvelopes = true } = this.#settings;
    const isRouted = (source: string) => this.invocation.handlerOf(source) !== undefined;
    const content = opensEnvelopes ? openNotification(sns.Message, isRouted) : asPayload(sns.Message);
    switch (content.kind) {
      case 's3-test-event':
        return this.logger.info(`Notification ${sns.MessageId} is the test of an S3 notification: skipped`);
      case 'records': {
        const chain = [...envelopes, snsEnvelope(sns)];
        return this.forward(
          content.source,
          content.records.map((inner) => withEnvelopes(inner, chain)),
        );
      }
      case 'payload': {
        const { schema, body } = this.#settings;
        const payload = await validate(schema, decodeText(content.text, body));
        // What the schema gives is of the message's type, as registerEventHandler checks; without one it is the user's word.
        await this.onNotification(payload as Message, sns, record);
      }
    }
  }

  protected override idOf(record: SNSEventRecord): string | undefined {
    return record.Sns?.MessageId;
  }

  get #settings(): Settings {
    return this.constructor as typeof SNSHandler;
  }
}
