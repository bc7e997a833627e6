import type { Clock } from '../../clock/clock.ts';
import type { MessageAttributes } from '../../sources/queue/message/message-attributes.ts';
import type { LocalEvents } from '../local-events.ts';
import { unknownSource } from './unknown-source.ts';

/** What a message has besides its text. */
export interface LocalNotification {
  readonly subject?: string | undefined;
  /** As in AWS's SDK: `{ kind: { DataType: 'String', StringValue: 'order' } }`. */
  readonly attributes?: MessageAttributes | undefined;
  /** A FIFO topic needs one. */
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** A topic of a running emulator. */
export interface LocalTopic {
  readonly arn: string;
  /** Publishes a message to those subscribers whose filters it passes. */
  publish(message: string, notification?: LocalNotification): void;
}

/**
 * A topic by its name.
 *
 * @throws {LocalOptionError} there is no such topic
 */
export function localTopic(events: LocalEvents | undefined, clock: Clock, name: string): LocalTopic {
  const topic = events?.topics.find(name);
  if (topic === undefined) throw unknownSource('topic', name, events?.topics.all);
  return {
    arn: topic.arn,
    publish(message, notification = {}) {
      topic.publish({ ...notification, message }, clock.now);
    },
  };
}
