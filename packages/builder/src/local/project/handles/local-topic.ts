import type { Clock } from '../../clock/clock.ts';
import type { MessageAttributes } from '../../sources/queue/message/message-attributes.ts';
import type { LocalEvents } from '../resources/local-events.ts';
import { checkDetails, checkText, sendTo } from '../resources/rejected-message.ts';
import type { CheckOpen } from './emulator-closed-error.ts';
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
  /**
   * Publishes a message to those subscribers whose filters it passes.
   *
   * @throws {RejectedMessageError} the topic does not accept the message
   * @throws {EmulatorClosedError} the emulator is closed
   */
  publish(message: string, notification?: LocalNotification): void;
}

/**
 * A topic by its name.
 *
 * @throws {LocalOptionError} there is no such topic
 */
export function localTopic(
  events: LocalEvents | undefined,
  clock: Clock,
  name: string,
  checkOpen: CheckOpen,
): LocalTopic {
  const topic = events?.topics.find(name);
  if (topic === undefined) throw unknownSource('topic', name, events?.topics.all);
  return {
    arn: topic.arn,
    publish(message, notification = {}) {
      const destination = `topic ${name}`;
      checkOpen(`publish on the ${destination}`);
      checkText(destination, message);
      checkDetails(destination, notification);
      sendTo(destination, () => topic.publish({ ...notification, message }, clock.now));
    },
  };
}
