import { arnOf, bucketArn } from '../../aws/arn.ts';
import type { BucketSettings, QueueSettings, StreamSettings, Trigger } from '../../config/configuration.ts';
import { ruleArn } from '../kinds/events/rule.ts';
import { topicArn } from '../kinds/events/topic.ts';
import { type Wanted, want } from '../kinds/kinds.ts';
import { type Purpose, statementId, type Tags, targetGroupName } from '../resource/ownership.ts';
import { type DeploymentTarget, idOf, type Reference, referenceTo } from '../resource/resource.ts';

/** What a trigger is attached to. */
export interface Attachment {
  readonly target: DeploymentTarget;
  /** The tags of all that is made. */
  readonly tags: Tags;
  /** The ARN of what is invoked: the function, or its alias. */
  readonly invoked: string;
  readonly alias: string | undefined;
}

/** The resources that let a trigger invoke the function. */
export function desiredTrigger(trigger: Trigger, to: Attachment): Wanted[] {
  switch (trigger.type) {
    case 's3-sqs':
      return s3ToQueue(trigger, to);
    case 's3-direct':
      return s3Direct(trigger, to);
    case 'eventbridge':
      return [
        mayInvoke(to, 'events', trigger.ruleName, ruleArn(to.target, trigger.ruleName)),
        want('rule', trigger.ruleName, { schedule: trigger.schedule, state: trigger.ruleState, tags: to.tags }),
        want('rule target', trigger.ruleName, { function: to.invoked }),
      ];
    case 'sns': {
      const topic = topicArn(to.target, trigger.topicName);
      return [
        want('topic', trigger.topicName, { tags: to.tags }),
        mayInvoke(to, 'sns', topic, topic),
        want('subscription', `${topic} ${to.invoked}`, {}),
      ];
    }
    case 'sns-sqs':
      return snsToQueue(trigger, to);
    case 'sqs':
      return [...queues(trigger.queue, to), queueMapping(trigger.queue, to)];
    case 'alb':
      return loadBalancer(trigger, to);
    case 'url':
      return url(trigger, to);
    case 'kinesis':
    case 'dynamodb':
      return [streamMapping(trigger.stream, to)];
    case 'none':
      return [];
  }
}

function s3ToQueue(trigger: BucketSettings & { readonly queue: QueueSettings }, to: Attachment): Wanted[] {
  const bucket = bucketArn(to.target.aws, trigger.bucket);
  return [
    ...queues(trigger.queue, to),
    maySend(to, trigger.queue, 's3', bucket),
    ...bucketToMake(trigger, to),
    queueMapping(trigger.queue, to),
    notification(trigger, queueArn(trigger.queue.name, to)),
  ];
}

function s3Direct(trigger: BucketSettings, to: Attachment): Wanted[] {
  const bucket = bucketArn(to.target.aws, trigger.bucket);
  return [...bucketToMake(trigger, to), mayInvoke(to, 's3', bucket, bucket), notification(trigger, to.invoked)];
}

function snsToQueue(trigger: { topicName: string; queue: QueueSettings }, to: Attachment): Wanted[] {
  const topic = topicArn(to.target, trigger.topicName);
  return [
    ...queues(trigger.queue, to),
    maySend(to, trigger.queue, 'sns', topic),
    want('topic', trigger.topicName, { tags: to.tags }),
    queueMapping(trigger.queue, to),
    want('subscription', `${topic} ${queueArn(trigger.queue.name, to)}`, {}),
  ];
}

function loadBalancer(trigger: { listenerArn: string; path: string; priority: number }, to: Attachment): Wanted[] {
  const group = targetGroupName(to.target.project);
  const groupArn = referenceTo(idOf({ kind: 'target group', name: group }), 'arn');
  return [
    want('target group', group, { tags: to.tags }),
    mayInvoke(to, 'alb', group, groupArn),
    want('target', group, { function: to.invoked }),
    want('listener rule', trigger.listenerArn, {
      path: trigger.path,
      priority: trigger.priority,
      targetGroup: groupArn,
      tags: to.tags,
    }),
  ];
}

