/** The keys of what invokes the function, but for queues, streams and URLs: each belongs to some trigger types only. */
export const triggerKeys = {
  'trigger.type': {
    type: 'choice',
    choices: [
      's3-sqs',
      's3-direct',
      'eventbridge',
      'sns',
      'sns-sqs',
      'sqs',
      'alb',
      'url',
      'kinesis',
      'dynamodb',
      'none',
    ],
    env: 'TRIGGER_TYPE',
    required: true,
    description: 'What invokes the function.',
  },
  'trigger.bucket': {
    type: 'text',
    format: 'bucket',
    env: 'BUCKET_NAME',
    for: ['s3-sqs', 's3-direct'],
    required: true,
    description: 'The bucket whose events are handled.',
  },
  'trigger.create_bucket': {
    type: 'boolean',
    env: 'CREATE_BUCKET',
    for: ['s3-sqs', 's3-direct'],
    default: false,
    description:
      'Make the bucket where it does not exist. lambda-teardown deletes it where it is empty, and never empties it.',
  },
  'trigger.prefix': {
    type: 'text',
    format: 'key prefix',
    env: 'KEY_PREFIX',
    for: ['s3-sqs', 's3-direct'],
    description: 'Only objects whose key begins so.',
  },
  'trigger.event': {
    type: 'list',
    format: 's3 event',
    env: 'S3_EVENT',
    for: ['s3-sqs', 's3-direct'],
    default: ['s3:ObjectCreated:*'],
    description: 'The S3 event, or a list of them.',
  },
  'trigger.schedule': {
    type: 'text',
    format: 'schedule',
    env: 'SCHEDULE_EXPRESSION',
    for: ['eventbridge'],
    default: 'rate(1 day)',
    description: 'When the function is invoked.',
  },
  'trigger.rule_name': {
    type: 'text',
    format: 'rule',
    env: 'RULE_NAME',
    for: ['eventbridge'],
    default: 'lambda-handler-rule',
    description: 'The EventBridge rule.',
  },
  'trigger.rule_state': {
    type: 'choice',
    choices: ['ENABLED', 'DISABLED'],
    env: 'RULE_STATE',
    for: ['eventbridge'],
    default: 'ENABLED',
    description: 'Whether the rule fires.',
  },
  'trigger.topic_name': {
    type: 'text',
    format: 'topic',
    env: 'TOPIC_NAME',
    for: ['sns', 'sns-sqs'],
    required: true,
    description: 'The SNS topic.',
  },
  'trigger.listener_arn': {
    type: 'text',
    format: 'listener arn',
    env: 'LISTENER_ARN',
    for: ['alb'],
    required: true,
    description: "The load balancer's listener.",
  },
  'trigger.path': {
    type: 'text',
    format: 'path pattern',
    env: 'ALB_PATH',
    for: ['alb'],
    default: '/build',
    description: 'The path, or pattern of paths, that goes to the function.',
  },
  'trigger.priority': {
    type: 'integer',
    min: 1,
    max: 50_000,
    env: 'RULE_PRIORITY',
    for: ['alb'],
    default: 10,
    description: "The rule's place among the listener's rules.",
  },
} as const;

/** What invokes the function: the values of `trigger.type`. */
export type TriggerType = (typeof triggerKeys)['trigger.type']['choices'][number];

/** The values of `trigger.type`. */
export const triggerTypes: readonly TriggerType[] = triggerKeys['trigger.type'].choices;
