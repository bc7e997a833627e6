import { arnOf, bucketArn } from '../../aws/arn.ts';
import type { BucketSettings, QueueSettings, StreamSettings, Trigger } from '../../config/configuration.ts';
import { ruleArn } from '../kinds/events/rule.ts';
import { topicArn } from '../kinds/events/topic.ts';
import { type DesiredResource, desiredResource } from '../kinds/kinds.ts';
import type { MappingSettings } from '../kinds/queue/mapping.ts';
import { TRIGGER_TAG } from '../resource/identity.ts';
import { formerTargetGroupName, targetGroupName } from '../resource/ids.ts';
import { idOf, referenceTo } from '../resource/resource.ts';
import { type Attachment, invokePermission, permission, queuePolicyStatement } from './trigger-permissions.ts';

type BucketTrigger = BucketSettings & Pick<Trigger, 'qualifier'>;

/** Lists the resources that let a trigger invoke the function. */
export function triggerResources(trigger: Trigger, attachment: Attachment): DesiredResource[] {
  switch (trigger.type) {
    case 's3-sqs':
      return s3ToQueue(trigger, attachment);
    case 's3-direct':
      return s3Direct(trigger, attachment);
    case 'eventbridge':
      return [
        invokePermission(attachment, 'events', trigger.ruleName, ruleArn(attachment.target, trigger.ruleName)),
        desiredResource('rule', trigger.ruleName, {
          schedule: trigger.schedule,
          state: trigger.ruleState,
          pattern: null,
          tags: attachment.tags,
        }),
        desiredResource('rule target', trigger.ruleName, {
          function: attachment.invoked,
          input: null,
          retryPolicy: null,
          deadLetterQueue: null,
        }),
      ];
    case 'sns': {
      const topic = topicArn(attachment.target, trigger.topicName);
      return [
        topicResource(trigger, attachment),
        invokePermission(attachment, 'sns', topic, topic),
        desiredResource('subscription', `${topic} ${attachment.invoked}`, { mark: 'ours' }),
      ];
    }
    case 'sns-sqs':
      return snsToQueue(trigger, attachment);
    case 'sqs':
      return [...queues(trigger.queue, attachment), queueMapping(trigger.queue, attachment)];
    case 'alb':
      return loadBalancer(trigger, attachment);
    case 'url':
      return url(trigger, attachment);
    case 'kinesis':
    case 'dynamodb':
      return [streamMapping(trigger.stream, attachment)];
    case 'none':
      return [];
  }
}

function s3ToQueue(
  trigger: BucketTrigger & { readonly queue: QueueSettings },
  attachment: Attachment,
): DesiredResource[] {
  const bucket = bucketArn(attachment.target.aws, trigger.bucket);
  return [
    ...queues(trigger.queue, attachment),
    queuePolicyStatement(attachment, trigger.queue, 's3', bucket),
    ...bucketToCreate(trigger, attachment),
    queueMapping(trigger.queue, attachment),
    notification(trigger, queueArn(trigger.queue.name, attachment)),
  ];
}

function s3Direct(trigger: BucketTrigger, attachment: Attachment): DesiredResource[] {
  const bucket = bucketArn(attachment.target.aws, trigger.bucket);
  return [
    ...bucketToCreate(trigger, attachment),
    invokePermission(attachment, 's3', bucket, bucket),
    notification(trigger, attachment.invoked),
  ];
}

function snsToQueue(
  trigger: { topicName: string; topicExisting: boolean; queue: QueueSettings },
  attachment: Attachment,
): DesiredResource[] {
  const topic = topicArn(attachment.target, trigger.topicName);
  return [
    ...queues(trigger.queue, attachment),
    queuePolicyStatement(attachment, trigger.queue, 'sns', topic),
    topicResource(trigger, attachment),
    queueMapping(trigger.queue, attachment),
    desiredResource('subscription', `${topic} ${queueArn(trigger.queue.name, attachment)}`, { mark: 'ours' }),
  ];
}

function topicResource(
  { topicName, topicExisting }: { topicName: string; topicExisting: boolean },
  { tags }: Attachment,
): DesiredResource {
  return desiredResource('topic', topicName, { tags }, { isExisting: topicExisting });
}

