import { isFifo } from '../keys/queue-keys.ts';
import type { Settings } from '../keys/settings.ts';
import type { KeyProblem } from '../read/problem.ts';
import { checkArn } from './arn-rules.ts';
import { findCronError } from './cron.ts';
import { checkQueue } from './queue-rules.ts';

/** Checks the settings of the trigger against each other and against those of the function. */
export function* checkTrigger({ trigger, lambda, aws }: Settings): Iterable<KeyProblem> {
  if ('queue' in trigger) yield* checkQueue(trigger.queue, lambda.timeout);
  switch (trigger.type) {
    case 'eventbridge': {
      const error = findCronError(trigger.schedule);
      if (error !== undefined) {
        yield { keys: ['trigger.schedule'], message: `trigger.schedule is "${trigger.schedule}": ${error}` };
      }
      break;
    }
    case 'alb':
      yield* checkArn('trigger.listener_arn', trigger.listenerArn, aws);
      break;
    case 's3-sqs':
      if (isFifo(trigger.queue.name)) {
        yield {
          keys: ['trigger.queue.name'],
          message: `trigger.queue.name is "${trigger.queue.name}": S3 does not notify FIFO queues, use a standard queue`,
        };
      }
      break;
    case 'sns':
      if (isFifo(trigger.topicName)) {
        yield {
          keys: ['trigger.topic_name'],
          message:
            `trigger.topic_name is "${trigger.topicName}": a FIFO topic cannot invoke a function; ` +
            'put a queue between them with trigger.type sns-sqs',
        };
      }
      break;
    case 'sns-sqs':
      if (isFifo(trigger.queue.name) && !isFifo(trigger.topicName)) {
        yield {
          keys: ['trigger.queue.name', 'trigger.topic_name'],
          message:
            `trigger.queue.name is "${trigger.queue.name}": a standard topic does not deliver to a FIFO queue; ` +
            'either both names must end in .fifo, or neither',
        };
      }
      break;
    case 'kinesis':
    case 'dynamodb':
      if (!trigger.stream.arn.includes(`:${trigger.type}:`)) {
        yield {
          keys: ['trigger.stream.arn', 'trigger.type'],
          message:
            `trigger.stream.arn is "${trigger.stream.arn}": ` +
            `with trigger.type ${trigger.type}, it must be the ARN of a ${trigger.type} stream`,
        };
      }
      yield* checkArn('trigger.stream.arn', trigger.stream.arn, aws);
      break;
    case 'url':
      if (trigger.cors?.allowOrigins.length === 0) {
        yield {
          keys: corsKeys,
          message:
            'trigger.cors has no effect without trigger.cors.allow_origins: set it, for example to https://example.org',
        };
      }
      if (trigger.cors?.allowCredentials && trigger.cors.allowOrigins.includes('*')) {
        yield {
          keys: ['trigger.cors.allow_origins', 'trigger.cors.allow_credentials'],
          message:
            'trigger.cors.allow_origins is "*": browsers reject that together with trigger.cors.allow_credentials; ' +
            'list the origins instead',
        };
      }
      break;
    default:
  }
}

const corsKeys = [
  'trigger.cors.allow_methods',
  'trigger.cors.allow_headers',
  'trigger.cors.expose_headers',
  'trigger.cors.allow_credentials',
  'trigger.cors.max_age',
] as const;
