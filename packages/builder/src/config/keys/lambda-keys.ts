import { failureKeys } from '../triggers/failure-keys.ts';
import { boolean, choice, integer, list, map, text } from './key.ts';
import { optionalSection, section } from './section.ts';

/** The keys of the function. */
export const lambdaKeys = section({
  name: text({
    format: 'function name',
    env: 'FUNCTION_NAME',
    default: 'lambda-handler',
    description: "The function's name.",
  }),
  timeout: integer({
    min: 1,
    max: 900,
    unit: 'seconds',
    env: 'TIMEOUT',
    default: 30,
    description: 'The maximum duration of an invocation.',
  }),
  memory: integer({
    min: 128,
    max: 10_240,
    unit: 'MB',
    env: 'MEMORY',
    default: 128,
    description: "The function's memory; CPU time is allocated in proportion to it.",
  }),
  concurrency: integer({
    min: 0,
    max: 1_000_000,
    env: 'CONCURRENCY',
    description: 'Reserved concurrency; for a queue, use trigger.queue.maximum_concurrency instead.',
  }),
  architecture: choice({
    choices: ['x86_64', 'arm64'],
    env: 'ARCHITECTURE',
    default: 'x86_64',
    description: 'The processor architecture of the image and the function.',
  }),
  ephemeralStorage: integer({
    min: 512,
    max: 10_240,
    unit: 'MB',
    env: 'EPHEMERAL_STORAGE',
    default: 512,
    description: 'The size of /tmp.',
  }),
  environment: map({
    names: 'environment name',
    values: 'text',
    env: 'FUNCTION_ENVIRONMENT',
    secret: true,
    description:
      "The function's environment variables; they override those in lambda.environment_file. A deployment replaces a value ssm:NAME by that of the parameter NAME in Parameter Store, which must not be a secret.",
  }),
  environmentFile: text({
    format: 'path',
    env: 'ENVIRONMENT_FILE',
    default: 'lambda-handler.env',
    description:
      'A file with environment variables for the function, one NAME=value per line; the default file may be missing.',
  }),
  tracing: choice({
    choices: ['Active', 'PassThrough'],
    env: 'TRACING',
    default: 'PassThrough',
    description: 'X-Ray tracing.',
  }),
  logFormat: choice({
    choices: ['Text', 'JSON'],
    env: 'LOG_FORMAT',
    default: 'Text',
    description: "The format of the function's log records.",
  }),
  logLevel: choice({
    choices: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'],
    env: 'FUNCTION_LOG_LEVEL',
    derived: 'the level that the function has, INFO for a new one',
    description: "The lowest level of the function's log records; requires lambda.log_format: JSON.",
  }),
  logClass: choice({
    choices: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'],
    env: 'LOG_CLASS',
    derived: 'the class that the log group has, STANDARD for a new one',
    description:
      'The class of the log group, which AWS sets only when the group is created. alr-builder logs can read STANDARD only.',
  }),
  kmsKey: text({
    format: 'kms key arn',
    env: 'KMS_KEY',
    derived: "the key that the function has, AWS's own for a new one",
    description: "The KMS key that encrypts the function's environment variables.",
  }),
  onFailure: failureKeys('ON_FAILURE', 'each asynchronous invocation that failed for good'),
  retries: integer({
    min: 0,
    max: 2,
    env: 'ASYNC_RETRIES',
    derived: '2, unless configured otherwise in AWS',
    description: 'How many times Lambda repeats an asynchronous invocation that failed.',
  }),
  maxAge: integer({
    min: 60,
    max: 21_600,
    unit: 'seconds',
    env: 'ASYNC_MAX_AGE',
    derived: '21600, unless configured otherwise in AWS',
    description: 'How old the event of an asynchronous invocation may become before it counts as failed.',
  }),
  durable: optionalSection({
    timeout: integer({
      min: 1,
      max: 31_622_400,
      unit: 'seconds',
      env: 'DURABLE_TIMEOUT',
      description:
        'The maximum duration of a durable execution, all of its invocations and waits included. AWS makes a function durable only when it is created.',
    }),
    retention: integer({
      min: 1,
      max: 90,
      unit: 'days',
      env: 'DURABLE_RETENTION',
      default: 14,
      description: 'How long AWS keeps the history of a durable execution after its end.',
    }),
  }),
  vpc: optionalSection({
    subnets: list({
      format: 'subnet',
      env: 'VPC_SUBNETS',
      default: [],
      description: 'The subnets that the function is attached to.',
    }),
    securityGroups: list({
      format: 'security group',
      env: 'VPC_SECURITY_GROUPS',
      default: [],
      description: 'The security groups of the function in its VPC.',
    }),
  }),
  snapStart: boolean({
    env: 'SNAP_START',
    default: false,
    description: 'Start execution environments from a snapshot of the initialized function; requires lambda.alias.',
  }),
  tags: map({
    names: 'tag name',
    values: 'tag value',
    env: 'TAGS',
    description: 'Tags for every resource that alr-builder creates.',
  }),
  alias: text({
    format: 'alias',
    env: 'ALIAS',
    description: 'Publish a version with every deployment and point this alias at it; triggers then invoke the alias.',
  }),
});
