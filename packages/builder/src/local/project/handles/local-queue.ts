import type { Clock } from '../../clock/clock.ts';
import { LocalOptionError } from '../../options/local-option-error.ts';
import type { MessageAttributes } from '../../sources/queue/message/message-attributes.ts';
import type { QueueMessage } from '../../sources/queue/message/message-view.ts';
import type { LocalQueues } from '../resources/local-queues.ts';
import { checkDetails, checkText, isObject, sendTo } from '../resources/rejected-message.ts';
import type { CheckOpen } from './emulator-closed-error.ts';
import { unknownSource } from './unknown-source.ts';

/** A message to send to a queue. */
export interface LocalMessage {
  readonly body: string;
  /** As in AWS's SDK: `{ kind: { DataType: 'String', StringValue: 'order' } }`. */
  readonly attributes?: MessageAttributes | undefined;
  /** A FIFO queue needs one. */
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** Seconds until it becomes visible. */
  readonly delay?: number | undefined;
}

/** A queue of a running emulator. */
export interface LocalQueue {
  readonly url: string;
  readonly arn: string;
  /** All messages, oldest first. */
  readonly messages: readonly QueueMessage[];
  /**
   * Sends a message, or several.
   *
   * @throws {RejectedMessageError} the queue does not accept a message; those before it have been sent
   * @throws {EmulatorClosedError} the emulator is closed
   */
  send(messages: string | LocalMessage | readonly (string | LocalMessage)[]): void;
  /**
   * Deletes all messages.
   *
   * @throws {EmulatorClosedError} the emulator is closed
   */
  purge(): void;
  /**
   * Moves the messages of a dead-letter queue back to their queues. For another queue, those of its dead-letter queue.
   *
   * @throws {LocalOptionError} it is no dead-letter queue, and has none
   * @throws {EmulatorClosedError} the emulator is closed
   */
  redrive(): void;
}

/**
 * A queue by its name.
 *
 * @param url the address of the emulator
 * @throws {LocalOptionError} there is no such queue
 */
export function localQueue(
  local: LocalQueues | undefined,
  clock: Clock,
  url: string,
  name: string,
  checkOpen: CheckOpen = () => {},
): LocalQueue {
  const queue = local?.queues.find(name);
  if (local === undefined || queue === undefined) throw unknownSource('queue', name, local?.queues.all);
  const { arn } = queue;
  return {
    url: local.urlOf(queue, url),
    arn,
    get messages() {
      return queue.messages(clock.now);
    },
    send(messages) {
      const destination = `queue ${name}`;
      checkOpen(`send to the ${destination}`);
      try {
        for (const message of isList(messages) ? messages : [messages]) {
          const { delay, ...input } = messageOf(message, destination);
          sendTo(destination, () => queue.send({ ...input, delaySeconds: delay }, clock.now));
        }
      } finally {
        local.changed();
      }
    },
    purge() {
      checkOpen(`purge the queue ${name}`);
      queue.clear();
      local.changed();
    },
    redrive() {
      checkOpen(`redrive the messages of the queue ${name}`);
      const target = local.queues.sourcesOf(queue).length > 0 ? arn : queue.settings.redrive?.target;
      if (target === undefined) throw new LocalOptionError(`the queue ${name} is no dead-letter queue, and has none`);
      local.queues.startMoveTask({ sourceArn: target }, clock.now);
      local.changed();
    },
  };
}

/** @throws {RejectedMessageError} it has no text */
function messageOf(message: string | LocalMessage, destination: string): LocalMessage {
  if (!isObject(message) || !('body' in message)) return { body: checkText(destination, message) };
  const { body, ...details } = message;
  checkText(destination, body);
  checkDetails(destination, details);
  return message;
}

/** `Array.isArray` does not know readonly lists. */
function isList(messages: Parameters<LocalQueue['send']>[0]): messages is readonly (string | LocalMessage)[] {
  return Array.isArray(messages);
}
