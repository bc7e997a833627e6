import { createHash } from 'node:crypto';
import { checkNumber, invalidParameter, invalidValue, missingParameter } from '../queue-error.ts';
import type { QueueSettings } from '../queue-settings.ts';
import {
  attributesMd5,
  attributesSize,
  bodyMd5,
  checkAttributes,
  checkText,
  type MessageAttributes,
} from './message-attributes.ts';
import type { MessageContent } from './stored-message.ts';

/** A message as its sender has it. */
export interface SendInput {
  readonly body: string;
  /** 0 to 900. Default: that of the queue, which is the only one of a FIFO queue. */
  readonly delaySeconds?: number | undefined;
  readonly attributes?: MessageAttributes | undefined;
  /** Only `AWSTraceHeader`. */
  readonly systemAttributes?: MessageAttributes | undefined;
  /** A FIFO queue needs one. */
  readonly groupId?: string | undefined;
  /** Default: the checksum of the body, if the FIFO queue has content-based deduplication. */
  readonly deduplicationId?: string | undefined;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const MAX_DELAY_SECONDS = 900;
const fifoId = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;
const OTHER_TYPE = 'The request include parameter that is not valid for this queue type.';

/** How many bytes of its queue's limit a message takes. */
export function sizeOf({ body, attributes = {} }: SendInput): number {
  return Buffer.byteLength(body) + attributesSize(attributes);
}

/**
 * Checks a message, and completes it.
 *
 * @throws {QueueError} the queue does not accept it
 */
export function contentOf(input: SendInput, settings: QueueSettings, isFifo: boolean): MessageContent {
  const { body, attributes = {}, systemAttributes = {}, delaySeconds } = input;
  if (body === '') throw missingParameter('MessageBody');
  checkText(body);
  checkAttributes(attributes);
  if (sizeOf(input) > settings.maxMessageSize) {
    const reason = `Message must be shorter than ${settings.maxMessageSize} bytes.`;
    throw invalidParameter(`One or more parameters are invalid. Reason: ${reason}`);
  }
  if (delaySeconds !== undefined) checkDelay(delaySeconds, isFifo);
  return {
    body,
    bodyMd5: bodyMd5(body),
    attributes,
    attributesMd5: attributesMd5(attributes),
    traceHeader: traceHeaderOf(systemAttributes),
    groupId: groupIdOf(input, isFifo),
    deduplicationId: deduplicationIdOf(input, settings, isFifo),
  };
}

function checkDelay(seconds: number, isFifo: boolean): void {
  if (isFifo && seconds !== 0) throw invalidValue('DelaySeconds', seconds, OTHER_TYPE);
  checkNumber('DelaySeconds', seconds, 0, MAX_DELAY_SECONDS, ' of seconds');
}

function traceHeaderOf(systemAttributes: MessageAttributes): string | undefined {
  const { AWSTraceHeader: header, ...others } = systemAttributes;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalidParameter(`Message system attribute name '${other}' is invalid.`);
  if (header === undefined) return undefined;
  if (header.DataType !== 'String' || header.StringValue === undefined) {
    throw invalidParameter("The message system attribute 'AWSTraceHeader' must be a string.");
  }
  return header.StringValue;
}

function groupIdOf({ groupId }: SendInput, isFifo: boolean): string | undefined {
  if (groupId === undefined && isFifo) throw missingParameter('MessageGroupId');
  if (groupId !== undefined) checkFifoId('MessageGroupId', groupId);
  return groupId;
}

function deduplicationIdOf(
  { body, deduplicationId }: SendInput,
  { contentBasedDeduplication }: QueueSettings,
  isFifo: boolean,
): string | undefined {
  if (!isFifo) {
    if (deduplicationId === undefined) return undefined;
    throw invalidValue('MessageDeduplicationId', deduplicationId, OTHER_TYPE);
  }
  if (deduplicationId !== undefined) {
    checkFifoId('MessageDeduplicationId', deduplicationId);
    return deduplicationId;
  }
  if (contentBasedDeduplication) return createHash('sha256').update(body).digest('hex');
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

/** Whether a message can have this as the id of its group, or for its deduplication. */
export function isFifoId(id: string): boolean {
  return fifoId.test(id);
}

function checkFifoId(parameter: string, id: string): void {
  if (isFifoId(id)) return;
  const reason = `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue(parameter, id, reason);
}
