import type { KeyPath, Settings } from '../keys/keys.ts';
import type { BrokenRule } from './broken-rule.ts';
import { faultOfCron } from './cron.ts';
import { isFifo } from './queue-rules.ts';

/** The rules between the keys of a trigger, but for its queue's. */
export function* triggerRules(settings: Settings): Iterable<BrokenRule> {
  switch (settings['trigger.type']) {
    case 'eventbridge': {
      const schedule = settings['trigger.schedule'];
      const fault = faultOfCron(schedule);
      if (fault !== undefined) {
        yield { between: ['trigger.schedule'], message: `trigger.schedule is "${schedule}": ${fault}` };
      }
      break;
    }
    case 'alb':
      yield* placeRules('trigger.listener_arn', settings['trigger.listener_arn'], settings);
      break;
    case 's3-sqs':
      if (isFifo(settings['trigger.queue.name'])) {
        yield { between: ['trigger.queue.name'], message: 'S3 does not notify FIFO queues: take a standard one' };
      }
      break;
    case 'sns':
      if (isFifo(settings['trigger.topic_name'])) {
        yield {
          between: ['trigger.topic_name'],
          message: 'a FIFO topic does not invoke functions: put a queue between them, with trigger.type sns-sqs',
        };
      }
      break;
    case 'sns-sqs':
      if (isFifo(settings['trigger.queue.name']) && !isFifo(settings['trigger.topic_name'])) {
        yield {
          between: ['trigger.queue.name', 'trigger.topic_name'],
          message: 'a standard topic does not deliver to a FIFO queue: both names must end in .fifo, or neither',
        };
      }
      break;
    case 'kinesis':
    case 'dynamodb':
      if (!settings['trigger.stream.arn'].includes(`:${settings['trigger.type']}:`)) {
        yield {
          between: ['trigger.stream.arn', 'trigger.type'],
          message: `trigger.stream.arn "${settings['trigger.stream.arn']}" is not a stream of ${settings['trigger.type']}, which trigger.type says`,
        };
      }
      yield* placeRules('trigger.stream.arn', settings['trigger.stream.arn'], settings);
      break;
    case 'url':
      if (settings['trigger.cors.allow_origins'].length === 0 && hasCors(settings)) {
        yield {
          between: corsKeys,
          message:
            'trigger.cors allows nothing without trigger.cors.allow_origins: set it, such as https://example.org',
        };
      }
      if (settings['trigger.cors.allow_credentials'] && settings['trigger.cors.allow_origins'].includes('*')) {
        yield {
          between: ['trigger.cors.allow_origins', 'trigger.cors.allow_credentials'],
          message: 'with trigger.cors.allow_credentials the origins must be named: browsers refuse "*" then',
        };
      }
      break;
    default:
  }
}

/** What an ARN names has to be where the function is deployed to. */
function* placeRules(key: KeyPath, arn: string, settings: Settings): Iterable<BrokenRule> {
  const [, , , region, account] = arn.split(':');
  for (const [where, wanted, found] of [
    ['aws.region', settings['aws.region'], region],
    ['aws.account', settings['aws.account'], account],
  ] as const) {
    if (wanted !== undefined && wanted !== found) {
      yield {
        between: [key, where],
        message: `${key} is in ${found}, and ${where} is ${wanted}: they must be the same`,
      };
    }
  }
}

const corsKeys = [
  'trigger.cors.allow_methods',
  'trigger.cors.allow_headers',
  'trigger.cors.expose_headers',
  'trigger.cors.allow_credentials',
  'trigger.cors.max_age',
] as const;

function hasCors(settings: Settings<'url'>): boolean {
  return corsKeys.some((key) => {
    const value = settings[key];
    return typeof value === 'object' ? value.length > 0 : Boolean(value);
  });
}
