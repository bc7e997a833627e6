import type { EventBridgeEvent } from 'aws-lambda';
import { EventHandler } from '../handler/event-handler.ts';
import type { Enveloped } from '../messages/envelope.ts';
import { decodeText } from '../payload/payload.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_EVENTBRIDGE } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';

// A mapped type has no declaration: a subclass may set what it names with or without the word `override`.
type Settings = { readonly [Name in 'schema']?: StandardSchema } & { readonly [Name in 'envelopes']?: boolean };

const Base: typeof EventHandler & Settings = EventHandler;

/**
 * Handles events of Amazon EventBridge (https://docs.aws.amazon.com/lambda/latest/dg/services-eventbridge.html): those
 * that a rule matches, schedules, S3 through EventBridge (where keys are not encoded), and those that are found in
 * messages of SQS and SNS. Extend it and override `onEvent`.
 *
 * Statics that a subclass may set: `schema` (a Standard Schema that details are to fit), `envelopes` (false: it takes
 * nothing out of messages of SQS and SNS).
 */
export class EventBridgeHandler<Detail = unknown, Runtime extends object = object> extends Base<
  EventBridgeEvent<string, unknown>,
  Runtime
> {
  static override readonly source: typeof EVENT_EVENTBRIDGE = EVENT_EVENTBRIDGE;

  /** The type of the detail, for the types of `registerEventHandler`; there is no such member. */
  declare readonly '~payload'?: Detail & ParameterAt<1, this['onEvent']>;

  /**
   * Handles one event.
   *
   * @param detailType its `detail-type`, such as `Scheduled Event`.
   * @param detail its `detail`; EventBridge Scheduler sends it as JSON text, which is decoded.
   * @param event the event, with the envelopes that it may have come in as its `envelopes`.
   */
  onEvent(_detailType: string, _detail: Detail, _event: Enveloped<EventBridgeEvent<string, unknown>>): unknown {
    throw notOverridden(this, 'EventBridgeHandler', 'onEvent');
  }

  /** There is one event and no batch: what `onEvent` throws fails the invocation as it is. */
  override async process(): Promise<unknown> {
    for (const event of this.records) await this.orWarn(() => this.processRecord(event));
    return undefined;
  }

  override async processRecord(event: Enveloped<EventBridgeEvent<string, unknown>>): Promise<void> {
    const detail = typeof event.detail === 'string' ? decodeText(event.detail, undefined) : event.detail;
    const { schema } = this.constructor as typeof EventBridgeHandler;
    // What the schema gives is of the detail's type, as registerEventHandler checks; without one it is the user's word.
    await this.onEvent(event['detail-type'], (await validate(schema, detail)) as Detail, event);
  }

  protected override idOf(event: EventBridgeEvent<string, unknown>): string | undefined {
    return event.id;
  }
}
