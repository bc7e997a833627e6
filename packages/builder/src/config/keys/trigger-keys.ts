import { albKeys } from '../triggers/alb.ts';
import { eventbridgeKeys } from '../triggers/eventbridge.ts';
import { httpApiKeys } from '../triggers/http-api.ts';
import { s3DirectKeys, s3SqsKeys } from '../triggers/s3.ts';
import { schedulerKeys } from '../triggers/scheduler.ts';
import { snsKeys, snsSqsKeys } from '../triggers/sns.ts';
import { sqsKeys } from '../triggers/sqs.ts';
import { streamKeys } from '../triggers/stream.ts';
import { urlKeys } from '../triggers/url.ts';
import { variants } from './section.ts';

/** The keys of the trigger, by trigger type. */
export const triggerKeys = variants(
  { env: 'TRIGGER_TYPE', description: 'What invokes the function.' },
  {
    's3-sqs': s3SqsKeys,
    's3-direct': s3DirectKeys,
    eventbridge: eventbridgeKeys,
    scheduler: schedulerKeys,
    sns: snsKeys,
    'sns-sqs': snsSqsKeys,
    sqs: sqsKeys,
    alb: albKeys,
    url: urlKeys,
    'http-api': httpApiKeys,
    kinesis: streamKeys,
    dynamodb: streamKeys,
    none: {},
  },
);

/** What invokes the function: a value of `trigger.type`. */
export type TriggerType = keyof typeof triggerKeys.variants;

/** All values of `trigger.type`. */
// The object is a literal, so it has no other keys.
export const triggerTypes = Object.keys(triggerKeys.variants) as readonly TriggerType[];
