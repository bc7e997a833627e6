import type { EventBridgeEvent } from 'aws-lambda';
import { EventHandler } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import type { Enveloped } from '../messages/envelope.ts';
import { decodeText } from '../payload/payload.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_EVENTBRIDGE } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';

interface EventSettings {
  readonly schema: StandardSchema;
  readonly envelopes: boolean;
}

const Base: typeof EventHandler & StaticSettings<EventSettings> = EventHandler;

/**
 * Handles Amazon EventBridge events (https://docs.aws.amazon.com/lambda/latest/dg/services-eventbridge.html): events
 * that match a rule, schedules, S3 events sent through EventBridge (whose keys are not encoded), and events found
 * inside SQS and SNS messages. Extend it and override `onEvent`.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that details must match.
 * - `envelopes`: false to take no events from inside SQS and SNS messages.
 */
export class EventBridgeHandler<Detail = unknown, Runtime extends object = object> extends Base<
  EventBridgeEvent<string, unknown>,
  Runtime
> {
  static override readonly source: typeof EVENT_EVENTBRIDGE = EVENT_EVENTBRIDGE;

  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Detail & ParameterAt<1, this['onEvent']>;

  /**
   * Handles one event.
   *
   * @param detailType the `detail-type`, such as `Scheduled Event`
   * @param detail the `detail`; EventBridge Scheduler sends it as JSON text, which is decoded
   * @param event the event, with the envelopes around it as `envelopes`
   */
  onEvent(_detailType: string, _detail: Detail, _event: Enveloped<EventBridgeEvent<string, unknown>>): unknown {
    throw notOverridden(this, 'EventBridgeHandler', 'onEvent');
  }

  /** There is only one event: an error of `onEvent` fails the invocation without being wrapped in a `BatchError`. */
  override async process(): Promise<unknown> {
    for (const event of this.records) await this.orWarn(() => this.processRecord(event));
    return undefined;
  }

  override async processRecord(event: Enveloped<EventBridgeEvent<string, unknown>>): Promise<void> {
    const detail = typeof event.detail === 'string' ? decodeText(event.detail, undefined) : event.detail;
    const { schema } = settingsOf<EventSettings>(this);
    // registerEventHandler checks the output of the schema against Detail; without a schema, the user asserts it.
    await this.onEvent(event['detail-type'], (await validate(schema, detail)) as Detail, event);
  }

  protected override idOf(event: EventBridgeEvent<string, unknown>): string | undefined {
    return event.id;
  }
}
