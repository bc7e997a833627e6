import type { Trigger } from '../../../config/configuration.ts';
import type { TriggerType } from '../../../config/keys/trigger-keys.ts';
import type { DesiredResource } from '../../kinds/kinds.ts';
import { alb } from './alb.ts';
import type { Attachment, TriggerOf } from './attachment.ts';
import { eventbridge } from './eventbridge.ts';
import { httpApi } from './http-api.ts';
import { s3Direct, s3Sqs } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { sns, snsSqs } from './sns.ts';
import { sqs } from './sqs.ts';
import { stream } from './stream.ts';
import { url } from './url.ts';

/** Lists the resources that let a type of trigger invoke the function. */
type ListResources<Type extends TriggerType> = (trigger: TriggerOf<Type>, attachment: Attachment) => DesiredResource[];

const resources: { readonly [Type in TriggerType]: ListResources<Type> } = {
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
  kinesis: stream,
  dynamodb: stream,
  none: () => [],
};

/** Lists the resources that let a trigger invoke the function. */
export function triggerResources(trigger: Trigger, attachment: Attachment): DesiredResource[] {
  // The function is that of the type of the trigger, which the compiler cannot see.
  const list = resources[trigger.type] as ListResources<TriggerType>;
  return list(trigger, attachment);
}
