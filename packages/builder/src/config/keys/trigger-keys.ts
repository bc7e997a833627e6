import { boolean, choice, integer, list, text } from './key.ts';
import { queueKeys } from './queue-keys.ts';
import { type Values, variants } from './section.ts';
import { streamKeys } from './stream-keys.ts';
import { urlKeys } from './url-keys.ts';

const bucketKeys = {
  bucket: text({
    format: 'bucket',
    env: 'BUCKET_NAME',
    required: true,
    description: 'The bucket whose events the function handles.',
  }),
  createBucket: boolean({
    env: 'CREATE_BUCKET',
    default: false,
    description: 'Create the bucket if it does not exist. teardown deletes it only if it is empty.',
  }),
  prefix: text({
    format: 'key prefix',
    env: 'KEY_PREFIX',
    description: 'Handle only objects whose keys start with this prefix.',
  }),
  event: list({
    format: 's3 event',
    env: 'S3_EVENT',
    default: ['s3:ObjectCreated:*'],
    description: 'The S3 event to handle, or a list of them.',
  }),
} as const;

const topicKeys = {
  topicName: text({
    format: 'topic',
    env: 'TOPIC_NAME',
    required: true,
    description: 'The name of the SNS topic, or the ARN of an existing one.',
  }),
  topicExisting: boolean({
    env: 'TOPIC_EXISTING',
    default: false,
    description: 'The topic exists and is not ours: subscribe to it, but never change or delete it.',
  }),
} as const;

const scheduleKeys = {
  schedule: text({
    format: 'schedule',
    env: 'SCHEDULE_EXPRESSION',
    default: 'rate(1 day)',
    description: 'When to invoke the function.',
  }),
  ruleName: text({
    format: 'rule',
    env: 'RULE_NAME',
    default: 'lambda-handler-rule',
    description: 'The name of the EventBridge rule.',
  }),
  ruleState: choice({
    choices: ['ENABLED', 'DISABLED'],
    env: 'RULE_STATE',
    default: 'ENABLED',
    description: 'Whether the rule is active.',
  }),
} as const;

const loadBalancerKeys = {
  listenerArn: text({
    format: 'listener arn',
    env: 'LISTENER_ARN',
    required: true,
    description: "The ARN of the load balancer's listener.",
  }),
  path: text({
    format: 'path pattern',
    env: 'ALB_PATH',
    default: '/build',
    description: 'The path, or path pattern, of the requests that the listener forwards to the function.',
  }),
  priority: integer({
    min: 1,
    max: 50_000,
    env: 'RULE_PRIORITY',
    default: 10,
    description: "The rule's priority among the rules of the listener.",
  }),
} as const;

/** The keys of the trigger, by trigger type. */
export const triggerKeys = variants(
  { env: 'TRIGGER_TYPE', description: 'What invokes the function.' },
  {
    's3-sqs': { ...bucketKeys, queue: queueKeys },
    's3-direct': bucketKeys,
    eventbridge: scheduleKeys,
    sns: topicKeys,
    'sns-sqs': { ...topicKeys, queue: queueKeys },
    sqs: { queue: queueKeys },
    alb: loadBalancerKeys,
    url: urlKeys,
    kinesis: { stream: streamKeys },
    dynamodb: { stream: streamKeys },
    none: {},
  },
);

/** What invokes the function: a value of `trigger.type`. */
export type TriggerType = keyof typeof triggerKeys.variants;

/** All values of `trigger.type`. */
// The object is a literal, so it has no other keys.
export const triggerTypes = Object.keys(triggerKeys.variants) as readonly TriggerType[];

/** A bucket and those of its events that are handled. */
export type BucketSettings = Values<typeof bucketKeys>;