/**
 * A URL that is public needs both actions since October 2025, the second one for calls by the URL alone; see
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html.
 */
function url(trigger: Extract<Trigger, { type: 'url' }>, to: Attachment): Wanted[] {
  const { authType, invokeMode, cors } = trigger;
  const name = [to.target.functionName, to.alias].filter(Boolean).join(':');
  const everybody = { principal: '*', source: null, account: null };
  const open = [
    want('permission', permissionName(to, 'url', 'everybody'), {
      ...everybody,
      action: 'lambda:InvokeFunctionUrl',
      urlAuthType: 'NONE',
    }),
    want('permission', permissionName(to, 'url-invoke', 'everybody'), {
      ...everybody,
      action: 'lambda:InvokeFunction',
      viaUrl: true,
    }),
  ];
  return [
    ...(authType === 'NONE' ? open : []),
    want('function url', name, { authType, invokeMode, cors: cors ?? null }),
  ];
}

function queues(settings: QueueSettings, to: Attachment): Wanted[] {
  const { name, retention, visibilityTimeout, receiveCount, dlq } = settings;
  return [
    want('queue', dlq.name, { retention: dlq.retention, visibilityTimeout: undefined, redrive: null, tags: to.tags }),
    want('queue', name, {
      retention,
      visibilityTimeout,
      redrive: { queue: queueArn(dlq.name, to), receiveCount },
      tags: to.tags,
    }),
  ];
}

function queueArn(name: string, { target }: Attachment): string {
  return arnOf(target.aws, 'sqs', name);
}

function queueMapping(queue: QueueSettings, to: Attachment): Wanted {
  return want('mapping', queueArn(queue.name, to), {
    function: to.invoked,
    batchSize: queue.batchSize,
    batchWindow: queue.batchWindow,
    partialBatchResponse: queue.partialBatchResponse,
    maximumConcurrency: queue.maximumConcurrency ?? null,
    tags: to.tags,
  });
}

function streamMapping(stream: StreamSettings, to: Attachment): Wanted {
  return want('mapping', stream.arn, {
    function: to.invoked,
    batchSize: stream.batchSize,
    batchWindow: stream.batchWindow,
    partialBatchResponse: stream.partialBatchResponse,
    startingPosition: stream.startingPosition,
    bisect: stream.bisect,
    retries: stream.retries ?? -1,
    tags: to.tags,
  });
}

function bucketToMake({ bucket, createBucket }: BucketSettings, to: Attachment): Wanted[] {
  return createBucket ? [want('bucket', bucket, { tags: to.tags })] : [];
}

function notification({ bucket, events, prefix }: BucketSettings, destination: string): Wanted {
  return want('notification', bucket, { destination, events: [...events].sort(), prefix: prefix ?? null });
}

const services = {
  s3: 's3.amazonaws.com',
  events: 'events.amazonaws.com',
  sns: 'sns.amazonaws.com',
  alb: 'elasticloadbalancing.amazonaws.com',
} as const;

/** A queue lets in what a bucket or a topic sends. */
function maySend(to: Attachment, queue: QueueSettings, purpose: 's3' | 'sns', source: string): Wanted {
  const name = `${queue.name}/${statementId(to.target.project, purpose, source)}`;
  return want('queue policy', name, { service: services[purpose], source });
}

/** The function lets itself be invoked for one source; `subject` is a name of it that is known before it is made. */
function mayInvoke(
  to: Attachment,
  purpose: keyof typeof services,
  subject: string,
  source: string | Reference,
): Wanted {
  return want('permission', permissionName(to, purpose, subject), {
    action: 'lambda:InvokeFunction',
    principal: services[purpose],
    source,
    // A bucket's ARN doesn't tell its account: a deleted bucket's name may come to belong to somebody else.
    account: purpose === 's3' ? to.target.aws.account : null,
  });
}

function permissionName({ target, alias }: Attachment, purpose: Purpose, subject: string): string {
  // The policies of a function and of its alias are two, but emulators of AWS have one for both.
  const id = statementId(target.project, purpose, [subject, alias].filter(Boolean).join(' '));
  return [id, alias].filter(Boolean).join('@');
}
