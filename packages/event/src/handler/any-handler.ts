import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_ANY } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { EventHandler } from './event-handler.ts';
import { type StaticSettings, settingsOf } from './settings.ts';

const Base: typeof EventHandler & StaticSettings<{ schema: StandardSchema }> = EventHandler;

/**
 * Handles events that come from none of the sources that invoke functions: a task of AWS Step Functions, a target of
 * EventBridge with a custom input, a schedule with an input, or a direct call. Extend it and override `onEvent`.
 *
 * Static setting of a subclass: `schema`, a Standard Schema that events must match.
 *
 * @example
 * class Tasks extends AnyHandler<Task> {
 *   override async onEvent(task: Task) {
 *     return { total: task.items.length };
 *   }
 * }
 */
export class AnyHandler<Event = unknown, Runtime extends object = object> extends Base<unknown, Runtime> {
  static override readonly source: typeof EVENT_ANY = EVENT_ANY;

  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Event & ParameterAt<0, this['onEvent']>;

  /** Handles an event. The result is the response to the invocation; what it throws fails the invocation. */
  onEvent(_event: Event): unknown {
    throw notOverridden(this, 'AnyHandler', 'onEvent');
  }

  override async process(): Promise<unknown> {
    const { schema } = settingsOf<{ schema: StandardSchema }>(this);
    // registerEventHandler checks the output of the schema against Event; without a schema, the user asserts it.
    return this.onEvent((await validate(schema, this.event)) as Event);
  }
}