function loadBalancer(trigger: Extract<Trigger, { type: 'alb' }>, attachment: Attachment): DesiredResource[] {
  const { identity } = attachment.target;
  const { qualifier, listenerArn } = trigger;
  const group = targetGroupName(identity, qualifier);
  // Version 1.0 knew one trigger only.
  const formerName = qualifier === '' ? formerTargetGroupName(identity.project) : undefined;
  const groupArn = referenceTo(idOf({ kind: 'target group', name: group }), 'arn');
  return [
    desiredResource('target group', group, { tags: attachment.tags }, formerName === undefined ? {} : { formerName }),
    invokePermission(attachment, 'alb', group, groupArn, formerName),
    desiredResource('target', group, { function: attachment.invoked }),
    desiredResource('listener rule', [listenerArn, qualifier].filter(Boolean).join('#'), {
      path: trigger.path,
      priority: trigger.priority,
      targetGroup: groupArn,
      otherConditions: null,
      otherActions: null,
      tags: qualifier === '' ? attachment.tags : { ...attachment.tags, [TRIGGER_TAG]: qualifier },
    }),
  ];
}

/**
 * Since October 2025, a public URL needs permission for two actions; the second is limited to calls through the URL.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
function url(trigger: Extract<Trigger, { type: 'url' }>, attachment: Attachment): DesiredResource[] {
  const { authType, invokeMode, cors } = trigger;
  const name = [attachment.target.functionName, attachment.alias].filter(Boolean).join(':');
  const anyone = { principal: '*', source: null, account: null, edited: null };
  const publicAccess = [
    permission(attachment, 'url', 'everybody', {
      ...anyone,
      action: 'lambda:InvokeFunctionUrl',
      urlAuthType: 'NONE',
    }),
    permission(attachment, 'url-invoke', 'everybody', {
      ...anyone,
      action: 'lambda:InvokeFunction',
      viaUrl: true,
    }),
  ];
  return [
    ...(authType === 'NONE' ? publicAccess : []),
    desiredResource('function url', name, { authType, invokeMode, cors: cors ?? null, mark: 'ours' }),
  ];
}

function queues(settings: QueueSettings, attachment: Attachment): DesiredResource[] {
  const { name, existing: isExisting, retention, visibilityTimeout, receiveCount, dlq } = settings;
  const { tags } = attachment;
  const redrive = { queue: queueArn(dlq.name, attachment), receiveCount };
  const queue = desiredResource('queue', name, { retention, visibilityTimeout, redrive, tags }, { isExisting });
  // Where the messages of an existing queue go is not ours to decide.
  if (isExisting) return [queue];
  const settingsOfDlq = { retention: dlq.retention, visibilityTimeout: undefined, redrive: null, tags };
  return [desiredResource('queue', dlq.name, settingsOfDlq, { isExisting: dlq.existing }), queue];
}

function queueArn(name: string, { target }: Attachment): string {
  return arnOf(target.aws, 'sqs', name);
}

function queueMapping(queue: QueueSettings, attachment: Attachment): DesiredResource {
  return mapping(queueArn(queue.name, attachment), queue, attachment, {
    maximumConcurrency: queue.maximumConcurrency ?? null,
  });
}

function streamMapping(stream: StreamSettings, attachment: Attachment): DesiredResource {
  const { startingPosition, bisect, retries = -1 } = stream;
  return mapping(stream.arn, stream, attachment, { startingPosition, bisect, retries });
}

/**
 * An event source mapping.
 *
 * @param specific the settings that only queues have, or only streams
 */
function mapping(
  source: string,
  { batchSize, batchWindow, partialBatchResponse }: QueueSettings | StreamSettings,
  { invoked, tags }: Attachment,
  specific: Partial<MappingSettings>,
): DesiredResource {
  return desiredResource('mapping', source, {
    function: invoked,
    batchSize,
    batchWindow,
    partialBatchResponse,
    enabled: true,
    filters: [],
    onFailure: null,
    ...specific,
    tags,
  });
}

function bucketToCreate({ bucket, createBucket }: BucketSettings, attachment: Attachment): DesiredResource[] {
  return createBucket ? [desiredResource('bucket', bucket, { tags: attachment.tags })] : [];
}

function notification({ bucket, event, prefix, qualifier }: BucketTrigger, destination: string): DesiredResource {
  return desiredResource('notification', [bucket, qualifier].filter(Boolean).join('/'), {
    destination,
    events: [...event].sort(),
    prefix: prefix ?? null,
    suffix: null,
  });
}
