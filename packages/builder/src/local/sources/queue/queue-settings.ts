import { isSameResource } from '../../../aws/arn.ts';
import { QueueError } from './queue-error.ts';

/** How a queue behaves. All durations are in seconds. */
export interface QueueSettings {
  /** How long new messages are delayed: 0 to 900. */
  readonly delay: number;
  /** How long a received message is hidden: 0 to 43,200. */
  readonly visibilityTimeout: number;
  /** How long messages are kept: 60 to 1,209,600. */
  readonly retention: number;
  /** How long a receiver waits for messages: 0 to 20. */
  readonly receiveWait: number;
  /** Bytes: 1,024 to 1,048,576. */
  readonly maxMessageSize: number;
  /** Where a message goes at the receive that exceeds this number. */
  readonly redrive?: RedrivePolicy | undefined;
  /** Whether a FIFO queue takes the checksum of a body for its deduplication id. */
  readonly contentBasedDeduplication: boolean;
  /** Within what deduplication ids of a FIFO queue are distinct. */
  readonly deduplicationScope: 'queue' | 'messageGroup';
  /** Attributes without an effect here, such as `Policy` and `KmsMasterKeyId`. */
  readonly others: Readonly<Record<string, string>>;
}

/** What happens to messages that are received again and again. */
export interface RedrivePolicy {
  /** The ARN of the dead-letter queue. */
  readonly target: string;
  readonly maxReceiveCount: number;
}

/** SQS's defaults: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const defaultSettings: QueueSettings = {
  delay: 0,
  visibilityTimeout: 30,
  retention: 345_600,
  receiveWait: 0,
  maxMessageSize: 1_048_576,
  contentBasedDeduplication: false,
  deduplicationScope: 'queue',
  others: {},
};

/** The numbers among the attributes, with their limits. */
const numbers = {
  DelaySeconds: { key: 'delay', min: 0, max: 900 },
  VisibilityTimeout: { key: 'visibilityTimeout', min: 0, max: 43_200 },
  MessageRetentionPeriod: { key: 'retention', min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { key: 'receiveWait', min: 0, max: 20 },
  MaximumMessageSize: { key: 'maxMessageSize', min: 1024, max: 1_048_576 },
} as const;

const withoutEffect = [
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'RedriveAllowPolicy',
  'FifoThroughputLimit',
];
const jsonAttributes = ['Policy', 'RedriveAllowPolicy'];
const MAX_RECEIVES = 1000;

/**
 * Reads attributes as `CreateQueue` and `SetQueueAttributes` have them.
 *
 * @throws {QueueError} an attribute is unknown or invalid
 */
export function changedSettings(
  settings: QueueSettings,
  attributes: Readonly<Record<string, string>>,
  isFifo: boolean,
): QueueSettings {
  let changed = settings;
  for (const [name, value] of Object.entries(attributes)) {
    changed = { ...changed, ...changeOf(name, value, isFifo, changed) };
  }
  return changed;
}

/**
 * Returns the first of these attributes that has another value in the settings, whatever its notation.
 *
 * @throws {QueueError} an attribute is unknown or invalid
 */
export function findDifference(
  settings: QueueSettings,
  attributes: Readonly<Record<string, string>>,
  isFifo: boolean,
): string | undefined {
  const known = attributesOf(settings, isFifo);
  const { redrive, ...others } = changedSettings(settings, attributes, isFifo);
  const target = settings.redrive?.target ?? '';
  // The account and the region of an ARN can be those of an earlier run.
  const same = redrive && isSameResource(redrive.target, target) ? { ...redrive, target } : redrive;
  const wanted = attributesOf({ ...others, redrive: same }, isFifo);
  return Object.keys(attributes).find((name) => wanted[name] !== known[name]);
}

function changeOf(name: string, value: string, isFifo: boolean, { others }: QueueSettings): Partial<QueueSettings> {
  if (isNumber(name)) {
    const { key, min, max } = numbers[name];
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) throw invalidAttribute(name, value);
    return { [key]: number };
  }
  switch (name) {
    case 'RedrivePolicy':
      return { redrive: value === '' ? undefined : parseRedrivePolicy(value) };
    case 'FifoQueue':
      if (value !== String(isFifo)) throw invalidAttribute(name, value);
      return {};
    case 'ContentBasedDeduplication':
      if (!isFifo) throw unknownAttribute(name);
      if (value !== 'true' && value !== 'false') throw invalidAttribute(name, value);
      return { contentBasedDeduplication: value === 'true' };
    case 'DeduplicationScope':
      if (!isFifo) throw unknownAttribute(name);
      if (value !== 'queue' && value !== 'messageGroup') throw invalidAttribute(name, value);
      return { deduplicationScope: value };
    default:
      if (jsonAttributes.includes(name) && value !== '' && parseObject(value) === undefined) {
        throw invalidAttribute(name, value);
      }
      if (!withoutEffect.includes(name)) throw unknownAttribute(name);
      return {
        others: Object.fromEntries(Object.entries({ ...others, [name]: value }).filter(([, each]) => each !== '')),
      };
  }
}

function isNumber(name: string): name is keyof typeof numbers {
  return Object.hasOwn(numbers, name);
}

function parseRedrivePolicy(text: string): RedrivePolicy {
  const fields = parseObject(text);
  const target = fields?.deadLetterTargetArn;
  const count = Number(fields?.maxReceiveCount);
  const isValid = typeof target === 'string' && Number.isInteger(count) && count >= 1 && count <= MAX_RECEIVES;
  if (!isValid) throw invalidAttribute('RedrivePolicy', text);
  return { target, maxReceiveCount: count };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function unknownAttribute(name: string): QueueError {
  return new QueueError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

function invalidAttribute(name: string, value: string): QueueError {
  return new QueueError('InvalidAttributeValue', `Invalid value for the parameter ${name}: ${value}`);
}

/** The settings as `GetQueueAttributes` returns them. */
export function attributesOf(settings: QueueSettings, isFifo: boolean): Record<string, string> {
  const { redrive, contentBasedDeduplication, deduplicationScope, others } = settings;
  return {
    ...Object.fromEntries(Object.entries(numbers).map(([name, { key }]) => [name, String(settings[key])])),
    ...(redrive !== undefined && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: redrive.target,
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
    ...(isFifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(contentBasedDeduplication),
      DeduplicationScope: deduplicationScope,
      FifoThroughputLimit: 'perQueue',
    }),
    SqsManagedSseEnabled: 'true',
    ...others,
  };
}
