import type { SNSEventRecord, SNSMessage } from 'aws-lambda';
import type { BatchPayload, BatchRecord, FailRecord } from '../batch/run-batch.ts';
import { InvalidPayloadError } from '../payload/payload.ts';
import type { ParameterAt } from '../payload/schema.ts';
import { EVENT_SNS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import {
  type Content,
  type Envelope,
  type Enveloped,
  type IsRouted,
  openNotification,
  snsEnvelope,
} from './envelope.ts';
import { MessageHandler } from './message-handler.ts';

/**
 * Handles Amazon SNS notifications (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html), including those found
 * inside SQS messages: extend it and override `onNotification`.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that decoded messages must match.
 * - `payloadFormat`: `'json'` or `'text'`. By default, a JSON object or array is decoded.
 * - `envelopes`: false to take messages as they are, and no notifications from inside SQS messages.
 */
export class SNSHandler<Message = unknown, Runtime extends object = object> extends MessageHandler<
  SNSEventRecord,
  Runtime
> {
  static override readonly source: typeof EVENT_SNS = EVENT_SNS;

  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Message & ParameterAt<0, this['onNotification']> & BatchPayload<this['onBatch']>;

  /**
   * Handles one notification.
   *
   * @param message the message of the notification
   * @param sns the notification: topic, subject, attributes
   * @param record the record, with the envelopes around it as `envelopes`
   */
  onNotification(_message: Message, _sns: SNSMessage, _record: Enveloped<SNSEventRecord>): unknown {
    throw notOverridden(this, 'SNSHandler', 'onNotification');
  }

  /**
   * Handles the notifications of an event, or those inside one SQS message, at once, instead of `onNotification`: call
   * `fail` for each one that failed. If this throws, all of them failed.
   *
   * @param records the notifications, each with its message as `payload`
   */
  onBatch?(records: readonly BatchRecord<Message, Enveloped<SNSEventRecord>>[], fail: FailRecord): void | Promise<void>;

  protected override '~textOf'({ Sns: sns }: SNSEventRecord): string {
    if (typeof sns?.Message !== 'string') throw new InvalidPayloadError('the notification has no message');
    return sns.Message;
  }

  protected override '~open'(text: string, isRouted: IsRouted): Content {
    return openNotification(text, isRouted);
  }

  protected override '~envelopesOf'({ Sns: sns, envelopes = [] }: Enveloped<SNSEventRecord>): readonly Envelope[] {
    return [...envelopes, snsEnvelope(sns)];
  }

  protected override '~deliver'(payload: unknown, record: Enveloped<SNSEventRecord>): unknown {
    // registerEventHandler checks the output of the schema against Message; without a schema, the user asserts it.
    return this.onNotification(payload as Message, record.Sns, record);
  }

  protected override idOf(record: SNSEventRecord): string | undefined {
    return record.Sns?.MessageId;
  }
}
