import type { TriggerType } from '../keys/trigger-keys.ts';
import { alb } from './alb.ts';
import { eventbridge } from './eventbridge.ts';
import { httpApi } from './http-api.ts';
import { s3Direct, s3Sqs } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { sns, snsSqs } from './sns.ts';
import { sqs } from './sqs.ts';
import { dynamodb, kinesis } from './stream.ts';
import type { TriggerRules } from './trigger-rules.ts';
import { url } from './url.ts';

const rules: { readonly [Type in TriggerType]: TriggerRules<Type> } = {
  's3-sqs': s3Sqs,
  's3-direct': s3Direct,
  eventbridge,
  scheduler,
  sns,
  'sns-sqs': snsSqs,
  sqs,
  alb,
  url,
  'http-api': httpApi,
  kinesis,
  dynamodb,
  none: { profile: 'basic' },
};

/** The rules of a type of trigger, for code that treats all types alike. */
export function rulesOf(type: TriggerType): TriggerRules<TriggerType> {
  // The caller passes settings of this type.
  return rules[type] as TriggerRules<TriggerType>;
}
